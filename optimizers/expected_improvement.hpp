// The acquisition that balances a low prediction against an unsure one, for costs that a model predicts to be
// normal.
#pragma once

namespace archfront {

/// By how much a cost that is normal with this mean and variance falls below `bar` on average, in the costs'
/// unit; max(bar - mean, 0) where the variance is 0, and 0 where the mean lies some 38 deviations above the
/// bar. Rounded to 24 bits, lest the last bit of another machine's exp() decide between two candidates.
/// REQUIRES: variance >= 0.
/// Source: Jones, Schonlau and Welch 1998, doi:10.1023/A:1008306431147, equation 15.
double expected_improvement(double bar, double mean, double variance);

}  // namespace archfront
