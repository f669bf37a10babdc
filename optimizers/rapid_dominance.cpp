#include "optimizers/rapid_dominance.hpp"

#include <algorithm>
#include <numeric>

namespace archfront {

bool dominates_as_published(const CostsView& costs, std::size_t a, std::size_t b) {
    if (costs.violation(a) != costs.violation(b)) return costs.violation(a) < costs.violation(b);
    std::size_t better = 0;
    for (std::size_t j = 0; j < costs.objectives(); ++j) {
        if (costs[a][j] > costs[b][j]) return false;
        better += costs[a][j] < costs[b][j] ? 1 : 0;
    }
    return better >= std::min<std::size_t>(2, costs.objectives());
}

std::vector<std::size_t> front_as_published(const CostsView& costs) {
    std::vector<std::size_t> order(costs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (costs.violation(a) != costs.violation(b)) return costs.violation(a) < costs.violation(b);
        const auto first = costs[a], second = costs[b];
        const auto [x, y] = std::mismatch(first.begin(), first.end(), second.begin());
        return x != first.end() ? *x < *y : a < b;
    });
    // The rule is transitive, and what dominates comes first in that order: a look back at the front is enough.
    std::vector<std::size_t> front;
    for (const std::size_t row : order) {
        const bool dominated = std::any_of(front.begin(), front.end(), [&](std::size_t other) {
            return dominates_as_published(costs, other, row);
        });
        if (!dominated) front.push_back(row);
    }
    return front;
}

}  // namespace archfront
