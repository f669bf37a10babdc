#include "engine/hypervolume_estimate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/hypervolume.hpp"
#include "engine/random.hpp"

using namespace archfront;

TEST_CASE("estimates deviate from the exact hypervolume as their standard errors say") {
    RandomGenerator random(1);
    std::size_t estimates = 0;
    std::size_t within_one = 0;
    std::size_t within_three = 0;
    for (std::size_t m = 1; m <= 6; ++m) {
        // Boxes that overlap much, and boxes that overlap little.
        std::vector<double> points(20 * m);
        for (double& x : points)
            x = m % 2 == 0 ? 1.2 * random.uniform() : 1.1 - 0.9 * std::pow(random.uniform(), 4);
        const std::vector<double> reference(m, 1.1);
        const double exact = hypervolume(points, reference);
        for (std::uint64_t seed = 0; seed < 30; ++seed) {
            const HypervolumeEstimate estimate = estimate_hypervolume(points, reference, 2'000, seed);
            const double error = std::abs(estimate.value - exact) / estimate.standard_error;
            ++estimates;
            within_one += error <= 1 ? 1 : 0;
            within_three += error <= 3 ? 1 : 0;
        }
    }
    // 68 % and 99.7 % of a normal distribution.
    CHECK(estimates == 180);
    CHECK(within_one > 180 * 0.58);
    CHECK(within_one < 180 * 0.85);
    CHECK(within_three >= 178);
}

TEST_CASE("the same seed gives the same estimate, another seed another") {
    const std::vector<double> points = {0.1, 0.8, 0.5, 0.5, 0.2, 0.7};
    const std::vector<double> reference = {1, 1, 1};
    CHECK(estimate_hypervolume(points, reference, 1'000, 7).value ==
          estimate_hypervolume(points, reference, 1'000, 7).value);
    CHECK(estimate_hypervolume(points, reference, 1'000, 7).value !=
          estimate_hypervolume(points, reference, 1'000, 8).value);
}

TEST_CASE("a single box is estimated without a miss, and yet not called exact") {
    const HypervolumeEstimate estimate =
        estimate_hypervolume(std::vector<double>{0, 1}, std::vector<double>{2, 2}, 100);
    CHECK(estimate.value == 2);
    CHECK(estimate.standard_error > 0);
}

TEST_CASE("nothing below the reference has a hypervolume of 0 for certain") {
    const HypervolumeEstimate estimate =
        estimate_hypervolume(std::vector<double>{2, 1}, std::vector<double>{2, 2}, 100);
    CHECK(estimate.value == 0);
    CHECK(estimate.standard_error == 0);
}
