#include "results/bootstrap.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace archfront;

namespace {

using Values = std::vector<double>;

// Efron and Tibshirani 1993, table 14.1: spatial test of 26 children, the A column.
const Values spatial = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                        0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};

double plug_in_variance(std::span<const double> values) {
    const double centre = mean(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - centre) * (value - centre);
    return squares / static_cast<double>(values.size());
}

Interval interval(const Values& sample, std::uint64_t seed, const BootstrapOptions& options = {}) {
    RandomGenerator random(seed);
    return bootstrap_interval(sample, mean, random, options);
}

}  // namespace

TEST_CASE("the interval of Efron and Tibshirani's spatial test comes out") {
    CHECK(plug_in_variance(spatial) == doctest::Approx(171.5).epsilon(5e-4));
    RandomGenerator random(1);
    const Interval found =
        bootstrap_interval(spatial, plug_in_variance, random, {.confidence = 0.9, .resamples = 20'000});
    // They print (115.8, 259.6), from 2000 resamples.
    CHECK(found.low == doctest::Approx(115.8).epsilon(0.02));
    CHECK(found.high == doctest::Approx(259.6).epsilon(0.02));
}

TEST_CASE("the interval tends to that of all resamples there are") {
    // All 6^6 resamples, their share below the mean (permutations of the sample count half), and the formula
    // with the published normal quantile.
    const Values sample = {0.1, 0.15, 0.3, 0.32, 0.9, 2.5};
    Values all;
    for (int code = 0; code < 46656; ++code) {
        Values resample;
        for (int rest = code, i = 0; i < 6; ++i, rest /= 6)
            resample.push_back(sample[static_cast<std::size_t>(rest % 6)]);
        all.push_back(mean(resample));
    }
    double below = 0;
    for (const double estimate : all)
        below += std::abs(estimate - mean(sample)) < 1e-9 ? 0.5 : (estimate < mean(sample) ? 1 : 0);
    // The mean's acceleration is a sixth of the sample's skewness over sqrt(n).
    double squares = 0;
    double cubes = 0;
    for (const double value : sample) {
        const double d = value - mean(sample);
        squares += d * d;
        cubes += d * d * d;
    }
    const double a = cubes / (6 * std::pow(squares, 1.5));
    const auto normal_cdf = [](double x) { return std::erfc(-x / std::sqrt(2)) / 2; };
    double bias = 0;  // the normal quantile of the share below, by bisection
    for (double step = 1; step > 1e-12; step /= 2)
        bias += normal_cdf(bias) < below / 46656 ? step : -step;
    const auto end = [&](double z) {
        return quantile(all, normal_cdf(bias + (bias + z) / (1 - a * (bias + z))));
    };
    const Interval found = interval(sample, 3, {.confidence = 0.95, .resamples = 200'000});
    CHECK(found.low == doctest::Approx(end(-1.959964)).epsilon(0.01));
    CHECK(found.high == doctest::Approx(end(1.959964)).epsilon(0.01));
    CHECK(found.high - mean(sample) > 1.5 * (mean(sample) - found.low));  // skewed as the sample is
}

TEST_CASE("the interval covers the true mean of skewed samples about as often as it says") {
    RandomGenerator random(11);
    int covered = 0;
    for (int repetition = 0; repetition < 300; ++repetition) {
        Values sample;
        for (int i = 0; i < 31; ++i)
            sample.push_back(-std::log(1 - random.uniform()));  // exponential, of mean 1
        const Interval found = bootstrap_interval(sample, mean, random, {.resamples = 600});
        covered += found.low <= 1 && 1 <= found.high ? 1 : 0;
    }
    CHECK(covered >= 265);
    CHECK(covered <= 295);
}

TEST_CASE("equal seeds give equal intervals, other seeds others") {
    CHECK(interval(spatial, 5).low == interval(spatial, 5).low);
    CHECK(interval(spatial, 5).high == interval(spatial, 5).high);
    CHECK(interval(spatial, 5).low != interval(spatial, 6).low);
}

TEST_CASE("an interval widens with its confidence") {
    CHECK(interval(spatial, 7, {.confidence = 0.99}).low < interval(spatial, 7).low);
    CHECK(interval(spatial, 7, {.confidence = 0.99}).high > interval(spatial, 7).high);
}

TEST_CASE("equal values have an interval of no width, and one value has none") {
    CHECK(interval(Values(7, 0.1), 1).low == mean(Values(7, 0.1)));
    CHECK(interval(Values(7, 0.1), 1).high == mean(Values(7, 0.1)));
    CHECK(std::isnan(interval({3}, 1).low));
    CHECK(std::isnan(interval({3}, 1).high));
}

TEST_CASE("an interval does not depend on the unit of its values") {
    // Two in five resamples have the sample's own mean: exactly in units, up to rounding in tenths.
    const Interval in_units = interval({1, 1, 1, 1, 2}, 4);
    const Interval in_tenths = interval({0.1, 0.1, 0.1, 0.1, 0.2}, 4);
    CHECK(in_tenths.low == doctest::Approx(in_units.low / 10).epsilon(1e-12));
    CHECK(in_tenths.high == doctest::Approx(in_units.high / 10).epsilon(1e-12));
}

TEST_CASE("an interval of two values stays between them") {
    const Interval found = interval({1, 2}, 9);
    CHECK(found.low >= 1);
    CHECK(found.high <= 2);
    CHECK(found.low < found.high);
}
