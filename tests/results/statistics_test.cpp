#include "results/statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace archfront;

TEST_CASE("mean and sample standard deviation of a few numbers are those by hand") {
    const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
    CHECK(mean(values) == 5);
    CHECK(sample_sd(values) == doctest::Approx(std::sqrt(32.0 / 7)).epsilon(1e-15));
}

TEST_CASE("the confidence interval uses the published quantiles of Student's t") {
    // Two-sided 95 % quantiles for 1, 4 and 30 degrees of freedom, to the digits tables print.
    for (const auto& [n, quantile] : {std::pair{2, 12.7062}, {5, 2.7764}, {31, 2.0423}}) {
        std::vector<double> values;
        for (int i = 0; i < n; ++i)
            values.push_back(i * i);
        const Interval interval = mean_interval(values);
        const double scale = sample_sd(values) / std::sqrt(n);
        CHECK((interval.high - mean(values)) / scale == doctest::Approx(quantile).epsilon(2e-5));
        CHECK((mean(values) - interval.low) / scale == doctest::Approx(quantile).epsilon(2e-5));
    }
}

TEST_CASE("a wider confidence gives a wider interval") {
    const std::vector<double> values = {1, 2, 4};
    CHECK(mean_interval(values, 0.99).high > mean_interval(values, 0.95).high);
    CHECK(mean_interval(values, 0.5).high < mean_interval(values, 0.95).high);
}

TEST_CASE("one value has no spread and no interval") {
    const std::vector<double> one = {3};
    CHECK(mean(one) == 3);
    CHECK(std::isnan(sample_sd(one)));
    CHECK(std::isnan(mean_interval(one).low));
    CHECK(std::isnan(mean_interval(one).high));
}

TEST_CASE("equal values have an interval of no width") {
    const std::vector<double> values(5, 0.25);
    CHECK(mean_interval(values).low == 0.25);
    CHECK(mean_interval(values).high == 0.25);
}

TEST_CASE("tied values share the average of their ranks") {
    CHECK(ranks(std::vector<double>{}).empty());
    CHECK(ranks(std::vector<double>{3, 1, 2}) == std::vector<double>{3, 1, 2});
    CHECK(ranks(std::vector<double>{5, 1, 5, 0, 5, 1}) == std::vector<double>{5, 2.5, 5, 1, 5, 2.5});
    CHECK(ranks(std::vector<double>{7, 7}) == std::vector<double>{1.5, 1.5});
}

TEST_CASE("the tie term sums t^3 - t over groups of equal values") {
    CHECK(tie_term(std::vector<double>{}) == 0);
    CHECK(tie_term(std::vector<double>{3, 1, 2}) == 0);
    CHECK(tie_term(std::vector<double>{5, 1, 5, 0, 5, 1}) == 24 + 6);
}

TEST_CASE("quantiles are R's of type 7, and infinite among infinite values") {
    const std::vector<double> values = {3, 1, 4, 1, 5, 9, 2, 6};
    CHECK(quantile(values, 0) == 1);
    CHECK(quantile(values, 0.1) == 1);
    CHECK(quantile(values, 0.25) == 1.75);
    CHECK(quantile(values, 0.5) == 3.5);
    CHECK(quantile(values, 0.9) == doctest::Approx(6.9).epsilon(1e-15));
    CHECK(quantile(values, 1) == 9);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(quantile(std::vector<double>{infinity, 2, infinity, infinity}, 0.5) == infinity);
    CHECK(quantile(std::vector<double>{infinity, 2, 3}, 0.5) == 3);
    CHECK(quantile(std::vector<double>{infinity, 2}, 0.5) == infinity);
}
