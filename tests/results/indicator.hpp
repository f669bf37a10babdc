// Indicators by name, and random fronts to try them on.
#pragma once

#include <cmath>
#include <string_view>
#include <vector>

#include "engine/random.hpp"
#include "results/indicator.hpp"

namespace archfront {

using Rows = std::vector<std::vector<double>>;

inline std::vector<double> flat(const Rows& rows) {
    std::vector<double> values;
    for (const std::vector<double>& row : rows)
        values.insert(values.end(), row.begin(), row.end());
    return values;
}

/// REQUIRES: a reference set, or a reference point, or both.
inline double indicator(std::string_view name, const Rows& points, const Rows& reference_set,
                        const std::vector<double>& reference_point = {},
                        const std::vector<bool>& maximised = {}) {
    const std::vector<double> flat_points = flat(points);
    const std::vector<double> flat_set = flat(reference_set);
    const std::size_t m = reference_set.empty() ? reference_point.size() : reference_set[0].size();
    return Registry<IndicatorPlugin>::instance().at(name).evaluate(
        {m, flat_points, flat_set, reference_point, maximised});
}

/// n points in (0.1, 1)^m around a sphere, not all of them non-dominated.
inline Rows random_front(std::size_t n, std::size_t m, RandomGenerator& random) {
    Rows rows(n, std::vector<double>(m));
    for (std::vector<double>& row : rows) {
        double norm = 0.05;
        for (double& x : row) {
            x = random.uniform();
            norm += x * x;
        }
        for (double& x : row)
            x = 1 - 0.9 * x / std::sqrt(norm);
    }
    return rows;
}

}  // namespace archfront
