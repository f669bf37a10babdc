#include "objectives/linear_model.hpp"

#include <array>

#include "engine/error.hpp"

namespace archfront {

float LinearModel::predict(std::span<const float> row) const {
    ARCHFRONT_ASSERT(weights.empty() || row.size() == weights.size(), "a row of another width");
    double sum = static_cast<double>(intercept);
    for (std::size_t f = 0; f < weights.size(); ++f)
        sum += static_cast<double>(weights[f]) * static_cast<double>(row[f]);
    return static_cast<float>(sum);
}

void LinearModel::predict(std::span<const float> rows, std::span<float> predictions) const {
    constexpr std::size_t together = 8;
    const std::size_t features = weights.size();
    ARCHFRONT_ASSERT(weights.empty() || rows.size() == predictions.size() * features,
                     "rows of another width");
    std::size_t first = 0;
    for (; features > 0 && first + together <= predictions.size(); first += together) {
        const float* row = rows.data() + first * features;
        std::array<double, together> sums;
        sums.fill(static_cast<double>(intercept));
        for (std::size_t f = 0; f < features; ++f) {
            const auto weight = static_cast<double>(weights[f]);
#pragma GCC unroll 8
            for (std::size_t r = 0; r < together; ++r)
                sums[r] += weight * static_cast<double>(row[r * features + f]);
        }
        for (std::size_t r = 0; r < together; ++r)
            predictions[first + r] = static_cast<float>(sums[r]);
    }
    for (; first < predictions.size(); ++first)
        predictions[first] = features > 0 ? predict(rows.subspan(first * features, features)) : intercept;
}

}  // namespace archfront
