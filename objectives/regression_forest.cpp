#include "objectives/regression_forest.hpp"

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"

namespace archfront {

void RegressionForest::push_split(std::size_t feature, float threshold) {
    ARCHFRONT_ASSERT(feature < features_, "a split on a feature that is not there");
    ARCHFRONT_ASSERT(!std::isnan(threshold), "a threshold that nothing is below");
    push({threshold, 0, static_cast<std::uint32_t>(feature)});
    wanted_ += 2;
    left_open_.push_back(static_cast<std::uint32_t>(nodes_.size() - 1));
}

void RegressionForest::push_leaf(float value) {
    push({value, 0, 0});
    if (left_open_.empty()) return;
    // The leaf completes a left part, the innermost split's; that split's right part comes next.
    nodes_[left_open_.back()].right = static_cast<std::uint32_t>(nodes_.size());
    left_open_.pop_back();
}

void RegressionForest::push(Node node) {
    if (wanted_ == 0) {
        roots_.push_back(static_cast<std::uint32_t>(nodes_.size()));
        wanted_ = 1;
    }
    nodes_.push_back(node);
    --wanted_;
}

void RegressionForest::predict(std::span<const float> rows, std::span<float> predictions) const {
    ARCHFRONT_ASSERT(rows.size() == predictions.size() * features_, "feature matrix of another shape");
    ARCHFRONT_ASSERT(is_complete(), "a tree is unfinished");
    // Blocks of rows that stay in the cache while the trees pass by. Each row sums its trees in order.
    constexpr std::size_t block = 64;
    std::fill(predictions.begin(), predictions.end(), base_);
    for (std::size_t first = 0; first < predictions.size(); first += block) {
        const std::size_t end = std::min(first + block, predictions.size());
        for (const std::uint32_t root : roots_) {
            for (std::size_t r = first; r < end; ++r) {
                const float* row = rows.data() + r * features_;
                const Node* node = &nodes_[root];
                while (!node->is_leaf())
                    node = row[node->feature] < node->value ? node + 1 : &nodes_[node->right];
                predictions[r] += node->value;
            }
        }
    }
}

}  // namespace archfront
