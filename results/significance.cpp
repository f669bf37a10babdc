#include "results/significance.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>

#include "engine/error.hpp"
#include "results/statistics.hpp"

namespace archfront {
namespace {

/// As R has it: from here on the normal approximation.
constexpr std::size_t first_approximated = 50;

/// Counts are exact: there are fewer than C(98, 49) < 2^95 arrangements.
__extension__ using Count = unsigned __int128;

/// In how many arrangements a statistic has the values 0, 1 ...; symmetric about the middle.
using Distribution = std::vector<Count>;

/// Of V over the 2^n signs of the ranks 1 ... n.
Distribution signed_rank_distribution(std::size_t n) {
    Distribution counts(n * (n + 1) / 2 + 1);
    counts[0] = 1;
    for (std::size_t rank = 1; rank <= n; ++rank) {
        for (std::size_t sum = counts.size(); sum-- > rank;)
            counts[sum] += counts[sum - rank];
    }
    return counts;
}

/// Of W over the ways to choose which m of m + n ranks are the first sample's: the Gaussian binomial
/// coefficient, as a product of (1 - q^(n + i)) / (1 - q^i). Intermediate wrap-around cancels.
Distribution rank_sum_distribution(std::size_t m, std::size_t n) {
    Distribution counts(m * n + 1);
    counts[0] = 1;
    for (std::size_t i = 1; i <= m; ++i) {
        for (std::size_t sum = counts.size(); sum-- > n + i;)
            counts[sum] -= counts[sum - n - i];
        for (std::size_t sum = i; sum < counts.size(); ++sum)
            counts[sum] += counts[sum - i];
    }
    return counts;
}

/// Probability of at most `value`.
double lower_tail(const Distribution& counts, std::size_t value) {
    const auto end = counts.begin() + static_cast<std::ptrdiff_t>(value) + 1;
    const Count all = std::accumulate(end, counts.end(), Count{0});
    const Count low = std::accumulate(counts.begin(), end, Count{0});
    return static_cast<double>(low) / static_cast<double>(low + all);
}

double exact_p(const Distribution& counts, double statistic, Alternative alternative) {
    // Integer, for nothing is tied; by symmetry the upper tail is the lower tail of the mirrored value.
    const auto value = static_cast<std::size_t>(statistic);
    const std::size_t mirrored = counts.size() - 1 - value;
    switch (alternative) {
        case Alternative::less:
            return lower_tail(counts, value);
        case Alternative::greater:
            return lower_tail(counts, mirrored);
        case Alternative::two_sided:
            break;
    }
    return std::min(1.0, 2 * lower_tail(counts, std::min(value, mirrored)));
}

/// The correction for continuity moves the deviation half a unit towards the hypothesis.
double normal_p(double deviation, double variance, Alternative alternative) {
    const boost::math::normal standard;
    const double sd = std::sqrt(variance);
    switch (alternative) {
        case Alternative::less:
            return boost::math::cdf(standard, (deviation + 0.5) / sd);
        case Alternative::greater:
            return boost::math::cdf(standard, -(deviation - 0.5) / sd);
        case Alternative::two_sided:
            break;
    }
    const double corrected = deviation == 0 ? 0 : deviation - std::copysign(0.5, deviation);
    return 2 * boost::math::cdf(standard, -std::abs(corrected) / sd);
}

/// W from the pooled ranks, of which those of the first sample, of size m, come first.
double rank_sum_statistic(std::span<const double> pooled_ranks, std::size_t m) {
    const auto first = pooled_ranks.first(m);
    return std::accumulate(first.begin(), first.end(), 0.0) - static_cast<double>(m * (m + 1)) / 2;
}

std::vector<double> pool(std::span<const double> a, std::span<const double> b) {
    ARCHFRONT_ASSERT(!a.empty() && !b.empty(), "a comparison with nothing");
    std::vector<double> pooled(a.begin(), a.end());
    pooled.insert(pooled.end(), b.begin(), b.end());
    return pooled;
}

}  // namespace

TestResult signed_rank_test(std::span<const double> differences, Alternative alternative) {
    std::vector<double> magnitudes;
    std::vector<bool> positive;
    for (const double difference : differences) {
        if (difference == 0) continue;
        magnitudes.push_back(std::abs(difference));
        positive.push_back(difference > 0);
    }
    if (magnitudes.empty()) return {};
    const std::vector<double> magnitude_ranks = ranks(magnitudes);
    double v = 0;
    for (std::size_t i = 0; i < positive.size(); ++i)
        v += positive[i] ? magnitude_ranks[i] : 0;
    const double ties = tie_term(magnitudes);
    const bool zeros = magnitudes.size() < differences.size();
    const auto n = static_cast<double>(magnitudes.size());
    const double deviation = v - n * (n + 1) / 4;
    if (magnitudes.size() < first_approximated && ties == 0 && !zeros)
        return {v, deviation, exact_p(signed_rank_distribution(magnitudes.size()), v, alternative), true};
    const double variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
    return {v, deviation, normal_p(deviation, variance, alternative), false};
}

TestResult rank_sum_test(std::span<const double> a, std::span<const double> b, Alternative alternative) {
    const std::vector<double> pooled = pool(a, b);
    const double w = rank_sum_statistic(ranks(pooled), a.size());
    const double ties = tie_term(pooled);
    const auto m = static_cast<double>(a.size());
    const auto n = static_cast<double>(b.size());
    const double deviation = w - m * n / 2;
    if (a.size() < first_approximated && b.size() < first_approximated && ties == 0)
        return {w, deviation, exact_p(rank_sum_distribution(a.size(), b.size()), w, alternative), true};
    const double variance = m * n / 12 * (m + n + 1 - ties / ((m + n) * (m + n - 1)));
    const double p = variance > 0 ? normal_p(deviation, variance, alternative) : 1;
    return {w, deviation, p, false};
}

double smallest_rank_sum_p(std::size_t n) {
    std::vector<double> low(n);
    std::iota(low.begin(), low.end(), 0.0);
    std::vector<double> high(n);
    std::iota(high.begin(), high.end(), static_cast<double>(n));
    return rank_sum_test(low, high).p;
}

double vargha_delaney_a12(std::span<const double> a, std::span<const double> b) {
    const double w = rank_sum_statistic(ranks(pool(a, b)), a.size());
    return w / static_cast<double>(a.size() * b.size());
}

std::vector<double> holm_adjusted(std::span<const double> p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.size());
    double largest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        largest = std::max(largest, std::min(1.0, static_cast<double>(p.size() - i) * p[order[i]]));
        adjusted[order[i]] = largest;
    }
    return adjusted;
}

}  // namespace archfront
