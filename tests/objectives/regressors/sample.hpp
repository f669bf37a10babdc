// Rows and labels for tests of regressors, and their predictions.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/regressor.hpp"

namespace archfront {

struct RegressionSample {
    static constexpr std::size_t features = 5;

    std::vector<float> rows;
    std::vector<double> labels;

    /// Choices of four, and a label that is a sum over them with one product.
    RegressionSample(std::size_t n, std::uint64_t seed) {
        RandomGenerator random(seed);
        for (std::size_t r = 0; r < n; ++r) {
            for (std::size_t f = 0; f < features; ++f)
                rows.push_back(static_cast<float>(random.below(4)));
            const float* row = rows.data() + r * features;
            labels.push_back(
                static_cast<double>(100 + 8 * row[0] - 4 * row[1] + 2 * row[2] + row[3] * row[4]));
        }
    }

    RegressionData data() const { return {features, rows, labels}; }
    std::unique_ptr<const Regressor> train(std::string_view regressor, std::uint64_t seed = 1) const {
        return train_regressor(parse_regressor(regressor), data(), seed);
    }
};

inline std::vector<double> predictions(const Regressor& regressor, std::span<const float> rows) {
    std::vector<double> values(rows.size() / regressor.features());
    regressor.predict(rows, values);
    return values;
}

}  // namespace archfront
