// The comparisons a forest makes: many splits of many trees ask the same, "is feature f below t?".
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "objectives/regression_forest.hpp"

namespace archfront {

/// The distinct cuts (feature, threshold) of a forest, numbered by feature, then by threshold.
class ForestCuts {
  public:
    explicit ForestCuts(const RegressionForest& forest);

    std::size_t size() const { return thresholds_.size(); }
    std::size_t features() const { return first_.size() - 1; }
    /// Features with a cut, ascending.
    std::span<const std::uint32_t> features_used() const { return used_; }
    /// The number of a feature's first cut; of the next feature's, for features().
    std::size_t first(std::size_t feature) const { return first_[feature]; }
    /// Thresholds of a feature's cuts, ascending.
    std::span<const float> thresholds(std::size_t feature) const {
        return std::span(thresholds_).subspan(first_[feature], first_[feature + 1] - first_[feature]);
    }
    /// REQUIRES: node is a split of the forest.
    std::size_t number_of(const RegressionForest::Node& node) const {
        const std::span<const float> of_feature = thresholds(node.feature);
        const auto found = std::lower_bound(of_feature.begin(), of_feature.end(), node.value);
        return first_[node.feature] + static_cast<std::size_t>(found - of_feature.begin());
    }

  private:
    std::vector<float> thresholds_;
    std::vector<std::uint32_t> first_;  // shape (features + 1)
    std::vector<std::uint32_t> used_;
};

}  // namespace archfront
