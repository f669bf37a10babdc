#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <pagmo/utils/multi_objective.hpp>

#include "engine/nondominated_sort.hpp"
#include "engine/pareto.hpp"
#include "engine/random.hpp"

using namespace archfront;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// n points in [0, 1)^m; `levels` > 0 puts them on a grid, so that there are many ties and equal points.
Costs random_costs(std::size_t n, std::size_t m, int levels, double infeasible_share,
                   RandomGenerator& random) {
    Costs costs(m);
    std::vector<double> row(m);
    for (std::size_t r = 0; r < n; ++r) {
        for (double& cost : row) {
            cost = random.uniform();
            if (levels > 0) cost = std::floor(cost * levels);
        }
        const bool infeasible = random.bernoulli(infeasible_share);
        costs.push_back(row, infeasible ? 1.0 + static_cast<double>(random.below(4)) : 0.0);
    }
    return costs;
}

/// Peels front after front, as the definition says. O(n^3).
std::vector<PointIndex> slow_ranks(const CostsView& costs) {
    constexpr PointIndex unranked = std::numeric_limits<PointIndex>::max();
    std::vector<PointIndex> ranks(costs.size(), unranked);
    std::size_t left = costs.size();
    for (PointIndex rank = 0; left > 0; ++rank) {
        std::vector<std::size_t> front;
        for (std::size_t a = 0; a < costs.size(); ++a) {
            bool dominated = ranks[a] != unranked;
            for (std::size_t b = 0; b < costs.size() && !dominated; ++b)
                dominated = ranks[b] == unranked && dominates(costs, b, a);
            if (!dominated) front.push_back(a);
        }
        for (const std::size_t a : front)
            ranks[a] = rank;
        left -= front.size();
    }
    return ranks;
}

std::vector<PointIndex> to_vector(std::span<const PointIndex> values) {
    return {values.begin(), values.end()};
}

std::vector<pagmo::vector_double> for_pagmo(const Costs& costs) {
    std::vector<pagmo::vector_double> points;
    for (std::size_t r = 0; r < costs.size(); ++r)
        points.emplace_back(costs[r].begin(), costs[r].end());
    return points;
}

}  // namespace

TEST_CASE("non-dominated sorting agrees with peeling fronts by definition, ties and violations included") {
    RandomGenerator random(1);
    NondominatedSort sort;
    for (const std::size_t m : {1, 2, 3, 4, 6}) {
        for (const int levels : {0, 2, 4, 10}) {
            for (const double infeasible_share : {0.0, 0.3, 1.0}) {
                CAPTURE(m);
                CAPTURE(levels);
                CAPTURE(infeasible_share);
                const Costs costs = random_costs(120, m, levels, infeasible_share, random);
                sort.sort(costs);
                CHECK(to_vector(sort.ranks()) == slow_ranks(costs));
            }
        }
    }
}

TEST_CASE("non-dominated sorting agrees with pagmo") {
    RandomGenerator random(2);
    NondominatedSort sort;
    for (const std::size_t m : {2, 3, 5}) {
        for (const int levels : {0, 5}) {
            const Costs costs = random_costs(700, m, levels, 0, random);
            sort.sort(costs);
            const auto expected = std::get<3>(pagmo::fast_non_dominated_sorting(for_pagmo(costs)));
            CHECK(std::equal(sort.ranks().begin(), sort.ranks().end(), expected.begin(), expected.end()));
        }
    }
}

TEST_CASE("the fronts of a sorted population are its ranks in lexicographic order") {
    RandomGenerator random(3);
    NondominatedSort sort;
    const Costs costs = random_costs(300, 3, 6, 0.2, random);
    sort.sort(costs);
    std::size_t seen = 0;
    for (std::size_t rank = 0; rank < sort.fronts(); ++rank) {
        const auto front = sort.front(rank);
        CHECK_FALSE(front.empty());
        for (std::size_t i = 0; i < front.size(); ++i) {
            CHECK(sort.ranks()[front[i]] == rank);
            if (i == 0 || costs.violation(front[i]) > 0) continue;
            const auto x = costs[front[i - 1]];
            const auto y = costs[front[i]];
            CHECK_FALSE(std::lexicographical_compare(y.begin(), y.end(), x.begin(), x.end()));
        }
        seen += front.size();
    }
    CHECK(seen == costs.size());
}

