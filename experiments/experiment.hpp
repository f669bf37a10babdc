// What an experiment file says, as plain data with positions: nothing is looked up or opened yet.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/document.hpp"
#include "engine/optimizer.hpp"
#include "experiments/constraint.hpp"

namespace archfront {

/// A name somewhere in the file.
struct NameText {
    std::string name;
    FilePosition where;
};

struct OptimizerText {
    std::string name;
    /// What results call it: the name, with the swept options behind it, or what `label` says.
    std::string label;
    std::vector<OptionAssignment> options;
    FilePosition where;
};

/// "metric: source". The metric may be given with its device or without.
struct SourceText {
    std::string metric;
    std::string source;
    FilePosition where;
};

/// "metric: [low, high]" in the metric's own unit.
struct BoundsText {
    std::string metric;
    double low = 0;
    double high = 0;
    FilePosition where;
};

struct ReferenceText {
    /// Empty: automatic.
    std::vector<BoundsText> bounds;
    /// In normalised costs: one number for all objectives, or one each.
    std::vector<double> point = {1.1};
    FilePosition where;
};

struct Experiment {
    std::string name;
    NameText space;
    std::vector<NameText> objectives;
    bool all_devices = false;
    std::vector<NameText> devices;
    std::vector<ConstraintText> constraints;
    /// Metrics of objectives or constraints that are marked "cost: free".
    std::vector<std::string> free_metrics;
    std::vector<OptimizerText> optimizers;
    std::size_t budget = 0;
    std::vector<std::uint64_t> seeds;
    ReferenceText reference;
    std::vector<SourceText> sources;
    Equivalence equivalence = Equivalence::spelling;
    std::vector<Node> tables;
    std::vector<std::filesystem::path> models;
};

/// Understands one experiment (no top-level sweeps left, see sweep.hpp). Relative paths in it count from the
/// folder of the file. Throws UserError at the position of anything unknown, missing or of the wrong type.
Experiment parse_experiment(const Node& root);

}  // namespace archfront
