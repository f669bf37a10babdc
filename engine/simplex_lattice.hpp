// Weight vectors that cover all trade-offs evenly: scalarisations and indicators use them.
#pragma once

#include <cstddef>
#include <vector>

namespace archfront {

/// All vectors of multiples of 1/h, h >= 1, that are not negative and add up to 1: row-major, shape (n, m),
/// in ascending order. h is the largest for which n <= most; for most < m it is 1 and n is m.
/// REQUIRES: m > 0. Source: Das and Dennis 1998, doi:10.1137/S1052623496307510.
std::vector<double> simplex_lattice(std::size_t m, std::size_t most);

}  // namespace archfront
