#include "results/hypervolume.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/error.hpp"

namespace archfront {
namespace {

/// Sweep along the first cost. O(n log n).
double hypervolume_2d(std::span<const double> points, std::span<const double> reference) {
    std::vector<std::pair<double, double>> sorted;
    for (std::size_t i = 0; i < points.size(); i += 2) {
        if (points[i] < reference[0] && points[i + 1] < reference[1])
            sorted.emplace_back(points[i], points[i + 1]);
    }
    std::sort(sorted.begin(), sorted.end());
    double volume = 0;
    double lowest = reference[1];
    for (const auto& [x, y] : sorted) {
        if (y >= lowest) continue;
        volume += (reference[0] - x) * (lowest - y);
        lowest = y;
    }
    return volume;
}

}  // namespace

double hypervolume(std::span<const double> points, std::span<const double> reference) {
    ARCHFRONT_ASSERT(!reference.empty() && points.size() % reference.size() == 0,
                     "points of another dimension");
    ARCHFRONT_ASSERT(reference.size() == 2, "two objectives");
    return hypervolume_2d(points, reference);
}

}  // namespace archfront
