// What an indicator is: one number for a front. Indicators register themselves, one .cpp file for each family,
// and see costs only: directions were settled by whoever read the points.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "engine/registry.hpp"

namespace archfront {

/// What an indicator may look at. All costs are finite and minimised.
struct IndicatorInput {
    /// m.
    std::size_t objectives = 0;
    /// The front to judge, row-major, shape (n, m); n may be 0.
    std::span<const double> points;
    /// The best points known, shape (k, m); empty where the indicator needs none.
    std::span<const double> reference_set = {};
    /// Shape (m); empty where the indicator needs none.
    std::span<const double> reference_point = {};
    /// True for objectives whose costs are negated values, shape (m), or empty: none. For ratios of values.
    std::vector<bool> maximised = {};

    std::size_t point_count() const { return points.size() / objectives; }
    std::size_t reference_count() const { return reference_set.size() / objectives; }
    std::span<const double> point(std::size_t row) const {
        return points.subspan(row * objectives, objectives);
    }
    std::span<const double> reference(std::size_t row) const {
        return reference_set.subspan(row * objectives, objectives);
    }
};

struct IndicatorPlugin : PluginInfo {
    /// Called by evaluate(), which checks the input.
    std::function<double(const IndicatorInput& input)> compute;
    bool larger_is_better = false;
    bool needs_reference_point = false;
    bool needs_reference_set = true;
    static const char* kind() { return "indicator"; }

    /// The value of the front. Throws UserError where the indicator is not defined for such values.
    /// REQUIRES: spans of the shapes above, and what the indicator needs.
    double evaluate(const IndicatorInput& input) const;
};

/// For every reference point the smallest distance(reference, point) over all points, shape (k); infinite
/// where there is no point. O(k n) distances.
template <class Distance>
std::vector<double> distances_to_nearest(const IndicatorInput& input, Distance distance) {
    std::vector<double> nearest(input.reference_count(), std::numeric_limits<double>::infinity());
    for (std::size_t r = 0; r < nearest.size(); ++r) {
        for (std::size_t p = 0; p < input.point_count(); ++p)
            nearest[r] = std::min(nearest[r], distance(input.reference(r), input.point(p)));
    }
    return nearest;
}

/// Smallest and largest cost of the reference set in each objective.
struct ReferenceBounds {
    std::vector<double> ideal;
    std::vector<double> nadir;
};

/// Shape (m) each. REQUIRES: at least one reference point.
ReferenceBounds reference_bounds(const IndicatorInput& input);

}  // namespace archfront
