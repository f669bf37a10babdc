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
