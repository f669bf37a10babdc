#include <doctest/doctest.h>

#include "engine/pareto.hpp"
#include "engine/random.hpp"

using namespace archfront;

namespace {

Costs table(const std::vector<std::vector<double>>& rows, const std::vector<double>& violations) {
    Costs costs(rows.front().size());
    for (std::size_t r = 0; r < rows.size(); ++r)
        costs.push_back(rows[r], violations[r]);
    return costs;
}

}  // namespace

TEST_CASE("a point dominates another when it is nowhere worse and somewhere better") {
    const auto dominates_point = [](std::vector<double> a, std::vector<double> b) { return dominates(a, b); };
    CHECK(dominates_point({1, 2}, {1, 3}));
    CHECK(dominates_point({1, 2}, {2, 3}));
    CHECK_FALSE(dominates_point({1, 2}, {1, 2}));
    CHECK_FALSE(dominates_point({1, 3}, {2, 2}));
}

TEST_CASE("feasible points dominate infeasible ones, and of those the smaller violation wins") {
    const Costs costs = table({{9, 9}, {1, 1}, {5, 5}, {9, 9}}, {0, 2, 1, 1});
    CHECK(dominates(costs, 0, 1));
    CHECK_FALSE(dominates(costs, 1, 0));
    CHECK(dominates(costs, 2, 1));
    CHECK_FALSE(dominates(costs, 2, 3));
    CHECK_FALSE(dominates(costs, 3, 2));
}

TEST_CASE("the Pareto front is what no feasible row dominates, equal rows included") {
    RandomGenerator random(1);
    for (const std::size_t m : {1, 2, 3, 4}) {
        Costs costs(m);
        std::vector<double> row(m);
        for (int r = 0; r < 200; ++r) {
            for (double& cost : row)
                cost = static_cast<double>(random.below(7));
            costs.push_back(row, random.bernoulli(0.3) ? 1 : 0);
        }
        std::vector<std::size_t> expected;
        for (std::size_t a = 0; a < costs.size(); ++a) {
            bool kept = costs.violation(a) <= 0;
            for (std::size_t b = 0; b < costs.size(); ++b)
                kept = kept && (costs.violation(b) > 0 || !dominates(costs[b], costs[a]));
            if (kept) expected.push_back(a);
        }
        CHECK(pareto_front(costs) == expected);
    }
}

TEST_CASE("without a feasible row the Pareto front is empty") {
    CHECK(pareto_front(table({{1, 1}, {2, 2}}, {1, 1})).empty());
}
