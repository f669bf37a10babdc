#include "results/attainment.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/random.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using Points = std::vector<double>;

/// Runs of points on a small grid, so that coordinates, points and whole runs coincide often.
RunPoints random_runs(RandomGenerator& random, std::size_t runs, std::size_t objectives, std::uint64_t grid) {
    RunPoints result(runs);
    for (Points& run : result) {
        const std::uint64_t n = random.below(6);
        for (std::uint64_t i = 0; i < n * objectives; ++i)
            run.push_back(static_cast<double>(random.below(grid)));
    }
    return result;
}

/// Every point of the grid, row-major.
std::vector<Points> grid_points(std::size_t objectives, std::size_t grid) {
    std::vector<Points> points;
    const std::size_t layers = objectives == 3 ? grid : 1;
    for (std::size_t code = 0; code < grid * grid * layers; ++code) {
        Points point = {static_cast<double>(code % grid), static_cast<double>(code / grid % grid)};
        if (objectives == 3) point.push_back(static_cast<double>(code / grid / grid));
        points.push_back(point);
    }
    return points;
}

/// By definition: grid points that k runs attain and whose neighbours one step down are attained by fewer.
std::set<Points> surface_by_definition(const RunPoints& runs, std::size_t objectives, std::size_t grid,
                                       std::size_t k) {
    std::set<Points> surface;
    for (const Points& point : grid_points(objectives, grid)) {
        bool minimal = attained_by(runs, point) >= k;
        for (std::size_t j = 0; j < objectives; ++j) {
            Points lower = point;
            lower[j] -= 1;
            minimal = minimal && attained_by(runs, lower) < k;
        }
        if (minimal) surface.insert(point);
    }
    return surface;
}

std::vector<Points> rows_of(const Points& points, std::size_t objectives) {
    std::vector<Points> rows;
    for (std::size_t at = 0; at < points.size(); at += objectives)
        rows.emplace_back(points.begin() + static_cast<std::ptrdiff_t>(at),
                          points.begin() + static_cast<std::ptrdiff_t>(at + objectives));
    return rows;
}

double share(const RunPoints& runs, const Points& point) {
    return static_cast<double>(attained_by(runs, point)) / static_cast<double>(runs.size());
}

}  // namespace

TEST_CASE("the attainment surfaces of two crossing fronts are those by hand") {
    const RunPoints runs = {{1, 3, 3, 1}, {2, 2}};
    const auto surfaces = attainment_surfaces(runs, 2);
    REQUIRE(surfaces.size() == 2);
    CHECK(surfaces[0] == Points{1, 3, 2, 2, 3, 1});
    CHECK(surfaces[1] == Points{2, 3, 3, 2});
    CHECK(attained_by(runs, Points{1, 3}) == 1);
    CHECK(attained_by(runs, Points{2, 3}) == 2);
    CHECK(attained_by(runs, Points{0.5, 9}) == 0);
}

TEST_CASE("attainment surfaces of random runs are those by definition, without repeats and in order") {
    RandomGenerator random(4);
    for (const std::size_t objectives : {2U, 3U}) {
        const std::size_t grid = objectives == 2 ? 6 : 4;
        for (int repetition = 0; repetition < 60; ++repetition) {
            const RunPoints runs = random_runs(random, 1 + random.below(5), objectives, grid);
            const auto surfaces = attainment_surfaces(runs, objectives);
            REQUIRE(surfaces.size() == runs.size());
            for (std::size_t k = 1; k <= runs.size(); ++k) {
                const std::vector<Points> rows = rows_of(surfaces[k - 1], objectives);
                const std::set<Points> expected = surface_by_definition(runs, objectives, grid, k);
                CHECK(rows.size() == expected.size());
                CHECK(std::set<Points>(rows.begin(), rows.end()) == expected);
                CHECK(std::is_sorted(rows.begin(), rows.end(), [](const Points& a, const Points& b) {
                    return a.size() == 3 && a[2] != b[2] ? a[2] < b[2] : a[0] < b[0];
                }));
            }
        }
    }
}

TEST_CASE("surfaces of chosen levels are those of all, chosen") {
    RandomGenerator random(12);
    for (const std::size_t objectives : {2U, 3U}) {
        const RunPoints runs = random_runs(random, 5, objectives, 9);
        const auto all = attainment_surfaces(runs, objectives);
        const auto chosen = attainment_surfaces(runs, objectives, std::vector<std::size_t>{5, 1, 3});
        CHECK(chosen == std::vector<Points>{all[4], all[0], all[2]});
        const auto median =
            attainment_difference_points({runs.begin(), runs.begin() + 2}, {runs.begin() + 2, runs.end()},
                                         objectives, std::vector<std::size_t>{3});
        CHECK(median.points.size() == all[2].size());
        CHECK(median.differences.size() * objectives == median.points.size());
    }
}

