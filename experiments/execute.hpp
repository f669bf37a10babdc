// Runs the cells of a plan in parallel, each evaluation logged before its optimiser learns of it.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <vector>

#include "experiments/plan.hpp"
#include "experiments/progress.hpp"

namespace archfront {

/// Part `index` of `count` of a plan's cells: those whose number is index - 1 modulo count.
struct Shard {
    std::size_t index = 1;
    std::size_t count = 1;
    bool contains(std::size_t cell) const { return cell % count == index - 1; }
};

struct ExecuteOptions {
    /// Threads; 0 takes what the machine has. Changes nothing in the results.
    std::size_t jobs = 0;
    Shard shard;
    Progress::Style progress = Progress::Style::automatic;
    /// Set from a signal handler to stop at the next batch of evaluations.
    const std::atomic<bool>* stop = nullptr;
};

/// Runs, or takes from the logs in `folder`, the shard's cells, and logs to a file of its own there.
/// Afterwards every one of these cells is finished in the logs. Throws RunError when stopped or when the log
/// cannot be written. Returns the cells in the order of their numbers; the others are left out.
std::vector<StudyCell> execute(const Plan& plan, const std::filesystem::path& folder,
                               const ExecuteOptions& options);

/// All cells of the plan from logs in several folders. Throws UserError that says how many cells are missing.
std::vector<StudyCell> collect(const Plan& plan, const std::vector<std::filesystem::path>& folders);

/// The cells that are finished in the logs of a folder, in the order of their numbers, of the seeds that are finished
/// for every optimiser on every device.
std::vector<StudyCell> collect_finished(const Plan& plan, const std::filesystem::path& folder);

/// The study of a plan all of whose cells are there, with true fronts and reference points.
Study make_study(const Plan& plan, std::vector<StudyCell> cells);

}  // namespace archfront
