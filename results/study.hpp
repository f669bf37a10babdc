// A study: everything a finished experiment found, in memory. The writers turn it into files, and nothing
// else does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/costs.hpp"
#include "engine/metric.hpp"
#include "engine/space.hpp"

namespace archfront {

/// A metric column, k of them, objectives first; the same for every device.
struct StudyMetric {
    /// As the experiment calls it: "latency" where each device has its own latency@device.
    std::string name;
    std::string unit;
    Direction direction = Direction::minimise;
    bool is_objective = true;
};

/// What hypervolumes on one device are measured against, and where that came from.
struct StudyReference {
    /// Costs (minimised) that are 0 and 1 after normalisation, shape (m).
    std::vector<double> ideal;
    std::vector<double> nadir;
    /// The reference point in normalised costs, shape (m).
    std::vector<double> point;
    /// "true front", "experiment file" or "union of all runs".
    std::string bounds_origin;
    /// Normalised hypervolume that counts as a ratio of 1, and whose it is: "true front" or "best known
    /// front".
    double best_hypervolume = 0;
    std::string best_origin;
};

/// Non-dominated feasible architectures: metrics in their own units, row-major, shape (n, k), and costs.
/// Sorted by first cost, then the other costs, then choices; architectures of equal costs are all kept.
struct Front {
    ArchitectureBatch architectures;
    std::vector<double> metrics;
    Costs costs;
};

struct StudyDevice {
    /// "none" where no metric has a device.
    std::string name;
    /// The metrics that were really asked, with unit and source, shape (k).
    std::vector<MetricInfo> metrics;
    StudyReference reference;
    /// Where the space could be enumerated.
    std::optional<Front> true_front;
};

/// One run: an optimiser on a device with a seed.
struct StudyCell {
    std::size_t device = 0;
    std::size_t optimizer = 0;
    std::uint64_t seed = 0;
    /// Distinct architectures in order of evaluation, shape (n, d); their metrics in own units, shape (n, k);
    /// costs.
    ArchitectureBatch architectures;
    std::vector<double> metrics;
    Costs costs;
    /// How the run ended (see RunEnd).
    std::string end;
};

/// How sure an optimiser's front is on a device whose metrics were learned from few measurements: fronts of everything
/// it evaluated, anew in each of many draws of the metrics as they may be.
struct FrontUncertainty {
    std::size_t device = 0;
    std::size_t optimizer = 0;
    std::size_t draws = 0;
    /// What is on the front of some draw, most often first: metrics as evaluated, shape (n, k), and the share of draws,
    /// shape (n).
    ArchitectureBatch architectures;
    std::vector<double> metrics;
    std::vector<double> membership;
    /// In normalised costs: mean, 5 % and 95 % quantile over draws.
    double hypervolume_mean = 0;
    double hypervolume_q05 = 0;
    double hypervolume_q95 = 0;
};

struct Study {
    std::string name;
    std::shared_ptr<const SearchSpace> space;
    std::vector<StudyMetric> metrics;
    std::vector<StudyDevice> devices;
    std::vector<std::string> optimizers;
    std::vector<std::uint64_t> seeds;
    /// Devices x optimizers x seeds, in that nesting; all present.
    std::vector<StudyCell> cells;
    /// Of each optimiser on each device that has a metric to draw.
    std::vector<FrontUncertainty> uncertainties = {};

    std::size_t objectives() const {
        std::size_t count = 0;
        for (const StudyMetric& metric : metrics)
            count += metric.is_objective ? 1 : 0;
        return count;
    }
};

}  // namespace archfront
