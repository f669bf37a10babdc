#include "results/targets.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "engine/archive.hpp"
#include "engine/error.hpp"
#include "engine/hypervolume.hpp"
#include "engine/parallel.hpp"
#include "results/reference.hpp"

namespace archfront {
namespace {

/// Whether a row is at least as good everywhere.
bool covered(std::span<const double> point, const Archive& front) {
    for (std::size_t row = 0; row < front.size(); ++row) {
        if (std::equal(point.begin(), point.end(), front[row].begin(), std::greater_equal<>())) return true;
    }
    return false;
}

/// By how much a point raises the hypervolume of others: the box up to the reference, less what the others
/// cover of it. Cheaper than the volume of all, because few of the others are non-dominated within the box.
double gain(std::span<const double> point, std::span<const double> others,
            std::span<const double> reference) {
    const std::size_t m = reference.size();
    ARCHFRONT_ASSERT(m > 0, "points without costs");
    double box = 1;
    for (std::size_t j = 0; j < m; ++j)
        box *= reference[j] - point[j];
    std::vector<double> covering(others.begin(), others.end());
    for (std::size_t i = 0; i < covering.size(); ++i)
        covering[i] = std::max(covering[i], point[i % m]);
    return box - hypervolume(covering, reference);
}

}  // namespace

std::vector<CurvePoint> hypervolume_steps(const CostsView& costs, const StudyReference& reference) {
    if (costs.objectives() > exact_steps_objectives) return hypervolume_curve(costs, reference);
    const auto point_of = [&](std::size_t evaluations, double volume) {
        const double ratio = reference.best_hypervolume > 0 ? volume / reference.best_hypervolume
                                                            : std::numeric_limits<double>::quiet_NaN();
        return CurvePoint{evaluations, volume, ratio};
    };
    std::vector<CurvePoint> steps;
    Archive front(costs.objectives());  // normalised
    double volume = 0;
    for (std::size_t row = 0; row < costs.size(); ++row) {
        if (!costs.feasible(row)) continue;
        const std::vector<double> point = normalise(costs[row], reference);
        const bool counts =
            std::equal(point.begin(), point.end(), reference.point.begin(),
                       [](double cost, double bound) { return cost < bound && std::isfinite(cost); });
        if (!counts || covered(point, front)) continue;
        volume += std::max(0.0, gain(point, front.costs(), reference.point));
        front.insert(row, point);
        steps.push_back(point_of(row + 1, volume));
    }
    const double last = hypervolume(front.costs(), reference.point);
    if (!steps.empty() && steps.back().evaluations == costs.size()) steps.pop_back();
    steps.push_back(point_of(costs.size(), last));
    return steps;
}

std::vector<std::vector<CurvePoint>> hypervolume_steps(const Study& study) {
    std::vector<std::vector<CurvePoint>> steps(study.cells.size());
    parallel_for(steps.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t c = begin; c < end; ++c) {
            const StudyCell& cell = study.cells[c];
            steps[c] = hypervolume_steps(cell.costs, study.devices[cell.device].reference);
        }
    });
    return steps;
}

std::optional<std::size_t> runtime_to(std::span<const CurvePoint> steps, double ratio) {
    constexpr double rounding = 1e-12;
    // Hypervolume never falls; NaN ratios reach nothing.
    const auto reached = std::partition_point(steps.begin(), steps.end(), [&](const CurvePoint& point) {
        return !(point.ratio >= ratio - rounding);
    });
    if (reached == steps.end()) return std::nullopt;
    return reached->evaluations;
}

std::vector<double> coco_targets() {
    std::vector<double> targets;
    for (int tenths = 1; tenths <= 50; ++tenths)
        targets.push_back(1 - std::pow(10.0, -tenths / 10.0));
    return targets;
}

RunSteps steps_of(const Study& study, const std::vector<std::vector<CurvePoint>>& steps, std::size_t device,
                  std::size_t optimizer) {
    RunSteps runs;
    for (std::size_t c = 0; c < study.cells.size(); ++c) {
        if (study.cells[c].device == device && study.cells[c].optimizer == optimizer)
            runs.emplace_back(steps[c]);
    }
    return runs;
}

std::vector<EcdfPoint> target_ecdf(const RunSteps& runs, std::span<const double> targets) {
    ARCHFRONT_ASSERT(!runs.empty() && !targets.empty(), "pairs of runs and targets");
    std::map<std::size_t, std::size_t> reached_at;
    std::size_t longest = 0;
    for (const auto& run : runs) {
        longest = std::max(longest, run.back().evaluations);
        for (const double target : targets) {
            if (const auto runtime = runtime_to(run, target)) ++reached_at[*runtime];
        }
    }
    reached_at.try_emplace(longest, 0);
    std::vector<EcdfPoint> ecdf;
    std::size_t reached = 0;
    for (const auto& [evaluations, count] : reached_at) {
        reached += count;
        ecdf.push_back(
            {evaluations, static_cast<double>(reached) / static_cast<double>(runs.size() * targets.size())});
    }
    return ecdf;
}

double expected_running_time(const RunSteps& runs, double target) {
    ARCHFRONT_ASSERT(!runs.empty(), "a running time of no runs");
    double spent = 0;
    double successes = 0;
    for (const auto& run : runs) {
        const auto runtime = runtime_to(run, target);
        spent += static_cast<double>(runtime.value_or(run.back().evaluations));
        successes += runtime ? 1 : 0;
    }
    return successes > 0 ? spent / successes : std::numeric_limits<double>::infinity();
}

}  // namespace archfront
