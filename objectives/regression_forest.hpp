// A forest of regression trees, predicted as xgboost predicts: float32 sums in the order of the trees, so
// that a model gives the same bits here and there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace archfront {

class RegressionForest {
  public:
    struct Node {
        float value;          // a split's threshold, a leaf's value
        std::uint32_t right;  // a split's right child (its left one is the next node); 0 for a leaf
        std::uint32_t feature;

        bool is_leaf() const { return right == 0; }
    };

    /// A forest that sees `features` numbers and predicts `base` until it has trees.
    RegressionForest(std::size_t features, float base) : features_(features), base_(base) {}

    /// Trees are built one node after another in preorder: a split, its left part (feature < threshold), its
    /// right part. REQUIRES: feature < features(), threshold is a number.
    void push_split(std::size_t feature, float threshold);
    void push_leaf(float value);
    /// True between trees, false inside one.
    bool is_complete() const { return wanted_ == 0; }

    std::size_t features() const { return features_; }
    float base() const { return base_; }
    std::size_t trees() const { return roots_.size(); }
    /// All trees, one behind another, each in preorder.
    std::span<const Node> nodes() const { return nodes_; }
    /// Where each tree begins among the nodes, shape (trees()).
    std::span<const std::uint32_t> roots() const { return roots_; }
    /// The nodes of one tree.
    std::span<const Node> tree(std::size_t t) const {
        const std::size_t end = t + 1 < roots_.size() ? roots_[t + 1] : nodes_.size();
        return nodes().subspan(roots_[t], end - roots_[t]);
    }

    /// Predictions for n rows of features, shape (n, f) row-major, into shape (n).
    /// REQUIRES: rows.size() == predictions.size() * features(); no NaN; is_complete().
    void predict(std::span<const float> rows, std::span<float> predictions) const;

  private:
    void push(Node node);

    std::size_t features_;
    float base_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> roots_;
    std::vector<std::uint32_t> left_open_;  // splits of the present tree whose left part is unfinished
    std::size_t wanted_ = 0;                // nodes that the present tree still needs at least
};

}  // namespace archfront
