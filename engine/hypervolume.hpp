// Exact hypervolume of a set of points, and what each point contributes to it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace archfront {

/// Volume dominated by n points of minimised costs, row-major, shape (n, m), and bounded by `reference`,
/// shape (m), which is finite. Exact for any m >= 1: sweeps in O(n log n) up to three objectives and in
/// O(n^2) for four, beyond by WFG down to that.
/// Points that are not strictly below the reference everywhere, or not finite, count nothing; order, ties and
/// dominated points do not matter.
double hypervolume(std::span<const double> points, std::span<const double> reference);

/// By how much the hypervolume would fall without each point, shape (n): 0 for points that count nothing, have
/// an equal or are dominated; a point that only one other dominates takes away from that one. O(n log n) up to
/// three objectives; beyond, n volumes of what the others cover of a point.
std::vector<double> hypervolume_contributions(std::span<const double> points,
                                              std::span<const double> reference);

}  // namespace archfront
