// What is left of a set of boxes inside one box: most of the time of a recursive hypervolume goes here, so it
// uses the machine's vector instructions. Only engine/hypervolume*.cpp include it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/instruction_set.hpp"

namespace archfront {

/// Clips boxes to a box and drops what others cover. Keeps its memory between calls.
class BoxSieve {
  public:
    /// REQUIRES: this machine has the instructions, which change nothing but speed.
    explicit BoxSieve(InstructionSet instructions = supported_instruction_sets().back());

    /// The parts of `others`, shape (n, m), inside `box`, shape (m), that no other part contains, in their
    /// order, shape (k, m); of equal parts one. O(n k). Valid until the next call.
    /// REQUIRES: 0 < n < 2^32.
    std::span<const double> parts(std::span<const double> box, std::span<const double> others) &;

  private:
    InstructionSet instructions_;
    std::vector<double> columns_;     // clipped boxes, column after column
    std::vector<std::int64_t> keys_;  // of their sizes
    std::vector<double> parts_;
};

}  // namespace archfront
