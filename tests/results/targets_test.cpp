#include "results/targets.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/random.hpp"
#include "results/reference.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

/// Random costs in a box that reaches beyond the reference, a few of them infeasible or repeated.
Costs random_costs(RandomGenerator& random, std::size_t rows, std::size_t objectives) {
    Costs costs(objectives);
    std::vector<double> row(objectives);
    for (std::size_t r = 0; r < rows; ++r) {
        if (!random.bernoulli(0.1)) {
            for (double& cost : row)
                cost = random.uniform() * 1.3;
        }
        costs.push_back(row, random.bernoulli(0.1) ? 1 : 0);
    }
    return costs;
}

StudyReference unit_reference(std::size_t objectives) {
    StudyReference reference;
    reference.ideal.assign(objectives, 0);
    reference.nadir.assign(objectives, 1);
    reference.point.assign(objectives, 1.1);
    reference.best_hypervolume = 1.25;
    return reference;
}

CostsView first_of(const Costs& costs, std::size_t rows) {
    return {costs.view().values().first(rows * costs.objectives()), costs.view().violations().first(rows),
            costs.objectives()};
}

const std::vector<CurvePoint> fast = {{2, 0.5, 0.5}, {5, 0.9, 0.9}, {10, 0.9, 0.9}};
const std::vector<CurvePoint> slow = {{4, 0.5, 0.5}, {20, 0.6, 0.6}};

}  // namespace

TEST_CASE("the steps of a run give its hypervolume after each evaluation, computed from scratch") {
    RandomGenerator random(8);
    for (const std::size_t objectives : {1U, 2U, 3U, 4U, 5U}) {
        const Costs costs = random_costs(random, 60, objectives);
        const StudyReference reference = unit_reference(objectives);
        const auto steps = hypervolume_steps(costs, reference);
        CHECK(steps.back().evaluations == 60);
        double volume = 0;
        std::size_t next = 0;
        std::size_t rises = 0;
        for (std::size_t n = 1; n <= 60; ++n) {
            const double before = volume;
            volume = normalised_hypervolume(first_of(costs, n), reference);
            const bool step = steps[next].evaluations == n;
            if (n < 60) CHECK(step == (volume > before + 1e-15));
            if (step) {
                CHECK(steps[next].hypervolume == doctest::Approx(volume).epsilon(1e-12));
                CHECK(steps[next].ratio == steps[next].hypervolume / 1.25);
                ++next;
                ++rises;
            }
        }
        CHECK(next == steps.size());
        CHECK(rises >= 2);
        CHECK(steps.back().hypervolume ==
              doctest::Approx(hypervolume_curve(costs, reference).back().hypervolume).epsilon(1e-15));
    }
}

TEST_CASE("a run that finds nothing has one step, at its end") {
    Costs costs(2);
    CHECK(hypervolume_steps(costs, unit_reference(2)).size() == 1);
    costs.push_back(std::vector<double>{2, 0}, 0);
    costs.push_back(std::vector<double>{0, 0}, 1);
    costs.push_back(std::vector<double>{1.1, 0}, 0);  // on the reference
    const auto steps = hypervolume_steps(costs, unit_reference(2));
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].evaluations == 3);
    CHECK(steps[0].hypervolume == 0);
}

TEST_CASE("beyond six objectives the steps are the curve at its checkpoints") {
    RandomGenerator random(10);
    const Costs costs = random_costs(random, 25, 7);
    const auto steps = hypervolume_steps(costs, unit_reference(7));
    REQUIRE(steps.size() == 3);
    CHECK(steps[0].evaluations == 10);
    CHECK(steps[2].hypervolume == hypervolume_curve(costs, unit_reference(7)).back().hypervolume);
}

TEST_CASE("equal fronts end with the same volume to the last bit, in whatever order they were found") {
    RandomGenerator random(9);
    for (const std::size_t objectives : {2U, 3U}) {
        const Costs costs = random_costs(random, 80, objectives);
        Costs reversed(objectives);
        for (std::size_t r = costs.size(); r-- > 0;)
            reversed.push_back(costs[r], costs.violation(r));
        CHECK(hypervolume_steps(costs, unit_reference(objectives)).back().hypervolume ==
              hypervolume_steps(reversed, unit_reference(objectives)).back().hypervolume);
    }
}

TEST_CASE("the steps of a study are those of its cells") {
    const Study study = toy::study(2, 20);
    const auto steps = hypervolume_steps(study);
    REQUIRE(steps.size() == study.cells.size());
    for (std::size_t c = 0; c < steps.size(); ++c) {
        const auto alone =
            hypervolume_steps(study.cells[c].costs, study.devices[study.cells[c].device].reference);
        REQUIRE(steps[c].size() == alone.size());
        CHECK(steps[c].back().hypervolume == alone.back().hypervolume);
    }
    const RunSteps runs = steps_of(study, steps, 1, 0);
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].data() == steps[4].data());
    CHECK(runs[1].data() == steps[5].data());
}

TEST_CASE("a target is reached with the first evaluation at or above it") {
    CHECK(runtime_to(fast, 0) == 2);
    CHECK(runtime_to(fast, 0.5) == 2);
    CHECK(runtime_to(fast, 0.51) == 5);
    CHECK(runtime_to(fast, 0.9 + 1e-13) == 5);  // rounding
    CHECK_FALSE(runtime_to(fast, 0.9 + 1e-11).has_value());
    const std::vector<CurvePoint> unknown = {{7, 0, std::numeric_limits<double>::quiet_NaN()}};
    CHECK_FALSE(runtime_to(unknown, 0).has_value());
}

TEST_CASE("COCO's targets go from a fifth to all but a hundred-thousandth") {
    const std::vector<double> targets = coco_targets();
    REQUIRE(targets.size() == 50);
    CHECK(targets[0] == doctest::Approx(0.2056717653).epsilon(1e-9));
    CHECK(targets[9] == doctest::Approx(0.9).epsilon(1e-15));
    CHECK(targets[49] == doctest::Approx(0.99999).epsilon(1e-15));
}

TEST_CASE("an ECDF counts the pairs of runs and targets that were reached") {
    const auto ecdf = target_ecdf({fast, slow}, std::vector<double>{0.5, 0.6, 0.95});
    REQUIRE(ecdf.size() == 4);
    const std::vector<std::size_t> evaluations = {2, 4, 5, 20};
    const std::vector<double> fractions = {1 / 6.0, 2 / 6.0, 3 / 6.0, 4 / 6.0};
    for (std::size_t i = 0; i < ecdf.size(); ++i) {
        CHECK(ecdf[i].evaluations == evaluations[i]);
        CHECK(ecdf[i].fraction == fractions[i]);
    }
    const auto unreached = target_ecdf({fast, slow}, std::vector<double>{0.99});
    REQUIRE(unreached.size() == 1);
    CHECK(unreached[0].evaluations == 20);
    CHECK(unreached[0].fraction == 0);
}

TEST_CASE("the expected running time spreads the evaluations of failures over the successes") {
    CHECK(expected_running_time({fast, slow}, 0.5) == 3);
    CHECK(expected_running_time({fast, slow}, 0.8) == 25);
    CHECK(expected_running_time({fast, slow}, 0.95) == std::numeric_limits<double>::infinity());
}
