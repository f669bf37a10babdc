#include "objectives/linear_model.hpp"

#include "engine/error.hpp"

namespace archfront {

float LinearModel::predict(std::span<const float> row) const {
    ARCHFRONT_ASSERT(weights.empty() || row.size() == weights.size(), "a row of another width");
    double sum = static_cast<double>(intercept);
    for (std::size_t f = 0; f < weights.size(); ++f)
        sum += static_cast<double>(weights[f]) * static_cast<double>(row[f]);
    return static_cast<float>(sum);
}

}  // namespace archfront
