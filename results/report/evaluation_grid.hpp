// Where curves along runs are sampled, so that a curve of ten thousand evaluations is forty points.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "results/study.hpp"
#include "results/summary.hpp"

namespace archfront {

/// 1, 2, 3, 4, 5, 6, 8, then ten a decade (10, 12, 15, 20, 25, 30, 40, 50, 60, 80) below `evaluations`, and that
/// itself; empty for 0.
std::vector<std::size_t> evaluation_grid(std::size_t evaluations);

/// The most evaluations of a run on a device.
std::size_t longest_run(const Study& study, std::size_t device);

/// The hypervolume ratio of a run after so many evaluations; 0 before its first, the last one behind its end.
double ratio_after(std::span<const CurvePoint> steps, std::size_t evaluations);

}  // namespace archfront