TEST_CASE("differences of random runs are those by definition, at every point of a grid") {
    RandomGenerator random(5);
    for (int repetition = 0; repetition < 60; ++repetition) {
        const RunPoints first = random_runs(random, 1 + random.below(4), 2, 6);
        const RunPoints second = random_runs(random, 1 + random.below(4), 2, 6);
        const auto rectangles = attainment_differences(first, second);
        for (const Points& point : grid_points(2, 7)) {
            double difference = 0;
            int covering = 0;
            for (const AttainmentRectangle& rectangle : rectangles) {
                if (point[0] < rectangle.low[0] || point[0] >= rectangle.high[0] ||
                    point[1] < rectangle.low[1] || point[1] >= rectangle.high[1])
                    continue;
                difference = rectangle.difference;
                ++covering;
            }
            CHECK(covering <= 1);
            CHECK(difference == doctest::Approx(share(first, point) - share(second, point)).epsilon(1e-14));
            CHECK((difference != 0) == (covering == 1));
        }
    }
}

TEST_CASE("difference points are those of all surfaces of all runs, with the difference by definition") {
    RandomGenerator random(6);
    for (const std::size_t objectives : {2U, 3U}) {
        const RunPoints first = random_runs(random, 4, objectives, 9);
        const RunPoints second = random_runs(random, 3, objectives, 9);
        const auto found = attainment_difference_points(first, second, objectives);
        const std::vector<Points> rows = rows_of(found.points, objectives);
        REQUIRE(rows.size() == found.differences.size());
        CHECK(std::is_sorted(rows.begin(), rows.end()));
        std::set<Points> expected;
        RunPoints all = first;
        all.insert(all.end(), second.begin(), second.end());
        for (std::size_t k = 1; k <= all.size(); ++k)
            expected.merge(surface_by_definition(all, objectives, 9, k));
        CHECK(std::set<Points>(rows.begin(), rows.end()) == expected);
        for (std::size_t i = 0; i < rows.size(); ++i)
            CHECK(found.differences[i] ==
                  doctest::Approx(share(first, rows[i]) - share(second, rows[i])).epsilon(1e-14));
    }
}

TEST_CASE("an optimiser does not differ from itself, and from nothing by all it attains") {
    const RunPoints runs = {{1, 3, 3, 1}, {2, 2}};
    CHECK(attainment_differences(runs, runs).empty());
    const auto rectangles = attainment_differences({{1, 2}}, {{}});
    REQUIRE(rectangles.size() == 1);
    CHECK(rectangles[0].low == std::array{1.0, 2.0});
    CHECK(rectangles[0].high == std::array{infinity, infinity});
    CHECK(rectangles[0].difference == 1);
}

TEST_CASE("runs without points, and points that are not finite, attain nothing") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const RunPoints runs = {{}, {nan, 0, 0, -infinity, infinity, 1}};
    for (const Points& surface : attainment_surfaces(runs, 2))
        CHECK(surface.empty());
    CHECK(attained_by(runs, Points{5, 5}) == 0);
    CHECK(attainment_surfaces({}, 2).empty());
}

TEST_CASE("the fronts of runs are their non-dominated feasible costs, equal ones once") {
    Study study = toy::study(2, 20);
    Costs costs(2);
    costs.push_back(Points{3, 3}, 0);
    costs.push_back(Points{0, 0}, 1);  // infeasible
    costs.push_back(Points{2, 4}, 0);
    costs.push_back(Points{3, 3}, 0);
    costs.push_back(Points{1, 3}, 0);
    StudyCell& cell = study.cells[3];  // first device, second optimiser, second seed
    cell.costs = costs;
    CHECK(run_fronts(study, 0, 1)[1] == Points{1, 3});
    CHECK(run_fronts(study, 0, 1, 4)[1] == Points{2, 4, 3, 3});
    CHECK(run_fronts(study, 0, 1, 0)[1].empty());
    CHECK(run_fronts(study, 0, 1, 99)[1] == Points{1, 3});
    CHECK(run_fronts(study, 1, 0).size() == 2);
}
