#include "results/run_log.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>

#include "engine/error.hpp"

namespace archfront {
namespace {

static_assert(std::endian::native == std::endian::little, "logs are little-endian");

constexpr std::string_view magic = "archlog\n";
constexpr std::uint64_t format_version = 1;
constexpr std::size_t header_size = magic.size() + 8 + 8 + 4;
/// Larger batches are cut into several records, so that a damaged length cannot ask for much memory.
constexpr std::size_t largest_payload = 1 << 24;

enum RecordKind : std::uint32_t { evaluations_record, end_record };

template <class T>
void put(std::string& bytes, T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

std::filesystem::path log_directory(const std::filesystem::path& dir) {
    return dir / "log";
}

/// Takes numbers off the front of a payload; zeros once one is missing.
class Payload {
  public:
    explicit Payload(std::string_view bytes) : rest_(bytes) {}

    template <class T>
    T take() {
        T value{};
        const std::string_view bytes = take(sizeof value);
        if (intact_) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    /// `count` bytes, or none when there are fewer.
    std::string_view take(std::size_t count) {
        intact_ = intact_ && count <= rest_.size();
        if (!intact_) return {};
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    bool intact() const { return intact_; }
    std::string_view rest() const { return rest_; }

  private:
    std::string_view rest_;
    bool intact_ = true;
};

/// Evaluations first ... of a cell, as one record holds them.
struct Segment {
    std::size_t first = 0;
    RecordedEvaluations evaluations;
};

struct CellRecords {
    std::vector<Segment> segments;
    /// Total evaluations and how the run ended, by the first log that says so.
    std::optional<std::pair<std::size_t, std::string>> end;
};

/// Appends to `known` what the segment adds to it. Returns false when they contradict each other.
bool extend(RecordedEvaluations& known, const Segment& segment, std::size_t metrics) {
    const RecordedEvaluations& more = segment.evaluations;
    const std::size_t have = known.architectures.size();
    if (segment.first > have) return true;  // what lies between was lost
    const std::size_t width = known.architectures.width();
    const std::size_t common = std::min(have - segment.first, more.architectures.size());
    const auto same = [](const auto* a, const auto* b, std::size_t count) {
        return count == 0 || std::memcmp(a, b, count * sizeof *a) == 0;
    };
    if (!same(known.architectures.view().data() + segment.first * width, more.architectures.view().data(),
              common * width) ||
        !same(known.metrics.data() + segment.first * metrics, more.metrics.data(), common * metrics)) {
        return false;
    }
    const std::size_t fresh = more.architectures.size() - common;
    known.architectures.append(more.architectures.view().subview(common, fresh));
    known.metrics.insert(known.metrics.end(),
                         more.metrics.begin() + static_cast<std::ptrdiff_t>(common * metrics),
                         more.metrics.end());
    return true;
}

class LogReader {
  public:
    LogReader(std::filesystem::path directory, std::uint64_t experiment_hash, const SearchSpace& space,
              std::size_t cells, std::size_t metrics)
        : directory_(std::move(directory)),
          experiment_hash_(experiment_hash),
          space_(space),
          cells_(cells),
          metrics_(metrics) {}

    void read(const std::filesystem::path& file) {
        std::ifstream stream(file, std::ios::binary);
        if (!stream) throw UserError("cannot read '" + file.string() + "'; check its permissions");
        std::string bytes(header_size, '\0');
        if (!stream.read(bytes.data(), header_size) || !check_header(bytes, file)) return;
        std::uintmax_t left = std::filesystem::file_size(file) - header_size;
        for (;;) {
            std::uint32_t length = 0;
            std::uint32_t expected = 0;
            stream.read(reinterpret_cast<char*>(&length), sizeof length);
            stream.read(reinterpret_cast<char*>(&expected), sizeof expected);
            if (!stream || length > largest_payload || length > left) return;
            bytes.resize(length);
            if (!stream.read(bytes.data(), length)) return;
            if (checksum(bytes) != expected || !take_record(Payload(bytes))) return;
            left -= length;
        }
    }

    std::vector<LoggedCell> merge() {
        std::vector<LoggedCell> merged;
        for (auto& [number, records] : records_) {
            LoggedCell& cell = merged.emplace_back(number, space_.width());
            std::stable_sort(records.segments.begin(), records.segments.end(),
                             [](const Segment& a, const Segment& b) { return a.first < b.first; });
            for (const Segment& segment : records.segments) {
                if (extend(cell.evaluations, segment, metrics_)) continue;
                throw UserError("the logs in '" + directory_.string() + "' contradict each other (cell " +
                                std::to_string(number) +
                                "): different versions of the program or of the data wrote them; start anew "
                                "in another directory");
            }
            if (records.end && records.end->first == cell.evaluations.architectures.size()) {
                cell.finished = true;
                cell.end = records.end->second;
            }
        }
        return merged;
    }

  private:
    /// False for a header that a killed process left half-written.
    bool check_header(std::string_view header, const std::filesystem::path& file) const {
        Payload fields(header);
        const bool ours = fields.take(magic.size()) == magic;
        const auto version = fields.take<std::uint64_t>();
        const auto hash = fields.take<std::uint64_t>();
        if (!ours || fields.take<std::uint32_t>() != checksum(header.substr(0, header_size - 4)))
            return false;
        if (version != format_version) {
            throw UserError("'" + file.string() + "' is a log of format " + std::to_string(version) +
                            ", this program reads format " + std::to_string(format_version) +
                            "; resume with the version that began the run, or use another directory");
        }
        if (hash != experiment_hash_) {
            throw UserError("'" + file.string() +
                            "' is the log of another experiment; use another directory, or remove the log "
                            "directory if its results are not needed");
        }
        return true;
    }

    /// False when the record is not one that this experiment can have written.
    bool take_record(Payload payload) {
        const auto cell = payload.take<std::uint32_t>();
        const auto kind = payload.take<std::uint32_t>();
        const auto number = payload.take<std::uint64_t>();
        if (!payload.intact() || cell >= cells_) return false;
        if (kind == end_record) {
            CellRecords& records = records_[cell];
            if (!records.end) records.end = {number, std::string(payload.rest())};
            return true;
        }
        return kind == evaluations_record && take_evaluations(cell, number, payload);
    }

    bool take_evaluations(std::uint32_t cell, std::size_t first, Payload payload) {
        const std::size_t rows = payload.take<std::uint32_t>();
        const std::size_t width = payload.take<std::uint32_t>();
        const std::size_t metrics = payload.take<std::uint32_t>();
        if (width != space_.width() || metrics != metrics_) return false;
        if (payload.rest().size() != rows * (width + metrics * sizeof(double))) return false;
        Segment segment{first, RecordedEvaluations(width)};
        const std::string_view choices = payload.take(rows * width);
        segment.evaluations.architectures.append(
            {reinterpret_cast<const Choice*>(choices.data()), rows, width});
        for (std::size_t r = 0; r < rows; ++r) {
            if (!space_.contains(segment.evaluations.architectures[r])) return false;
        }
        segment.evaluations.metrics.resize(rows * metrics);
        if (rows * metrics > 0) {
            std::memcpy(segment.evaluations.metrics.data(), payload.rest().data(), payload.rest().size());
        }
        records_[cell].segments.push_back(std::move(segment));
        return true;
    }

    std::filesystem::path directory_;
    std::uint64_t experiment_hash_;
    const SearchSpace& space_;
    std::size_t cells_;
    std::size_t metrics_;
    std::map<std::uint32_t, CellRecords> records_;
};

}  // namespace

RunLog::RunLog(const std::filesystem::path& dir) {
    const std::filesystem::path directory = log_directory(dir);
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) throw RunError("cannot create directory '" + directory.string() + "': " + error.message());
    for (unsigned number = 1; descriptor_ < 0; ++number) {
        const std::string digits = std::to_string(number);
        file_ = directory / (std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits + ".log");
        descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
        if (descriptor_ < 0 && errno != EEXIST) {
            throw RunError("cannot create '" + file_.string() + "': " + std::strerror(errno));
        }
    }
}

RunLog::RunLog(const std::filesystem::path& dir, std::uint64_t experiment_hash) : RunLog(dir) {
    std::string header(magic);
    put(header, format_version);
    put(header, experiment_hash);
    put(header, checksum(header));
    write(header);
}

RunLog::~RunLog() {
    ::close(descriptor_);
}

void RunLog::append(std::uint32_t cell, std::size_t first_evaluation, ArchitectureBatchView architectures,
                    std::span<const double> metrics) {
    if (architectures.empty()) return;
    const std::size_t k = metrics.size() / architectures.size();
    ARCHFRONT_ASSERT(metrics.size() == architectures.size() * k, "metrics of another shape");
    const std::size_t row_size = architectures.width() + k * sizeof(double);
    const std::size_t most_rows = std::max<std::size_t>(1, largest_payload / 2 / row_size);
    for (std::size_t done = 0; done < architectures.size(); done += most_rows) {
        const std::size_t rows = std::min(most_rows, architectures.size() - done);
        std::string payload;
        put(payload, cell);
        put(payload, evaluations_record);
        put(payload, std::uint64_t{first_evaluation + done});
        put(payload, static_cast<std::uint32_t>(rows));
        put(payload, static_cast<std::uint32_t>(architectures.width()));
        put(payload, static_cast<std::uint32_t>(k));
        const ArchitectureBatchView part = architectures.subview(done, rows);
        payload.append(reinterpret_cast<const char*>(part.data()), rows * part.width());
        payload.append(reinterpret_cast<const char*>(metrics.data() + done * k), rows * k * sizeof(double));
        write_record(payload);
    }
}

void RunLog::finish(std::uint32_t cell, std::string_view end, std::size_t evaluations) {
    std::string payload;
    put(payload, cell);
    put(payload, end_record);
    put(payload, std::uint64_t{evaluations});
    payload.append(end);
    write_record(payload);
}

void RunLog::write_record(const std::string& payload) {
    std::string record;
    record.reserve(2 * sizeof(std::uint32_t) + payload.size());
    put(record, static_cast<std::uint32_t>(payload.size()));
    put(record, checksum(payload));
    record += payload;
    const std::lock_guard lock(mutex_);
    write(record);
}

void RunLog::write(std::string_view bytes) {
    // Nothing behind a half-written record would ever be read.
    if (failed_) throw RunError("cannot write '" + file_.string() + "' since an earlier error");
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            failed_ = true;
            throw RunError("cannot write '" + file_.string() + "': " + std::strerror(errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::vector<LoggedCell> read_logs(const std::filesystem::path& dir, std::uint64_t experiment_hash,
                                  const SearchSpace& space, std::size_t cells, std::size_t metrics) {
    const std::filesystem::path directory = log_directory(dir);
    std::vector<std::filesystem::path> files;
    std::error_code error;
    if (!std::filesystem::exists(directory, error)) return {};
    for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().extension() == ".log") files.push_back(entry->path());
    }
    if (error) throw UserError("cannot read '" + directory.string() + "': " + error.message());
    std::sort(files.begin(), files.end());
    LogReader reader(directory, experiment_hash, space, cells, metrics);
    for (const std::filesystem::path& file : files)
        reader.read(file);
    return reader.merge();
}

}  // namespace archfront
