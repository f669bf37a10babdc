// Hypervolume along each run, and its statistics over seeds: computed once, written by several writers.
#pragma once

#include <cstddef>
#include <vector>

#include "results/statistics.hpp"
#include "results/study.hpp"

namespace archfront {

/// The front after so many evaluations.
struct CurvePoint {
    std::size_t evaluations = 0;
    /// In normalised costs.
    double hypervolume = 0;
    /// Over the best hypervolume; NaN where that is 0, because then nothing is better than the reference
    /// point.
    double ratio = 0;
};

/// 10, 20, 50, 100, 200, 500, 1000 ... below `evaluations`, and `evaluations` itself.
std::vector<std::size_t> checkpoints(std::size_t evaluations);

/// Hypervolume of the first feasible evaluations of a run at each checkpoint.
std::vector<CurvePoint> hypervolume_curve(const CostsView& costs, const StudyReference& reference);

/// The curve of each cell, in the order of study.cells.
std::vector<std::vector<CurvePoint>> hypervolume_curves(const Study& study);

/// The hypervolume at the end of the runs of one optimiser on one device.
struct SummaryRow {
    std::size_t device = 0;
    std::size_t optimizer = 0;
    std::size_t seeds = 0;
    double mean = 0;
    double sd = 0;
    /// Of the mean, 95 %, Student's t.
    Interval interval{};
    /// Of the mean among the optimisers of the device; 1 is the largest, equal means share the average rank.
    double rank = 0;
};

/// Devices x optimisers, in that nesting. curves: from hypervolume_curves.
std::vector<SummaryRow> summarise(const Study& study, const std::vector<std::vector<CurvePoint>>& curves);

}  // namespace archfront
