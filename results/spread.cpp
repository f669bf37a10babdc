// Spread: how unevenly the non-dominated points lie, and how far they stop short of the reference set's ends.
#include <cmath>

#include "engine/pareto.hpp"
#include "results/indicator.hpp"

namespace archfront {
namespace {

using Row = std::vector<double>;

/// The distinct rows that no other dominates, lexicographically.
std::vector<Row> front_of(std::span<const double> costs, std::size_t m) {
    const std::vector<double> feasible(costs.size() / m, 0.0);
    const CostsView view(costs, feasible, m);
    std::vector<Row> front;
    for (const std::size_t row : pareto_front(view))
        front.emplace_back(view[row].begin(), view[row].end());
    std::sort(front.begin(), front.end());
    front.erase(std::unique(front.begin(), front.end()), front.end());
    return front;
}

double distance(const Row& a, const Row& b) {
    double sum = 0;
    for (std::size_t j = 0; j < a.size(); ++j)
        sum += (a[j] - b[j]) * (a[j] - b[j]);
    return std::sqrt(sum);
}

/// (ends + sum |gap - mean gap|) / (ends + sum of gaps): 0 for evenly spaced points that reach the ends.
/// A single point has no gaps; it is perfect where it is the whole reference front.
double delta(double ends, const std::vector<double>& gaps) {
    double total = 0;
    for (const double gap : gaps)
        total += gap;
    double deviation = 0;
    for (const double gap : gaps)
        deviation += std::abs(gap - total / static_cast<double>(gaps.size()));
    return ends + total > 0 ? (ends + deviation) / (ends + total) : 0;
}

double spread(const IndicatorInput& input) {
    if (input.objectives != 2) {
        throw UserError("spread is defined for two objectives, not " + std::to_string(input.objectives) +
                        "; use spread-generalised");
    }
    const std::vector<Row> front = front_of(input.points, 2);
    if (front.empty()) return std::numeric_limits<double>::infinity();
    const std::vector<Row> reference = front_of(input.reference_set, 2);
    std::vector<double> gaps;
    for (std::size_t i = 1; i < front.size(); ++i)
        gaps.push_back(distance(front[i - 1], front[i]));
    return delta(distance(front.front(), reference.front()) + distance(front.back(), reference.back()), gaps);
}

double distance_to_nearest(const Row& row, const std::vector<Row>& others) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const Row& other : others) {
        if (&other != &row) nearest = std::min(nearest, distance(row, other));
    }
    return nearest;
}

double spread_generalised(const IndicatorInput& input) {
    const std::vector<Row> front = front_of(input.points, input.objectives);
    if (front.empty()) return std::numeric_limits<double>::infinity();
    const std::vector<Row> reference = front_of(input.reference_set, input.objectives);
    double ends = 0;
    for (std::size_t j = 0; j < input.objectives; ++j) {
        const Row& end = *std::max_element(reference.begin(), reference.end(),
                                           [j](const Row& a, const Row& b) { return a[j] < b[j]; });
        ends += distance_to_nearest(end, front);
    }
    std::vector<double> gaps;
    for (const Row& row : front) {
        if (front.size() > 1) gaps.push_back(distance_to_nearest(row, front));
    }
    return delta(ends, gaps);
}

const Registration<IndicatorPlugin> two_objectives{
    {{.name = "spread",
      .summary = "Deb's Delta: unevenness of the gaps along a front of two objectives, and its distance from "
                 "the ends of the reference set",
      .citation = "Deb et al. 2002, doi:10.1109/4235.996017",
      .file = __FILE__},
     spread}};

const Registration<IndicatorPlugin> any_objectives{
    {{.name = "spread-generalised",
      .summary = "Delta for any number of objectives, by distances to the nearest neighbour on the front",
      .citation = "Zhou et al. 2006, doi:10.1109/CEC.2006.1688406",
      .file = __FILE__},
     spread_generalised}};

}  // namespace
}  // namespace archfront
