#include <doctest/doctest.h>

#include "tests/results/indicator.hpp"

using namespace archfront;

TEST_CASE("evenly spaced points that reach the ends of the reference set have no spread to mend") {
    const Rows line = {{0, 3}, {1, 2}, {2, 1}, {3, 0}};
    CHECK(indicator("spread", line, line) == doctest::Approx(0).epsilon(1e-15));
    CHECK(indicator("spread-generalised", line, line) == doctest::Approx(0).epsilon(1e-15));
    const Rows triangle = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    CHECK(indicator("spread-generalised", triangle, triangle) == doctest::Approx(0).epsilon(1e-15));
    CHECK(indicator("spread", {{1, 1}}, {{1, 1}}) == 0);
}

TEST_CASE("spread by hand: uneven gaps and missing ends") {
    // On a line of slope -1, in units of sqrt(2): ends missed by 1 and 0, gaps 1 and 3 with mean 2.
    const Rows set = {{0, 5}, {5, 0}};
    const Rows points = {{1, 4}, {2, 3}, {5, 0}};
    CHECK(indicator("spread", points, set) ==
          doctest::Approx((1 + 0 + 1 + 1) / (1 + 0 + 4.0)).epsilon(1e-12));
    // To the nearest neighbour 1, 1 and 3, with mean 5/3.
    CHECK(indicator("spread-generalised", points, set) ==
          doctest::Approx((1 + 0 + 2 / 3.0 + 2 / 3.0 + 4 / 3.0) / (1 + 0 + 5.0)).epsilon(1e-12));
}

TEST_CASE("dominated points and duplicates do not change the spread") {
    const Rows set = {{0, 5}, {5, 0}};
    const Rows points = {{1, 4}, {2, 3}, {5, 0}};
    Rows more = points;
    more.insert(more.end(), {{2, 3}, {2, 4}, {6, 6}});
    for (const char* name : {"spread", "spread-generalised"})
        CHECK(indicator(name, more, set) == indicator(name, points, set));
}

TEST_CASE("a single point has only its distance from the ends: spread 1") {
    CHECK(indicator("spread", {{2, 2}}, {{0, 5}, {5, 0}}) == 1);
    CHECK(indicator("spread-generalised", {{2, 2}}, {{0, 5}, {5, 0}}) == 1);
}

TEST_CASE("spread refuses three objectives and names the one to use") {
    CHECK_THROWS_WITH_AS(indicator("spread", {{1, 1, 1}}, {{1, 1, 1}}),
                         "spread is defined for two objectives, not 3; use spread-generalised", UserError);
}
