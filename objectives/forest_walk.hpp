// Trees walked from root to leaf, eight walks at a time: one walk alone waits for its loads and for branches that
// nobody can predict. Fit for trees of any shape.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "objectives/regression_forest.hpp"

namespace archfront {

/// The trees of a forest that has a split, 16 bytes a node. Immutable.
class ForestWalk {
  public:
    explicit ForestWalk(const RegressionForest& forest);

    /// The forest's prediction for one row.
    float predict(const float* row) const;
    /// Adds what one tree predicts to the sums of n rows, which stand `stride` numbers apart.
    void add_tree(std::size_t tree, const float* rows, std::size_t stride, std::span<float> sums) const;

  private:
    static constexpr std::size_t lanes = 8;
    using Places = std::array<std::uint32_t, lanes>;
    using Rows = std::array<const float*, lanes>;

    struct Node {
        float threshold;        // of a leaf: not a number, so that nothing is below it
        std::uint32_t feature;  // of a leaf: 0
        std::uint32_t left;     // the right part is the next node; a leaf is its own right part
        float value;            // of a leaf
    };

    /// From places in trees to leaves.
    void walk(const Rows& rows, Places& places) const;

    float base_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> roots_;
};

}  // namespace archfront
