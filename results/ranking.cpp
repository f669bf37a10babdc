#include "results/ranking.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "engine/error.hpp"
#include "results/statistics.hpp"

namespace archfront {
namespace {

double normal_cdf(double x) {
    return std::erfc(-x / std::numbers::sqrt2) / 2;
}

/// Probability that the range of k standard normal values exceeds q: the integral, over where the smallest
/// lies, of k phi(z) [(1 - Phi(z))^(k - 1) - (Phi(z + q) - Phi(z))^(k - 1)], of which the first term gives 1.
/// The trapezoidal rule converges faster than any power of the step here, because the integrand is smooth and
/// vanishes at both ends.
/// Source: Hartley 1942, Biometrika 32, pages 334-348, for the formula.
double range_exceeds(double q, std::size_t k) {
    constexpr double step = 1.0 / 16;
    constexpr int steps = 160;  // to |z| = 10, beyond which phi is below 1e-22
    const double normaliser = 1 / std::sqrt(2 * std::numbers::pi);
    double sum = 0;
    for (int i = -steps; i <= steps; ++i) {
        const double z = i * step;
        const double above = normal_cdf(-z);
        // above^(k - 1) - (Phi(z + q) - Phi(z))^(k - 1) without cancellation.
        const double others = static_cast<double>(k - 1);
        const double outside =
            -std::pow(above, others) * std::expm1(others * std::log1p(-normal_cdf(-z - q) / above));
        sum += normaliser * std::exp(-z * z / 2) * outside;
    }
    return std::clamp(static_cast<double>(k) * step * sum, 0.0, 1.0);
}

/// Standard error of a mean rank, as the studentised range takes it.
double rank_error(std::size_t treatments, std::size_t blocks) {
    const auto k = static_cast<double>(treatments);
    return std::sqrt(k * (k + 1) / (12 * static_cast<double>(blocks)));
}

}  // namespace

FriedmanTest friedman_test(std::span<const double> values, std::size_t treatments) {
    ARCHFRONT_ASSERT(treatments >= 2 && !values.empty() && values.size() % treatments == 0,
                     "blocks of at least two treatments");
    FriedmanTest test;
    test.blocks = values.size() / treatments;
    test.mean_ranks.assign(treatments, 0);
    const auto n = static_cast<double>(test.blocks);
    const auto k = static_cast<double>(treatments);
    double ties = 0;
    for (std::size_t block = 0; block < test.blocks; ++block) {
        const auto row = values.subspan(block * treatments, treatments);
        const std::vector<double> row_ranks = ranks(row);
        for (std::size_t j = 0; j < treatments; ++j)
            test.mean_ranks[j] += row_ranks[j];
        ties += tie_term(row);
    }
    double squares = 0;
    for (double& rank : test.mean_ranks) {
        squares += (rank - n * (k + 1) / 2) * (rank - n * (k + 1) / 2);
        rank /= n;
    }
    const double spread = n * k * (k + 1) - ties / (k - 1);
    if (spread <= 0) return test;
    test.chi_squared = 12 * squares / spread;
    test.p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(k - 1), test.chi_squared));
    if (test.blocks == 1) return test;
    const double left = n * (k - 1) - test.chi_squared;
    // All blocks alike; what rounding leaves of a difference of sums of half integers is far smaller.
    if (left <= 1e-9 * n * k) {
        test.f = std::numeric_limits<double>::infinity();
        test.f_p = std::exp(-(n - 1) * std::lgamma(k + 1));
        return test;
    }
    test.f = (n - 1) * test.chi_squared / left;
    const boost::math::fisher_f distribution(k - 1, (k - 1) * (n - 1));
    test.f_p = boost::math::cdf(boost::math::complement(distribution, test.f));
    return test;
}

double nemenyi_quantile(double alpha, std::size_t treatments) {
    ARCHFRONT_ASSERT(alpha > 0 && alpha < 1 && treatments >= 2, "a level, and something to compare");
    double low = 0;
    double high = 64;
    // Bisection down to neighbouring doubles: monotone, and there is nothing to go wrong.
    for (double middle = 32; low < middle && middle < high; middle = (low + high) / 2)
        (range_exceeds(middle, treatments) > alpha ? low : high) = middle;
    return high / std::numbers::sqrt2;
}

double nemenyi_critical_difference(double alpha, std::size_t treatments, std::size_t blocks) {
    ARCHFRONT_ASSERT(blocks >= 1, "ranks of no block");
    return nemenyi_quantile(alpha, treatments) * std::numbers::sqrt2 * rank_error(treatments, blocks);
}

double nemenyi_p(double rank_difference, std::size_t treatments, std::size_t blocks) {
    ARCHFRONT_ASSERT(treatments >= 2 && blocks >= 1, "ranks of nothing");
    return range_exceeds(std::abs(rank_difference) / rank_error(treatments, blocks), treatments);
}

std::vector<double> control_p(const FriedmanTest& test, std::size_t control) {
    ARCHFRONT_ASSERT(control < test.mean_ranks.size(), "a control that took part");
    const double error = std::numbers::sqrt2 * rank_error(test.mean_ranks.size(), test.blocks);
    std::vector<double> p;
    for (const double rank : test.mean_ranks)
        p.push_back(2 * normal_cdf(-std::abs(rank - test.mean_ranks[control]) / error));
    return p;
}

std::vector<std::vector<std::size_t>> critical_difference_groups(std::span<const double> mean_ranks,
                                                                 double critical_difference) {
    std::vector<std::size_t> order(mean_ranks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return mean_ranks[a] < mean_ranks[b]; });
    std::vector<std::vector<std::size_t>> groups;
    std::size_t covered = 0;  // end of the last group
    for (std::size_t first = 0; first < order.size(); ++first) {
        std::size_t end = first + 1;
        while (end < order.size() && mean_ranks[order[end]] - mean_ranks[order[first]] < critical_difference)
            ++end;
        if (end - first >= 2 && end > covered) {
            groups.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(first),
                                order.begin() + static_cast<std::ptrdiff_t>(end));
            covered = end;
        }
    }
    return groups;
}

}  // namespace archfront
