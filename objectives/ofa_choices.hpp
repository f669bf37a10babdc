// What the choices of an architecture of ofa-mobilenetv3 mean: for each unit its depth, then kernel size and
// expansion of each block; last the resolution.
#pragma once

#include <array>
#include <cstddef>

#include "engine/architecture.hpp"

namespace archfront::ofa {

inline constexpr std::size_t units = 5;
inline constexpr std::size_t blocks_per_unit = 4;
inline constexpr std::size_t blocks = units * blocks_per_unit;

inline constexpr std::size_t variables_per_unit = 1 + 2 * blocks_per_unit;

/// The choice itself, 0 to 2, of the block's kernel size.
inline Choice kernel_choice(ArchitectureView a, std::size_t block) {
    return a[block / blocks_per_unit * variables_per_unit + 1 + 2 * (block % blocks_per_unit)];
}
inline Choice expansion_choice(ArchitectureView a, std::size_t block) {
    return a[block / blocks_per_unit * variables_per_unit + 2 + 2 * (block % blocks_per_unit)];
}

/// 2 to 4: the first so many blocks of the unit are there.
inline std::size_t depth(ArchitectureView a, std::size_t unit) {
    return std::size_t{2} + a[unit * variables_per_unit];
}
inline int kernel(ArchitectureView a, std::size_t block) {
    return 3 + 2 * kernel_choice(a, block);
}
inline int expansion(ArchitectureView a, std::size_t block) {
    return std::array{3, 4, 6}[expansion_choice(a, block)];
}
/// Pixels of a side of the input, 128 to 224.
inline int resolution(ArchitectureView a) {
    return 128 + 4 * a[units * variables_per_unit];
}

}  // namespace archfront::ofa
