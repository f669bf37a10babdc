#include "engine/pareto.hpp"

#include <algorithm>

namespace archfront {

bool dominates(std::span<const double> a, std::span<const double> b) {
    bool better = false;
    for (std::size_t j = 0; j < a.size(); ++j) {
        if (a[j] > b[j]) return false;
        better = better || a[j] < b[j];
    }
    return better;
}

bool dominates(const CostsView& costs, std::size_t a, std::size_t b) {
    if (costs.feasible(a) != costs.feasible(b)) return costs.feasible(a);
    if (!costs.feasible(a)) return costs.violation(a) < costs.violation(b);
    return dominates(costs[a], costs[b]);
}

std::vector<std::size_t> pareto_front(const CostsView& costs) {
    std::vector<std::size_t> order;
    for (std::size_t r = 0; r < costs.size(); ++r) {
        if (costs.feasible(r)) order.push_back(r);
    }
    // In lexicographic order nobody is dominated by a later row, so a look back at the front so far is
    // enough.
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto x = costs[a];
        const auto y = costs[b];
        const auto differ = std::mismatch(x.begin(), x.end(), y.begin());
        return differ.first == x.end() ? a < b : *differ.first < *differ.second;
    });
    std::vector<std::size_t> front;
    if (costs.objectives() <= 2) {
        const std::size_t last = costs.objectives() - 1;
        for (const std::size_t r : order) {
            if (!front.empty()) {
                const auto best = costs[front.back()];
                const auto row = costs[r];
                const bool equal = std::equal(best.begin(), best.end(), row.begin());
                if (!equal && best[last] <= row[last]) continue;
            }
            front.push_back(r);
        }
    } else {
        for (const std::size_t r : order) {
            const bool dominated = std::any_of(front.begin(), front.end(),
                                               [&](std::size_t f) { return dominates(costs[f], costs[r]); });
            if (!dominated) front.push_back(r);
        }
    }
    std::sort(front.begin(), front.end());
    return front;
}

}  // namespace archfront
