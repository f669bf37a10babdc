// The empirical attainment function of several runs in two or three objectives: which share of the runs
// attains a point, that is, found something at least as good in every cost. Every row of points is of
// minimised costs; a row that is not finite attains nothing.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "results/study.hpp"

namespace archfront {

/// The points of each run, row-major, shape (n, m).
using RunPoints = std::vector<std::vector<double>>;

/// The non-dominated feasible costs of each run of an optimiser on a device, equal ones once, in the order of
/// study.seeds; of the first `evaluations` of each run, or of all.
RunPoints run_fronts(const Study& study, std::size_t device, std::size_t optimizer,
                     std::optional<std::size_t> evaluations = {});

/// How many of the runs attain a point. By definition, O(points); any m.
std::size_t attained_by(const RunPoints& runs, std::span<const double> point);

/// The k-th attainment surface is the minimal points that at least k of the r runs attain: the first is the
/// best of all runs, the r-th what every run attains, the (r + 1) / 2-th of an odd number the median. Returns
/// those of the given levels k, in their order, or of all where none is given: each row-major, shape (n, m),
/// by last cost, then ascending by first cost.
/// REQUIRES: objectives is 2 or 3; 1 <= k <= r. For N points O(N log N + N^2 r) at worst, near O(N r^2) for
/// fronts of two.
/// Source: Grunert da Fonseca, Fonseca and Hall 2001, doi:10.1007/3-540-44719-9_15; Fonseca, Guerreiro,
/// Lopez-Ibanez and Paquete 2011, doi:10.1007/978-3-642-19893-9_8, for what can be had faster.
std::vector<std::vector<double>> attainment_surfaces(const RunPoints& runs, std::size_t objectives,
                                                     std::span<const std::size_t> levels = {});

/// A region over which the difference is constant: low[j] <= cost j < high[j].
struct AttainmentRectangle {
    std::array<double, 2> low{};
    /// Infinite at the far ends.
    std::array<double, 2> high{};
    /// Share of the first optimiser's runs that attain it, less the share of the second's; never 0.
    double difference = 0;
};

/// Where two optimisers attain differently, in two objectives: disjoint regions, ascending by first cost.
/// REQUIRES: both have runs. Source: Lopez-Ibanez, Paquete and Stuetzle 2010,
/// doi:10.1007/978-3-642-02538-9_9.
std::vector<AttainmentRectangle> attainment_differences(const RunPoints& first, const RunPoints& second);

/// The same at points, in two or three objectives.
struct AttainmentDifferencePoints {
    /// Row-major, shape (n, m), in lexicographic order, and shape (n).
    std::vector<double> points;
    std::vector<double> differences;
};

/// At the points of attainment surfaces of the runs of both together. levels: as in attainment_surfaces; all
/// of them can be a million points in three objectives. O(n N).
/// REQUIRES: objectives is 2 or 3; both have runs.
AttainmentDifferencePoints attainment_difference_points(const RunPoints& first, const RunPoints& second,
                                                        std::size_t objectives,
                                                        std::span<const std::size_t> levels = {});

}  // namespace archfront
