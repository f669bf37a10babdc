// A linear function of a space's features: what a sum over blocks or layers can say of a metric.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace archfront {

/// y = intercept + weights . x, summed in double in the order of the features.
struct LinearModel {
    std::vector<float> weights;  // shape (f); empty for no model, which predicts the intercept
    float intercept = 0;

    /// REQUIRES: row.size() == weights.size(), or no weights.
    float predict(std::span<const float> row) const;
};

}  // namespace archfront
