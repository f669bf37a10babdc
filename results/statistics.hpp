// Statistics over seeds.
#pragma once

#include <span>
#include <vector>

namespace archfront {

/// REQUIRES: at least one value.
double mean(std::span<const double> values);

/// Sample standard deviation (divided by n - 1); NaN for fewer than two values.
double sample_sd(std::span<const double> values);

struct Interval {
    double low;
    double high;
};

/// Two-sided confidence interval of the mean by Student's t with n - 1 degrees of freedom; NaN for fewer than
/// two values. REQUIRES: 0 < confidence < 1. Source: Student 1908, doi:10.1093/biomet/6.1.1.
Interval mean_interval(std::span<const double> values, double confidence = 0.95);

/// Rank of each value, shape (n): 1 is the smallest, equal values share the average of their ranks.
/// REQUIRES: no NaN.
std::vector<double> ranks(std::span<const double> values);

/// What ties take from the variance of rank statistics: the sum of t^3 - t over groups of t equal values; 0
/// where nothing is tied. REQUIRES: no NaN.
double tie_term(std::span<const double> values);

/// The value below which a share of the sample lies, linear between order statistics (R's type 7): 0.5 is the
/// median. What lies between a finite value and infinity is infinite.
/// REQUIRES: at least one value, none NaN or -infinity; 0 <= share <= 1. Source: Hyndman and Fan 1996,
/// doi:10.1080/00031305.1996.10473566.
double quantile(std::span<const double> values, double share);

/// The same of values that ascend already.
double quantile_of_sorted(std::span<const double> sorted, double share);

}  // namespace archfront
