#include <doctest/doctest.h>

#include "tests/results/indicator.hpp"

using namespace archfront;

TEST_CASE("igd and igd-plus by hand: a 3-4-5 triangle") {
    // (4, 6) is worse by (3, 4) than (1, 2); (9, 3) is beaten by 5 in the first and worse by 3 in the second.
    const Rows set = {{1, 2}, {9, 3}};
    CHECK(indicator("igd", {{4, 6}}, set) == (5 + std::sqrt(34)) / 2);
    CHECK(indicator("igd-plus", {{4, 6}}, set) == (5 + 3) / 2.0);
    CHECK(indicator("igd", {{4, 6}, {9, 3}}, set) == 2.5);
    CHECK(indicator("igd-plus", {{4, 6}, {9, 3}}, set) == 2.5);
    CHECK(indicator("igd-plus", {{0, 0}}, set) == 0);
}

TEST_CASE("igd counts what igd-plus does not: a front better than the reference set") {
    RandomGenerator random(1);
    for (std::size_t m = 1; m <= 6; ++m) {
        const Rows set = random_front(20, m, random);
        const Rows points = random_front(20, m, random);
        CHECK(indicator("igd-plus", points, set) <= indicator("igd", points, set));
        // Shifted copies are all as far away, by the diagonal of a cube.
        Rows worse = {set[0]};
        for (double& x : worse[0])
            x += 0.25;
        const double diagonal = 0.25 * std::sqrt(static_cast<double>(m));
        CHECK(indicator("igd", worse, {set[0]}) == doctest::Approx(diagonal).epsilon(1e-12));
        CHECK(indicator("igd-plus", worse, {set[0]}) == doctest::Approx(diagonal).epsilon(1e-12));
        CHECK(indicator("igd", {set[0]}, worse) == doctest::Approx(diagonal).epsilon(1e-12));
        CHECK(indicator("igd-plus", {set[0]}, worse) == 0);
    }
}

TEST_CASE("igd and igd-plus agree with their definitions, written as loops") {
    RandomGenerator random(2);
    for (std::size_t m = 1; m <= 6; ++m) {
        const Rows set = random_front(15, m, random);
        const Rows points = random_front(12, m, random);
        double sum = 0;
        double sum_plus = 0;
        for (const auto& z : set) {
            double nearest = 1e300;
            double nearest_plus = 1e300;
            for (const auto& a : points) {
                double squares = 0;
                double squares_plus = 0;
                for (std::size_t j = 0; j < m; ++j) {
                    squares += std::pow(a[j] - z[j], 2);
                    squares_plus += a[j] > z[j] ? std::pow(a[j] - z[j], 2) : 0;
                }
                nearest = std::min(nearest, std::sqrt(squares));
                nearest_plus = std::min(nearest_plus, std::sqrt(squares_plus));
            }
            sum += nearest;
            sum_plus += nearest_plus;
        }
        CAPTURE(m);
        CHECK(indicator("igd", points, set) == doctest::Approx(sum / 15).epsilon(1e-12));
        CHECK(indicator("igd-plus", points, set) == doctest::Approx(sum_plus / 15).epsilon(1e-12));
    }
}
