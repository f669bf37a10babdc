// Two samples against each other: Wilcoxon's tests with the figures that R's wilcox.test gives, and an effect
// size.
#pragma once

#include <span>
#include <vector>

namespace archfront {

/// What the first sample (or the differences) may be beside what the null hypothesis says.
enum class Alternative { two_sided, less, greater };

struct TestResult {
    double statistic = 0;
    /// The statistic less its expectation: positive where the first sample (or the differences) tends to be
    /// larger.
    double deviation = 0;
    double p = 1;
    /// From the exact distribution of the statistic, not from its normal approximation.
    bool exact = false;
};

/// Wilcoxon's signed-rank test that differences of pairs are symmetric about 0. The statistic is V, the sum
/// of the ranks of the positive ones; zeros are dropped. Exact for fewer than 50 differences without zeros
/// and ties in magnitude, else normal with corrections for ties and continuity; p = 1 where no difference is
/// left.
/// REQUIRES: no NaN. Sources: Wilcoxon 1945, doi:10.2307/3001968; Hollander and Wolfe 1999, section 3.1.
TestResult signed_rank_test(std::span<const double> differences,
                            Alternative alternative = Alternative::two_sided);

/// Wilcoxon's rank-sum (Mann and Whitney's) test that two independent samples have one distribution. The
/// statistic is W: over how many pairs (a, b) the a is larger, equal ones counting half. Exact where both
/// samples are smaller than 50 and nothing is tied, else normal with corrections for ties and continuity; p =
/// 1 where all values are equal. REQUIRES: both samples have values, no NaN.
/// Sources: Mann and Whitney 1947, doi:10.1214/aoms/1177730491; Hollander and Wolfe 1999, section 4.1.
TestResult rank_sum_test(std::span<const double> a, std::span<const double> b,
                         Alternative alternative = Alternative::two_sided);

/// The smallest two-sided p that the rank-sum test can give for samples of n values each, none tied.
/// REQUIRES: n > 0.
double smallest_rank_sum_p(std::size_t n);

/// Probability that a value of a is larger than one of b, equal ones counting half: 0.5 is no effect, 0.56 a
/// small one, 0.64 a medium one, 0.71 a large one. REQUIRES: both samples have values, no NaN.
/// Source: Vargha and Delaney 2000, doi:10.3102/10769986025002101.
double vargha_delaney_a12(std::span<const double> a, std::span<const double> b);

/// p values such that rejecting those below a level keeps the probability of any false rejection below that
/// level, in the order of the input: the i-th smallest of n times n - i + 1, made monotone, at most 1.
/// Source: Holm 1979, jstor:4615733.
std::vector<double> holm_adjusted(std::span<const double> p);

}  // namespace archfront
