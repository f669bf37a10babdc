// Exact hypervolume of a set of points.
#pragma once

#include <cstddef>
#include <span>

namespace archfront {

/// Volume dominated by n points of minimised costs, row-major, shape (n, m), and bounded by `reference`,
/// shape (m), which is finite. Exact for any m >= 1: sweeps in O(n log n) up to three objectives and in
/// O(n^2) for four, beyond by WFG down to that.
/// Points that are not strictly below the reference everywhere, or not finite, count nothing; order, ties and
/// dominated points do not matter.
double hypervolume(std::span<const double> points, std::span<const double> reference);

}  // namespace archfront
