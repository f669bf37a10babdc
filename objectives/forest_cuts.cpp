#include "objectives/forest_cuts.hpp"

namespace archfront {

ForestCuts::ForestCuts(const RegressionForest& forest) : first_(forest.features() + 1) {
    // Counted, then sorted feature by feature: most forests have few distinct thresholds and many splits.
    std::vector<std::size_t> end(forest.features() + 1);
    for (const RegressionForest::Node& node : forest.nodes()) {
        if (!node.is_leaf()) ++end[node.feature + 1];
    }
    for (std::size_t f = 0; f < forest.features(); ++f)
        end[f + 1] += end[f];
    std::vector<float> all(end.back());
    std::vector<std::size_t> next(end.begin(), end.end() - 1);
    for (const RegressionForest::Node& node : forest.nodes()) {
        if (!node.is_leaf()) all[next[node.feature]++] = node.value;
    }
    for (std::size_t f = 0; f < forest.features(); ++f) {
        const std::span<float> of_feature = std::span(all).subspan(end[f], end[f + 1] - end[f]);
        std::sort(of_feature.begin(), of_feature.end());
        const auto last = std::unique(of_feature.begin(), of_feature.end());
        thresholds_.insert(thresholds_.end(), of_feature.begin(), last);
        first_[f + 1] = static_cast<std::uint32_t>(thresholds_.size());
        if (!of_feature.empty()) used_.push_back(static_cast<std::uint32_t>(f));
    }
}

}  // namespace archfront
