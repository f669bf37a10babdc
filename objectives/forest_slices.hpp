// A forest for many rows at a time, a bit a row: a cut is tested once for a block of rows, each level of a tree
// chooses among its cuts' bits, and the bits of all levels are the number of each row's leaf.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/instruction_set.hpp"
#include "objectives/forest_cuts.hpp"
#include "objectives/forest_slice_kernel.hpp"
#include "objectives/forest_walk.hpp"
#include "objectives/regression_forest.hpp"

namespace archfront {

/// Immutable. Trees are padded to complete ones; those with more than 8 levels, or fewer than a sixteenth of a complete
/// tree's leaves, are walked.
class ForestSlices {
  public:
    /// With more, the bits would leave the cache.
    static constexpr std::size_t most_cuts = std::size_t{1} << 14;

    /// REQUIRES: cuts and walk are the forest's; 0 < cuts.size() <= most_cuts; an instruction set that the machine has.
    ForestSlices(const RegressionForest& forest, std::shared_ptr<const ForestCuts> cuts,
                 std::shared_ptr<const ForestWalk> walk, InstructionSet instructions);

    std::size_t block_rows() const { return kernel_.width * SliceKernel::steps; }

    /// What one thread needs for a block.
    struct Scratch {
        std::vector<float> columns;       // shape (features used, block_rows)
        std::vector<std::uint32_t> bits;  // shape (cuts, width)
        std::vector<float> sums;          // shape (block_rows)
    };
    Scratch make_scratch() const;

    /// The forest's predictions for at most block_rows() rows, shape (n, f) row-major, into shape (n).
    void predict(const float* rows, std::span<float> predictions, Scratch& scratch) const;

  private:
    struct Tree {
        std::size_t levels = 0;      // 0: walked
        std::size_t first_cut = 0;   // in cut_numbers_
        std::size_t first_leaf = 0;  // in leaves_
    };

    Tree make_tree(const RegressionForest& forest, std::size_t tree);
    void put(const RegressionForest& forest, std::size_t node, std::uint16_t* cuts, std::size_t place,
             std::span<float> leaves);
    void test_cuts(const float* rows, std::size_t count, Scratch& scratch) const;

    SliceKernel kernel_;
    std::size_t features_;
    float base_;
    std::shared_ptr<const ForestCuts> cuts_;
    std::shared_ptr<const ForestWalk> walk_;
    std::vector<Tree> trees_;
    std::vector<std::uint16_t> cut_numbers_;
    std::vector<float> leaves_;
};

}  // namespace archfront
