#include "optimizers/expected_improvement.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace archfront {

double expected_improvement(double bar, double mean, double variance) {
    const double deviation = std::sqrt(variance);
    const double gain = bar - mean;
    if (!(deviation > 0)) return std::max(gain, 0.0);
    const double z = gain / deviation;
    const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
    const double probability = 0.5 * std::erfc(-z / std::numbers::sqrt2);
    int exponent = 0;
    const double mantissa = std::frexp(std::max(gain * probability + deviation * density, 0.0), &exponent);
    return std::ldexp(static_cast<double>(static_cast<float>(mantissa)), exponent);
}

}  // namespace archfront
