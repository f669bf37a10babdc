// Exact hypervolume of a set of points.
#pragma once

#include <cstddef>
#include <span>

namespace archfront {

/// Volume dominated by n points of minimised costs, row-major, shape (n, m), and bounded by `reference`,
/// shape (m). Points that are not strictly below the reference everywhere count nothing; order, ties and
/// dominated points do not matter.
double hypervolume(std::span<const double> points, std::span<const double> reference);

}  // namespace archfront
