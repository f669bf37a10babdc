#include <doctest/doctest.h>

#include "tests/results/indicator.hpp"

using namespace archfront;

TEST_CASE("adrs by hand: the largest difference in ranges of the reference set, averaged") {
    // Ranges 10 and 2. From (0, 3) to (1, 3): 1/10; from (10, 1) to (8, 2): max(2/10, 1/2).
    const Rows set = {{0, 3}, {10, 1}};
    const Rows points = {{1, 3}, {8, 2}};
    CHECK(indicator("adrs", points, set) == (0.1 + 0.5) / 2);
    CHECK(indicator("adrs-as-published", points, set) == (0.1 + 0.5) / 2);
    CHECK(indicator("adrs", set, set) == 0);
}

TEST_CASE("adrs agrees with its definition, written as loops") {
    RandomGenerator random(2);
    for (std::size_t m = 1; m <= 6; ++m) {
        const Rows set = random_front(15, m, random);
        const Rows points = random_front(12, m, random);
        double sum = 0;
        for (const auto& z : set) {
            double nearest = 1e300;
            for (const auto& a : points) {
                double largest = 0;
                for (std::size_t j = 0; j < m; ++j) {
                    double low = 1e300;
                    double high = -1e300;
                    for (const auto& other : set) {
                        low = std::min(low, other[j]);
                        high = std::max(high, other[j]);
                    }
                    largest = std::max(largest, std::abs(a[j] - z[j]) / (high - low));
                }
                nearest = std::min(nearest, largest);
            }
            sum += nearest;
        }
        CAPTURE(m);
        CHECK(indicator("adrs", points, set) == doctest::Approx(sum / 15).epsilon(1e-12));
    }
}

TEST_CASE("adrs does not depend on the objectives' units") {
    RandomGenerator random(1);
    for (std::size_t m = 1; m <= 5; ++m) {
        Rows set = random_front(15, m, random);
        Rows points = random_front(15, m, random);
        const double value = indicator("adrs", points, set);
        CHECK(indicator("adrs-as-published", points, set) == value);
        for (Rows* rows : {&set, &points}) {
            for (auto& row : *rows)
                row[m - 1] = 1000 * row[m - 1] - 5;
        }
        CHECK(indicator("adrs", points, set) == doctest::Approx(value).epsilon(1e-12));
    }
}

TEST_CASE("where the reference set does not vary, adrs does not scale and the published form is refused") {
    const Rows set = {{0, 7}, {4, 7}};
    CHECK(indicator("adrs", {{0, 7}, {4, 9}}, set) == (0 + 1) / 2.0);  // (0, 7) is 4/4 from (4, 7), (4, 9) 2
    CHECK_THROWS_WITH_AS(
        indicator("adrs-as-published", {{1, 7}}, set),
        "adrs-as-published divides by the range of the reference set, which is 0 in objective "
        "2; use adrs, which does not scale there",
        UserError);
}
