#include "optimizers/expected_improvement.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <numbers>

using namespace archfront;

namespace {

/// By the rectangle rule: the integral of (bar - y) times the density of y over y below the bar.
double integrated(double bar, double mean, double deviation) {
    constexpr int steps = 200'000;
    const double low = mean - 12 * deviation;
    const double width = (bar - low) / steps;
    double sum = 0;
    for (int i = 0; i < steps; ++i) {
        const double y = low + (i + 0.5) * width;
        const double z = (y - mean) / deviation;
        sum += (bar - y) * std::exp(-0.5 * z * z);
    }
    return sum * width / (deviation * std::sqrt(2 * std::numbers::pi));
}

}  // namespace

TEST_CASE("the expected improvement is the integral that defines it, to single precision") {
    for (const double bar : {-2.0, 0.0, 0.5, 3.0, 7.0}) {
        for (const double deviation : {0.5, 1.0, 4.0}) {
            CAPTURE(bar);
            CAPTURE(deviation);
            const double expected = integrated(bar, 1, deviation);
            CHECK(expected_improvement(bar, 1, deviation * deviation) ==
                  doctest::Approx(expected).epsilon(1e-6));
        }
    }
}

TEST_CASE("without variance the expected improvement is what the mean is below the bar") {
    CHECK(expected_improvement(5, 2, 0) == 3);
    CHECK(expected_improvement(2, 5, 0) == 0);
}

TEST_CASE("the expected improvement is positive and falls as long as a double can hold it") {
    double before = 1;
    for (int mean = 1; mean < 37; ++mean) {
        CAPTURE(mean);
        const double here = expected_improvement(0, mean, 1);
        CHECK(here > 0);
        CHECK(here < before);
        before = here;
    }
    CHECK(expected_improvement(0, 40, 1) == 0);
}

TEST_CASE("an expected improvement has 24 significant bits") {
    const double value = expected_improvement(0.1, 0.3, 0.7);
    CHECK(static_cast<double>(static_cast<float>(value)) == value);
    // The exponent is a double's: no float is as small.
    CHECK(expected_improvement(0, 30, 1) > 0);
}
