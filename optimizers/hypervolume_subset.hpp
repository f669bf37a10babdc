// Few points that cover as much of a front's hypervolume as they can.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace archfront {

/// Indices of `count` of n points, row-major, shape (n, m), in the order of their choice: each adds most to
/// the hypervolume of those before it, which makes at least 1 - 1/e of the best volume; ties by index. Gains
/// only fall, so that few are computed again (lazy greedy).
/// REQUIRES: count <= n; a finite reference, shape (m).
/// Source: Guerreiro, Fonseca and Paquete 2016, doi:10.1162/EVCO_a_00188; Minoux 1978,
/// doi:10.1007/BFb0006528 (DOI unchecked).
std::vector<std::size_t> hypervolume_subset(std::span<const double> points, std::span<const double> reference,
                                            std::size_t count);

}  // namespace archfront
