#include <doctest/doctest.h>

#include <functional>

#include "tests/results/indicator.hpp"

using namespace archfront;

namespace {

/// Every reference point is weakly dominated by some point once all points went through `improve`.
bool dominates_all(const Rows& points, const Rows& set, const std::function<double(double)>& improve) {
    for (const auto& reference : set) {
        bool dominated = false;
        for (const auto& point : points) {
            bool all = true;
            for (std::size_t j = 0; j < point.size(); ++j)
                all = all && improve(point[j]) <= reference[j];
            dominated = dominated || all;
        }
        if (!dominated) return false;
    }
    return true;
}

/// The smallest x with enough(x), by bisection: the definition of both indicators, with no minimum or maximum.
double smallest(double low, double high, const std::function<bool(double)>& enough) {
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

}  // namespace

TEST_CASE("epsilon indicators are the smallest improvement that dominates the reference set") {
    RandomGenerator random(1);
    for (std::size_t m = 1; m <= 6; ++m) {
        for (int repetition = 0; repetition < 5; ++repetition) {
            const Rows points = random_front(12, m, random);
            const Rows set = random_front(15, m, random);
            CAPTURE(m);
            const double shift = smallest(-1, 1, [&](double epsilon) {
                return dominates_all(points, set, [=](double cost) { return cost - epsilon; });
            });
            CHECK(indicator("epsilon-additive", points, set) == doctest::Approx(shift).epsilon(1e-12));
            const double factor = smallest(0, 100, [&](double epsilon) {
                return dominates_all(points, set, [=](double cost) { return cost / epsilon; });
            });
            CHECK(indicator("epsilon-multiplicative", points, set) == doctest::Approx(factor).epsilon(1e-12));
        }
    }
}

TEST_CASE("epsilon indicators by hand") {
    const Rows set = {{1, 4}, {4, 1}};
    CHECK(indicator("epsilon-additive", {{2, 2}}, set) == 1);
    CHECK(indicator("epsilon-multiplicative", {{2, 2}}, set) == 2);
    CHECK(indicator("epsilon-additive", {{0.5, 0.5}}, set) == -0.5);
    CHECK(indicator("epsilon-multiplicative", {{0.5, 0.5}}, set) == 0.5);
}

TEST_CASE("the ratio of a maximised value is that of the reference's to the point's") {
    // Accuracy 80 where 88 is known, latency 3 where 2 is: 88/80 and 3/2.
    CHECK(indicator("epsilon-multiplicative", {{-80, 3}}, {{-88, 2}}, {}, {true, false}) == 1.5);
    CHECK(indicator("epsilon-multiplicative", {{-80, 2}}, {{-88, 2}}, {}, {true, false}) == 88.0 / 80);
}

TEST_CASE("epsilon-multiplicative refuses values that are not positive, by name") {
    CHECK_THROWS_WITH_AS(indicator("epsilon-multiplicative", {{1, 0}}, {{1, 1}}),
                         "epsilon-multiplicative: value 0 in objective 2; ratios need positive values, use "
                         "epsilon-additive instead",
                         UserError);
    CHECK_THROWS_AS(indicator("epsilon-multiplicative", {{1, 1}}, {{-1, 1}}), UserError);
    CHECK_THROWS_AS(indicator("epsilon-multiplicative", {{1, 1}}, {{1, 1}}, {}, {true, false}), UserError);
}
