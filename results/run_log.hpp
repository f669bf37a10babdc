// The append-only log of one process, from which a killed run resumes to the same bytes. Every process writes
// a file of its own, so that shards can share a directory and nobody needs a lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/architecture.hpp"
#include "engine/evaluator.hpp"
#include "engine/space.hpp"

namespace archfront {

/// Writes DIR/log/NNNN.log. Threads may share it. What append() and finish() returned from survives a kill of
/// the process (not a power cut: nothing is synced).
///
/// File, little-endian: header = "archlog\n", u64 format version, u64 experiment hash, u32 CRC-32 of those;
/// then records = u32 payload length, u32 CRC-32 of the payload, payload. A payload is u32 cell, u32 kind and
/// either (0, evaluations) u64 first, u32 rows, u32 width, u32 metrics, choices, doubles; or (1, end of the
/// cell) u64 evaluations, text.
class RunLog {
  public:
    /// Creates the log under the first number that is free. Throws RunError.
    RunLog(const std::filesystem::path& dir, std::uint64_t experiment_hash);
    ~RunLog();
    RunLog(const RunLog&) = delete;
    RunLog& operator=(const RunLog&) = delete;

    /// Evaluations first_evaluation ... of a cell; metrics row-major, shape (n, k). Throws RunError, from
    /// then on always.
    void append(std::uint32_t cell, std::size_t first_evaluation, ArchitectureBatchView architectures,
                std::span<const double> metrics);

    /// The cell has ended, in the way `end` says, after that many evaluations, whichever process logged them.
    void finish(std::uint32_t cell, std::string_view end, std::size_t evaluations);

    const std::filesystem::path& file() const { return file_; }

  private:
    /// Without the header.
    explicit RunLog(const std::filesystem::path& dir);

    void write(std::string_view bytes);
    void write_record(const std::string& payload);

    std::filesystem::path file_;
    int descriptor_ = -1;
    bool failed_ = false;
    std::mutex mutex_;
};

/// What the logs know of one cell.
struct LoggedCell {
    explicit LoggedCell(std::uint32_t number, std::size_t width) : cell(number), evaluations(width) {}

    std::uint32_t cell;
    /// From the first evaluation to the last before a gap.
    RecordedEvaluations evaluations;
    /// All evaluations are here and the run ended by itself, as `end` says.
    bool finished = false;
    std::string end;
};

/// Merges all logs in DIR/log, in order of cell; cells nobody logged are absent, and so is everything when
/// there is no DIR/log. A log is read up to its first damage, which is where a killed process stopped.
/// cells: how many the experiment has; metrics: k. Throws UserError naming the file for a log of another
/// experiment or of another version's format, for logs that contradict each other, and for what cannot be
/// read.
std::vector<LoggedCell> read_logs(const std::filesystem::path& dir, std::uint64_t experiment_hash,
                                  const SearchSpace& space, std::size_t cells, std::size_t metrics);

}  // namespace archfront
