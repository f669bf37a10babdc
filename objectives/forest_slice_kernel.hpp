// The inner loops of ForestSlices, once for each instruction set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/instruction_set.hpp"

namespace archfront {

/// A complete tree: all leaves on one level.
struct CompleteTree {
    static constexpr std::size_t most_levels = 8;
    /// `leaves` is padded to this.
    static constexpr std::size_t least_leaves = 16;

    std::size_t levels = 0;               // of splits
    const std::uint16_t* cuts = nullptr;  // shape (2^levels - 1), level by level, each from left to right
    const float* leaves = nullptr;        // shape (max(2^levels, least_leaves))
};

/// A block of rows is 32 steps of `width` rows. A row's bit of a cut is bit `step` of number `row % width` of the
/// cut's `width` numbers.
struct SliceKernel {
    static constexpr std::size_t steps = 32;

    std::size_t width = 0;

    /// The bits of one feature's cuts, shape (cuts, width): 1 for rows that are not below the threshold. column: the
    /// feature of steps * width rows.
    void (*test_cuts)(const float* column, std::size_t steps, std::span<const float> thresholds,
                      std::uint32_t* bits) = nullptr;

    /// Adds each row's leaf to its sum, for trees of 1 ... most_levels levels. bits: of all cuts, shape (cuts, width).
    using AddTree = void (*)(const CompleteTree& tree, const std::uint32_t* bits, std::size_t steps,
                             float* sums);
    std::array<AddTree, CompleteTree::most_levels + 1> add_tree{};
};

/// REQUIRES: an instruction set that the machine has.
SliceKernel slice_kernel(InstructionSet instructions);

}  // namespace archfront
