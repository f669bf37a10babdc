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

    /// Predictions for n rows, shape (n, f) row-major, into shape (n): the same bits, several times faster, because the
    /// sums of several rows do not wait for one another.
    /// REQUIRES: rows.size() == predictions.size() * weights.size(), or no weights.
    void predict(std::span<const float> rows, std::span<float> predictions) const;
};

}  // namespace archfront
