// How well predictions agree with measurements.
#pragma once

#include <span>

namespace archfront {

/// Errors are in the metric's unit; correlations are in [-1, 1], and NaN where one side is constant.
struct Agreement {
    double mae = 0;          // mean absolute error
    double rmse = 0;         // root of the mean squared error
    double r2 = 0;           // 1 - squared error / variance of the measurements; NaN when those are constant
    double kendall_tau = 0;  // tau-b
    double spearman = 0;     // ties get their mean rank
};

/// REQUIRES: measured.size() == predicted.size() > 0; all finite. O(n log n).
Agreement agreement(std::span<const double> measured, std::span<const double> predicted);

/// Kendall's tau-b. Source: Knight 1966, doi:10.1080/01621459.1966.10480879.
/// REQUIRES: a.size() == b.size(); no NaN. O(n log n).
double kendall_tau_b(std::span<const double> a, std::span<const double> b);

/// Pearson's correlation of the ranks, ties getting the mean of theirs.
/// REQUIRES: a.size() == b.size(); no NaN. O(n log n).
double spearman(std::span<const double> a, std::span<const double> b);

}  // namespace archfront
