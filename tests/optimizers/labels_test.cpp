#include "optimizers/labels.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Of proposals that cost so much, with violations.
History told(const std::vector<std::vector<double>>& costs, const std::vector<double>& violations) {
    static const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>(4, 4));
    History history({space, costs[0].size(), 100, 1, Equivalence::spelling},
                    {.initial = static_cast<std::int64_t>(costs.size())});
    RandomGenerator random(1);
    ArchitectureBatch proposals(4);
    history.ask(random, costs.size(), proposals, [](Architecture&) { return false; });
    Costs table(costs[0].size());
    for (std::size_t r = 0; r < costs.size(); ++r)
        table.push_back(costs[r], violations[r]);
    history.tell(table);
    return history;
}

double sum(std::span<const double> normalised) {
    return std::accumulate(normalised.begin(), normalised.end(), 0.0);
}

}  // namespace

TEST_CASE("costs are normalised by the front, and by 1 where it has no extent") {
    const History history = told({{1, 30, 5}, {3, 10, 5}, {9, 90, 9}}, {0, 0, 0});
    const FrontExtents extents(history.archive());
    CHECK(extents.best == std::vector<double>{1, 10, 5});
    CHECK(extents.extent == std::vector<double>{2, 20, 1});
    std::vector<double> normalised;
    extents.normalise(history.costs()[2], normalised);
    CHECK(normalised == std::vector<double>{4, 4, 4});
}

TEST_CASE("an extent that overflows is none") {
    constexpr double huge = std::numeric_limits<double>::max();
    const History history = told({{-huge, huge}, {huge, -huge}}, {0, 0});
    CHECK(FrontExtents(history.archive()).extent == std::vector<double>{1, 1});
}

TEST_CASE("scalar costs of what is infeasible lie one to two extents beyond the worst, by violation") {
    const History history =
        told({{0, 10}, {10, 0}, {20, 20}, {0, 0}, {0, 0}, {infinity, infinity}}, {0, 0, 0, 1, 4, infinity});
    CHECK(scalar_costs(history, sum) == std::vector<double>{1, 1, 4, 5, 8, 8});
}

TEST_CASE("where nothing is feasible, scalar costs are violations over the largest") {
    const History history = told({{5, 5}, {1, 1}, {0, 0}}, {1, 2, 4});
    CHECK(scalar_costs(history, sum) == std::vector<double>{0.25, 0.5, 1});
}

TEST_CASE("a scalar cost that is no number counts as infeasible") {
    const History history = told({{0, 1}, {1, 0}, {3, 3}}, {0, 0, 0});
    const auto scalars = scalar_costs(
        history, [](std::span<const double> normalised) { return normalised[0] > 2 ? infinity : 1; });
    CHECK(scalars == std::vector<double>{1, 1, 2});
}

TEST_CASE("logarithms are taken of what labels are above the best, and a quarter of the median") {
    std::vector<double> labels = {7, 3, 11};
    CHECK(take_logarithms(labels) == 2);
    CHECK(labels[0] == doctest::Approx(std::log(5)));
    CHECK(labels[1] == doctest::Approx(0));
    CHECK(labels[2] == doctest::Approx(std::log(9)));
}

TEST_CASE("the logarithms of equal labels are 0") {
    std::vector<double> labels(4, 2.5);
    take_logarithms(labels);
    CHECK(labels == std::vector<double>(4, 0));
}

TEST_CASE("rows to learn from are the best half, in order, and any others once") {
    std::vector<double> labels;
    for (int i = 0; i < 50; ++i)
        labels.push_back((i * 7) % 50);
    RandomGenerator random(1);
    std::set<std::size_t> others;
    for (int i = 0; i < 100; ++i) {
        const auto rows = best_and_random_rows(random, labels, 9);
        REQUIRE(rows.size() == 9);
        CHECK(std::set(rows.begin(), rows.end()).size() == 9);
        for (std::size_t r = 0; r < 5; ++r)
            CHECK(labels[rows[r]] == static_cast<double>(r));
        others.insert(rows.begin() + 5, rows.end());
    }
    CHECK(others.size() == 45);
}

TEST_CASE("few rows are all learnt from, the best first, ties in order") {
    RandomGenerator random(1);
    const std::vector<double> labels = {4, 1, 1, 0};
    CHECK(best_and_random_rows(random, labels, 4) == std::vector<std::size_t>{3, 1, 2, 0});
}
