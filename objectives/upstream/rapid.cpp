// RAPID's profiled tables of three spaces. Two things they say are put right: NAS-Bench-ASR's "accuracy" is an
// error rate, and NAS-Bench-201's "memory" is a running mean over the rows, which is undone.
#include <cmath>
#include <limits>
#include <string>

#include "engine/csv.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "objectives/measurements.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

constexpr const char* unit_note = "RAPID states no unit; this one is inferred from the magnitude.";

struct Column {
    const char* name;
    /// The column holds, in row k, the mean of rows 1 to k of whole numbers.
    bool is_running_mean;
    const char* metric;
    const char* unit;
    Direction direction;
    const char* note;
    std::vector<std::string> aliases;
};

struct Profile {
    const char* space;
    const char* file;
    const char* note;  // of every metric
    bool partial;
    Equivalence equivalence;
    std::vector<Column> columns;
};

const std::vector<Profile>& profiles() {
    static const std::vector<Profile> profiles = {
        {"nas-bench-201",
         "RAPID/data/nasbench201_data_final.csv",
         "15,284 of the 15,625 cells.",
         true,
         Equivalence::spelling,
         {{"accuracy",
           false,
           "test_accuracy.cifar10",
           "%",
           Direction::maximise,
           "One training run a cell.",
           {}},
          {"latency", false, "latency.cifar10", "ms", Direction::minimise, unit_note, {}},
          {"memory",
           true,
           "memory",
           "kB",
           Direction::minimise,
           "Recovered: the published column is the running mean over the file's rows (memory.published). "
           "RAPID states no unit; this one is inferred from the magnitude.",
           {"mem"}},
          {"memory",
           false,
           "memory.published",
           "kB",
           Direction::minimise,
           "The column as published, which is the running mean over the file's rows and says nothing of the "
           "cell: use memory.",
           {}}}},
        {"nas-bench-asr",
         "RAPID/data/asr_data.csv",
         "8,242 trained models; a cell that a zero operation makes equal to one of them has its values, as "
         "in the benchmark's own look-up.",
         false,
         Equivalence::isomorphism,
         {{"accuracy",
           false,
           "phoneme_error_rate",
           "fraction",
           Direction::minimise,
           "Of TIMIT; the file calls it accuracy.",
           {"accuracy"}},
          {"latency", false, "latency", "s", Direction::minimise, unit_note, {}},
          {"mem", false, "memory", "MB", Direction::minimise, unit_note, {"mem"}}}},
        {"flexibert",
         "RAPID/data/flexibert_data.csv",
         "500 trained networks, of which 491 differ; the values of equal ones are averaged.",
         true,
         Equivalence::spelling,
         {{"accuracy",
           false,
           "glue_score",
           "%",
           Direction::maximise,
           "Mean over eight GLUE tasks after a short ELECTRA pretraining (Serianni and Kalita 2023, "
           "arXiv:2306.00288); the file calls it accuracy.",
           {"accuracy"}},
          {"latency", false, "latency", "s", Direction::minimise, unit_note, {}},
          {"mem", false, "memory", "MB", Direction::minimise, unit_note, {"mem"}}}}};
    return profiles;
}

/// "[4 2 1 2 1 1]" is six operation numbers without commas, which NAS-Bench-201 spells "421211".
std::string spelled_for(const SearchSpace& space, std::string_view vector) {
    if (space.name() != "nas-bench-201") return std::string(vector);
    std::string digits;
    for (const char c : trim(vector)) {
        if (c != '[' && c != ' ' && c != ']') digits += c;
    }
    return digits;
}

class ProfileReader {
  public:
    ProfileReader(const fs::path& file, const Profile& profile, std::shared_ptr<const SearchSpace> space)
        : reader_(file),
          profile_(profile),
          space_(*space),
          vector_(reader_.column("vector")),
          means_(profile.columns.size()),
          averages_(std::move(space), profile.columns.size(), profile.equivalence) {
        for (const Column& column : profile.columns)
            indices_.push_back(reader_.column(column.name));
    }

    Measurements read() {
        std::vector<double> values(indices_.size());
        for (double row = 1; reader_.next(); ++row) {
            for (std::size_t c = 0; c < indices_.size(); ++c) {
                values[c] = read_number(c);
                if (profile_.columns[c].is_running_mean) values[c] = undo_running_mean(c, row, values[c]);
            }
            averages_.add(read_architecture(), values);
        }
        return averages_.means();
    }

  private:
    Architecture read_architecture() {
        try {
            return space_.parse(spelled_for(space_, reader_.field(vector_)));
        } catch (const UserError& error) {
            throw UserError(reader_.position(vector_), error.what());
        }
    }

    double read_number(std::size_t c) {
        const std::string_view text = reader_.field(indices_[c]);
        const auto number = parse_number(text);
        if (number && std::isfinite(*number)) return *number;
        throw UserError(
            reader_.position(indices_[c]),
            "'" + excerpt(text) + "' in column '" + profile_.columns[c].name + "' is not a finite number");
    }

    /// m_k k - m_(k-1) (k-1): the k-th of the numbers whose running mean the column is. They are whole.
    double undo_running_mean(std::size_t c, double row, double mean) {
        const double value = mean * row - means_[c] * (row - 1);
        means_[c] = mean;
        if (std::abs(value - std::round(value)) <= 1e-3) return std::round(value);
        throw UserError(reader_.position(indices_[c]),
                        "column '" + std::string(profile_.columns[c].name) +
                            "' is not the running mean of whole numbers that RAPID published; take " +
                            profile_.columns[c].metric + ".published, which is the column as it stands");
    }

    CsvReader reader_;
    const Profile& profile_;
    const SearchSpace& space_;
    std::size_t vector_;
    std::vector<std::size_t> indices_;  // in the file
    std::vector<double> means_;         // of the row before
    MeasurementAverages averages_;
};

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    for (const Profile& profile : profiles()) {
        if (context.space->name() != profile.space) continue;
        const auto found = context.data.find(profile.file);
        if (!found) return;
        const auto file = std::make_shared<MeasurementFile>(
            *found, [&profile, space = context.space](const fs::path& path) {
                return ProfileReader(path, profile, space).read();
            });
        for (std::size_t c = 0; c < profile.columns.size(); ++c) {
            const Column& column = profile.columns[c];
            const MetricInfo info{.id = column.metric,
                                  .unit = column.unit,
                                  .direction = column.direction,
                                  .source = "rapid",
                                  .kind = SourceKind::measured,
                                  .citation = "RAPID, github.com/McGill-Edge-Intelligence/RAPID",
                                  .note = std::string(column.note) + " " + profile.note,
                                  .partial = profile.partial,
                                  .aliases = column.aliases};
            offers.push_back({info, [file, info, c] { return file->open(info, c); }});
        }
    }
}

const Registration<MetricPlugin> registration{
    {{.name = "rapid",
      .summary = "accuracy, latency and memory of three spaces, from RAPID's files",
      .citation = "RAPID, github.com/McGill-Edge-Intelligence/RAPID",
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
