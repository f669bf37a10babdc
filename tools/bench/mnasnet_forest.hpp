// Forests of 500 trees with six levels on MnasNet's 28 choice indices, and xgboost's own prediction of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "objectives/regression_forest.hpp"

namespace archfront::bench {

constexpr std::size_t mnasnet_features = 28;

/// Choice indices of n random architectures, shape (n, 28).
std::vector<float> random_mnasnet_rows(std::size_t n, std::uint64_t seed);

/// Trained, once for each seed, on a smooth function of random weights, as accuracy is one; 5,000 rows, as the
/// benchmark has.
const RegressionForest& mnasnet_forest(std::uint64_t seed);

/// The same forest in xgboost, on one thread. Predictions are valid until the next.
class Booster {
  public:
    explicit Booster(const RegressionForest& forest);
    ~Booster();
    Booster(const Booster&) = delete;
    Booster& operator=(const Booster&) = delete;

    /// From a matrix made for these rows, or from the rows as they lie.
    const float* predict(std::span<const float> rows);
    const float* predict_in_place(std::span<const float> rows);

  private:
    void* handle_ = nullptr;
};

}  // namespace archfront::bench
