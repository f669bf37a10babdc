#include "objectives/agreement.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/random.hpp"

using namespace archfront;

namespace {

/// Tau-b by its definition, over all pairs.
double slow_tau_b(const std::vector<double>& a, const std::vector<double>& b) {
    double agreeing = 0, untied_a = 0, untied_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const int sign_a = (a[i] > a[j]) - (a[i] < a[j]);
            const int sign_b = (b[i] > b[j]) - (b[i] < b[j]);
            agreeing += sign_a * sign_b;
            untied_a += sign_a != 0;
            untied_b += sign_b != 0;
        }
    }
    return agreeing / std::sqrt(untied_a * untied_b);
}

}  // namespace

TEST_CASE("Kendall's tau-b equals its definition over all pairs, with and without ties") {
    RandomGenerator random(1);
    for (const std::size_t n : {2, 3, 5, 64, 200}) {
        for (const std::uint64_t levels : {3, 20, 1'000'000}) {
            std::vector<double> a(n), b(n);
            for (std::size_t i = 0; i < n; ++i) {
                a[i] = static_cast<double>(random.below(levels));
                b[i] = a[i] + static_cast<double>(random.below(levels));
            }
            const double expected = slow_tau_b(a, b);
            if (!std::isnan(expected)) CHECK(kendall_tau_b(a, b) == doctest::Approx(expected).epsilon(1e-12));
        }
    }
}

TEST_CASE("Spearman gives ties the mean of their ranks") {
    // Ranks 1 2.5 2.5 4 against 1 2 3 4: covariance 4.5, variances 4.5 and 5.
    const std::vector<double> a = {10, 20, 20, 90};
    const std::vector<double> b = {1, 2, 3, 4};
    CHECK(spearman(a, b) == doctest::Approx(4.5 / std::sqrt(4.5 * 5)));
    const std::vector<double> reversed = {4, 3, 2, 1};
    CHECK(spearman(b, reversed) == doctest::Approx(-1));
}

TEST_CASE("errors are in the metric's unit and R2 compares with the mean") {
    const std::vector<double> measured = {1, 2, 3, 6};
    const std::vector<double> predicted = {1, 2, 5, 4};
    const Agreement a = agreement(measured, predicted);
    CHECK(a.mae == 1);
    CHECK(a.rmse == doctest::Approx(std::sqrt(2.0)));
    CHECK(a.r2 == doctest::Approx(1 - 8.0 / 14));
    const std::vector<double> means(4, 3.0);
    CHECK(agreement(measured, means).r2 == doctest::Approx(0));
    CHECK(std::isnan(agreement(means, measured).r2));
    CHECK(std::isnan(agreement(measured, means).kendall_tau));
}
