// A plan: an experiment with everything looked up, opened and checked, ready to run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/optimizer.hpp"
#include "engine/problem.hpp"
#include "experiments/experiment.hpp"
#include "results/reference.hpp"
#include "results/study.hpp"

namespace archfront {

struct PlannedOptimizer {
    std::string label;
    const OptimizerPlugin* plugin = nullptr;
    std::vector<OptionAssignment> options;
};

/// One run to do. Cells are numbered devices x optimizers x seeds, the last fastest.
struct PlannedCell {
    std::size_t device = 0;
    std::size_t optimizer = 0;
    std::size_t seed = 0;  // index into Plan::seeds
};

struct Plan {
    std::string name;
    std::shared_ptr<const SearchSpace> space;
    /// Columns of the results, objectives first.
    std::vector<StudyMetric> metrics;
    /// "none" where no metric has a device.
    std::vector<std::string> devices;
    /// One for each device.
    std::vector<std::shared_ptr<const Problem>> problems;
    std::vector<BoundsRequest> references;
    std::vector<PlannedOptimizer> optimizers;
    std::vector<std::uint64_t> seeds;
    std::size_t budget = 0;
    /// What the metrics' values come from, sorted, each once.
    std::vector<std::filesystem::path> data_files;
    /// The experiment with every default and every choice of source written out; planning it again gives this
    /// plan.
    Node resolved;
    /// Hash of `resolved`, of the program's version and of the data files: logs of another fingerprint do not
    /// fit.
    std::uint64_t fingerprint = 0;

    std::size_t cell_count() const { return devices.size() * optimizers.size() * seeds.size(); }
    PlannedCell cell(std::size_t index) const;
    /// The seed of a cell's generator: a hash of the experiment seed, space, objectives, constraints, device
    /// and optimiser label, so that adding a device or an optimiser never shifts another's stream.
    std::uint64_t cell_seed(const PlannedCell& cell) const;
};

/// Looks everything up. Throws UserError at the position of what cannot be had.
Plan make_plan(const Experiment& written, const DataPath& data);

}  // namespace archfront
