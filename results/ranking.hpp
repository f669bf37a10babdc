// Several treatments on several blocks: whether their ranks differ at all, and which of them do. Here the
// treatments are optimisers and the blocks devices.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace archfront {

/// Ranks of k treatments within each of n blocks, and what they say against "all treatments are alike".
struct FriedmanTest {
    std::size_t blocks = 0;
    /// Shape (k); 1 is the smallest value of a block.
    std::vector<double> mean_ranks;
    /// Friedman's statistic, corrected for ties, on k - 1 degrees of freedom.
    double chi_squared = 0;
    double p = 1;
    /// Iman and Davenport's, less conservative, on k - 1 and (k - 1)(n - 1) degrees of freedom; infinite
    /// where all blocks rank alike.
    double f = 0;
    double f_p = 1;
};

/// values: row-major, shape (n, k). Where every block is all ties both p are 1; where all blocks rank alike
/// without ties f_p is the exact (1/k!)^(n - 1). REQUIRES: n >= 1, k >= 2, no NaN.
/// Sources: Friedman 1937, doi:10.1080/01621459.1937.10503522, as R's friedman.test has it; Iman and
/// Davenport 1980, doi:10.1080/03610928008827904; Conover 1999, section 5.8, for rankings that are all alike.
FriedmanTest friedman_test(std::span<const double> values, std::size_t treatments);

/// Quantile of the studentised range of k means with known variance, divided by the square root of 2:
/// Nemenyi's q. REQUIRES: 0 < alpha < 1, treatments >= 2.
double nemenyi_quantile(double alpha, std::size_t treatments);

/// Mean ranks that differ by at least this much differ significantly in all pairs at once.
/// Source: Demsar 2006, jmlr.org/papers/v7/demsar06a.html, section 3.2.2.
double nemenyi_critical_difference(double alpha, std::size_t treatments, std::size_t blocks);

/// p of a difference of two mean ranks, corrected for all pairs. REQUIRES: treatments >= 2, blocks >= 1.
double nemenyi_p(double rank_difference, std::size_t treatments, std::size_t blocks);

/// p of each treatment's mean rank against the control's, two-sided, by the normal distribution and not yet
/// corrected (see holm_adjusted), shape (k); 1 for the control itself. Source: Demsar 2006, section 3.2.2.
std::vector<double> control_p(const FriedmanTest& test, std::size_t control);

/// The largest groups of at least two treatments whose mean ranks span less than the critical difference: the
/// bars of a critical-difference diagram. Treatments within a group, and groups, ascend by rank.
std::vector<std::vector<std::size_t>> critical_difference_groups(std::span<const double> mean_ranks,
                                                                 double critical_difference);

}  // namespace archfront
