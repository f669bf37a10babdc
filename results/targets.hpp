// How fast runs reach given qualities: the evaluations that each needs for each target, COCO's way of
// comparing optimisers of unlike behaviour in one plot. A target is a share of the best hypervolume
// (StudyReference).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "results/study.hpp"
#include "results/summary.hpp"

namespace archfront {

constexpr std::size_t exact_steps_objectives = 6;

/// One point for each evaluation that raised the hypervolume, and one for the last evaluation: what
/// hypervolume_curve says between its checkpoints. Volumes before the last are sums of gains and may differ
/// from a curve's in the last digits; the last is computed from the front alone. With more than
/// `exact_steps_objectives` objectives, where volumes cost seconds, the curve itself.
std::vector<CurvePoint> hypervolume_steps(const CostsView& costs, const StudyReference& reference);

/// The steps of each cell, in the order of study.cells. Parallel over cells.
std::vector<std::vector<CurvePoint>> hypervolume_steps(const Study& study);

/// The first evaluations after which at least `ratio` of the best hypervolume is reached, with 1e-12 to spare
/// for rounding; nullopt where the run does not get there. steps: ascending, from hypervolume_steps.
std::optional<std::size_t> runtime_to(std::span<const CurvePoint> steps, double ratio);

/// COCO's targets that a front can miss: 1 - 10^-0.1, 1 - 10^-0.2 ... 1 - 10^-5, ascending, shape (50).
/// Source: Brockhoff, Tusar, Tusar, Wagner, Hansen and Auger 2016, arXiv:1605.01746, section 3.
std::vector<double> coco_targets();

struct EcdfPoint {
    std::size_t evaluations = 0;
    double fraction = 0;
};

/// Steps of runs, each a span of hypervolume_steps: whatever an ECDF or a mean is taken over.
using RunSteps = std::vector<std::span<const CurvePoint>>;

/// Runs of an optimiser on a device. The spans point into `steps`.
RunSteps steps_of(const Study& study, const std::vector<std::vector<CurvePoint>>& steps, std::size_t device,
                  std::size_t optimizer);

/// The fraction of (run, target) pairs reached within so many evaluations, at each where it rises, and at the
/// largest number of evaluations of a run. No restarts are simulated, so that the last fraction is what was
/// really reached. REQUIRES: there are runs and targets.
/// Source: Hansen et al. 2021, doi:10.1080/10556788.2020.1808977, section 4.
std::vector<EcdfPoint> target_ecdf(const RunSteps& runs, std::span<const double> targets);

/// Expected running time (ERT): evaluations spent until the target was reached, or without reaching it, over
/// all runs, per run that reached it; infinite where none did. REQUIRES: there are runs.
/// Source: Auger and Hansen 2005, doi:10.1109/CEC.2005.1554903.
double expected_running_time(const RunSteps& runs, double target);

}  // namespace archfront
