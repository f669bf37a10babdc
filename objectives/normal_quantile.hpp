// Quantiles of the standard normal distribution.
#pragma once

namespace archfront {

/// REQUIRES: 0 < probability < 1.
double normal_quantile(double probability);

}  // namespace archfront
