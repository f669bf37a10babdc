#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/archive.hpp"
#include "engine/pareto.hpp"
#include "engine/random.hpp"

using namespace archfront;

namespace {

std::vector<std::size_t> sorted_ids(const Archive& archive) {
    std::vector<std::size_t> ids(archive.ids().begin(), archive.ids().end());
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace

TEST_CASE("an archive keeps the Pareto front of what it was offered, in any order of insertion") {
    RandomGenerator random(1);
    for (const std::size_t m : {1, 2, 3, 5}) {
        for (const int levels : {0, 8}) {
            CAPTURE(m);
            CAPTURE(levels);
            Costs costs(m);
            std::vector<double> row(m);
            for (int r = 0; r < 400; ++r) {
                for (double& cost : row)
                    cost = levels > 0 ? static_cast<double>(random.below(8)) : random.uniform();
                costs.push_back(row, random.bernoulli(0.1) ? 1 : 0);
            }
            std::vector<std::size_t> order(costs.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::vector<double> first_costs;
            for (int repetition = 0; repetition < 5; ++repetition) {
                Archive archive(m);
                for (const std::size_t r : order)
                    archive.insert(r, costs[r], costs.violation(r));
                CHECK(sorted_ids(archive) == pareto_front(costs));
                const std::vector<double> now(archive.costs().begin(), archive.costs().end());
                if (repetition == 0) first_costs = now;
                CHECK(now == first_costs);
                random.shuffle(std::span(order));
            }
        }
    }
}

TEST_CASE("an archive says of each point whether it is in now") {
    Archive archive(2);
    CHECK(archive.insert(0, std::vector<double>{2, 2}));
    CHECK_FALSE(archive.insert(1, std::vector<double>{2, 3}));
    CHECK_FALSE(archive.insert(2, std::vector<double>{0, 0}, 0.1));
    CHECK(archive.insert(3, std::vector<double>{1, 2}));
    CHECK(sorted_ids(archive) == std::vector<std::size_t>{3});
}

TEST_CASE("equal points with different ids are all archived, the same point only once") {
    for (const std::size_t m : {1, 2, 3}) {
        Archive archive(m);
        const std::vector<double> point(m, 1);
        CHECK(archive.insert(7, point));
        CHECK(archive.insert(5, point));
        CHECK(archive.insert(7, point));
        CHECK(std::vector<std::size_t>(archive.ids().begin(), archive.ids().end()) ==
              std::vector<std::size_t>{5, 7});
        CHECK(archive.insert(9, std::vector<double>(m, 0)));
        CHECK(archive.size() == 1);
    }
}

TEST_CASE("a staircase of n points is archived whole, and one point below it replaces all") {
    Archive archive(2);
    for (int i = 0; i < 1000; ++i)
        CHECK(archive.insert(static_cast<std::size_t>(i),
                             std::vector<double>{double(i * 7 % 1000), -double(i * 7 % 1000)}));
    CHECK(archive.size() == 1000);
    CHECK(archive.insert(1000, std::vector<double>{-1, -1000}));
    CHECK(archive.size() == 1);
}
