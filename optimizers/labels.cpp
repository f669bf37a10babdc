#include "optimizers/labels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace archfront {
namespace {

void put_infeasible_last(const Costs& costs, std::vector<double>& scalars) {
    double worst = 0;
    double most_violation = 0;
    for (std::size_t r = 0; r < scalars.size(); ++r) {
        const double violation = costs.violation(r);
        if (violation <= 0 && std::isfinite(scalars[r])) worst = std::max(worst, scalars[r]);
        if (std::isfinite(violation)) most_violation = std::max(most_violation, violation);
    }
    const double step = worst > 0 ? worst : 1;
    for (std::size_t r = 0; r < scalars.size(); ++r) {
        const double violation = costs.violation(r);
        if (violation <= 0 && std::isfinite(scalars[r])) continue;
        const bool measured = violation > 0 && std::isfinite(violation);
        scalars[r] = worst + step * (measured ? violation / most_violation : 1);
    }
}

}  // namespace

FrontExtents::FrontExtents(const Archive& archive) {
    for (std::size_t j = 0; j < archive.objectives(); ++j) {
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (std::size_t p = 0; p < archive.size(); ++p) {
            low = std::min(low, archive[p][j]);
            high = std::max(high, archive[p][j]);
        }
        best.push_back(low);
        extent.push_back(high > low && std::isfinite(high - low) ? high - low : 1);
    }
}

void FrontExtents::normalise(std::span<const double> costs, std::vector<double>& normalised) const {
    normalised.resize(costs.size());
    for (std::size_t j = 0; j < costs.size(); ++j)
        normalised[j] = (costs[j] - best[j]) / extent[j];
}

std::vector<double> scalar_costs(const History& history, const ScalarCost& scalar_cost) {
    const FrontExtents extents(history.archive());
    std::vector<double> scalars(history.told());
    std::vector<double> normalised;
    for (std::size_t r = 0; r < scalars.size(); ++r) {
        if (history.costs().violation(r) > 0) continue;
        extents.normalise(history.costs()[r], normalised);
        scalars[r] = scalar_cost(normalised);
    }
    put_infeasible_last(history.costs(), scalars);
    return scalars;
}

double take_logarithms(std::vector<double>& labels) {
    const double best = *std::min_element(labels.begin(), labels.end());
    std::vector<double> sorted = labels;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    const double typical = *middle > best ? (*middle - best) / 4 : 1;
    for (double& label : labels)
        label = std::log(label - best + typical);
    return best - typical;
}

std::vector<std::size_t> best_and_random_rows(RandomGenerator& random, std::span<const double> labels,
                                              std::size_t most) {
    std::vector<std::size_t> rows(labels.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
        return labels[a] != labels[b] ? labels[a] < labels[b] : a < b;
    });
    if (rows.size() <= most) return rows;
    for (std::size_t i = (most + 1) / 2; i < most; ++i)
        std::swap(rows[i], rows[i + random.below(rows.size() - i)]);
    rows.resize(most);
    return rows;
}

}  // namespace archfront
