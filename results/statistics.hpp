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

}  // namespace archfront