TEST_CASE("points in a chain have a rank each, points on a plane share one") {
    NondominatedSort sort;
    for (const std::size_t m : {1, 2, 3, 5}) {
        Costs chain(m);
        for (int i = 99; i >= 0; --i)
            chain.push_back(std::vector<double>(m, i), 0);
        sort.sort(chain);
        CHECK(sort.fronts() == 100);
        CHECK(sort.ranks()[0] == 99);
    }
    Costs plane(3);
    for (int i = 0; i < 30; ++i) {
        for (int j = 0; j < 30; ++j)
            plane.push_back(std::vector<double>{double(i), double(j), double(-i - j)}, 0);
    }
    sort.sort(plane);
    CHECK(sort.fronts() == 1);
}

TEST_CASE("nothing sorts into no fronts") {
    NondominatedSort sort;
    for (const std::size_t m : {1, 2, 3}) {
        sort.sort(Costs(m));
        CHECK(sort.fronts() == 0);
        CHECK(sort.ranks().empty());
    }
}

TEST_CASE("infinite costs of architectures without a value sort last") {
    NondominatedSort sort;
    Costs costs(3);
    costs.push_back(std::vector<double>{infinity, infinity, infinity}, infinity);
    costs.push_back(std::vector<double>{9, 9, 9}, 0);
    costs.push_back(std::vector<double>{1, 1, 1}, 0.5);
    costs.push_back(std::vector<double>{infinity, infinity, infinity}, infinity);
    sort.sort(costs);
    CHECK(to_vector(sort.ranks()) == std::vector<PointIndex>{2, 0, 1, 2});
}

TEST_CASE("many points that differ in the first cost only are a chain") {
    NondominatedSort sort;
    Costs costs(4);
    for (int i = 0; i < 200; ++i)
        costs.push_back(std::vector<double>{double(i), 1, 1, 1}, 0);
    sort.sort(costs);
    CHECK(sort.fronts() == 200);
}

TEST_CASE("crowding distances of a staircase worked out by hand") {
    Costs costs(2);
    for (const auto& [x, y] : {std::pair{0.0, 10.0}, {1.0, 6.0}, {4.0, 5.0}, {10.0, 0.0}})
        costs.push_back(std::vector<double>{x, y}, 0);
    std::vector<PointIndex> front = {3, 1, 0, 2};
    std::vector<double> distances(4);
    crowding_distances(costs, front, distances);
    CHECK(distances[0] == infinity);
    CHECK(distances[1] == doctest::Approx(0.4 + 0.5));
    CHECK(distances[2] == doctest::Approx(0.9 + 0.6));
    CHECK(distances[3] == infinity);
}

TEST_CASE("crowding distances agree with pagmo") {
    RandomGenerator random(4);
    for (const std::size_t m : {2, 3, 5}) {
        const Costs costs = random_costs(60, m, 0, 0, random);
        std::vector<PointIndex> front;
        for (PointIndex r = 0; r < 60; ++r)
            front.push_back(r);
        std::vector<double> distances(60);
        crowding_distances(costs, front, distances);
        const auto expected = pagmo::crowding_distance(for_pagmo(costs));
        for (std::size_t r = 0; r < 60; ++r) {
            if (std::isinf(expected[r])) {
                CHECK(std::isinf(distances[r]));
            } else {
                CHECK(distances[r] == doctest::Approx(expected[r]).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("an objective in which a front has no extent adds nothing to its crowding distances") {
    Costs costs(2);
    for (const double x : {1.0, 2.0, 4.0})
        costs.push_back(std::vector<double>{x, 7}, 0);
    std::vector<PointIndex> front = {0, 1, 2};
    std::vector<double> distances(3);
    crowding_distances(costs, front, distances);
    CHECK(distances[1] == 1.0);
}
