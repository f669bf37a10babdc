#include "results/targets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "engine/error.hpp"
#include "engine/hypervolume.hpp"
#include "engine/parallel.hpp"
#include "results/reference.hpp"

namespace archfront {

std::vector<CurvePoint> hypervolume_steps(const CostsView& costs, const StudyReference& reference) {
    if (costs.objectives() > exact_steps_objectives) return hypervolume_curve(costs, reference);
    const auto point_of = [&](std::size_t evaluations, double volume) {
        const double ratio = reference.best_hypervolume > 0 ? volume / reference.best_hypervolume
                                                            : std::numeric_limits<double>::quiet_NaN();
        return CurvePoint{evaluations, volume, ratio};
    };
    std::vector<CurvePoint> steps;
    GrowingHypervolume volume(reference.point);
    for (std::size_t row = 0; row < costs.size(); ++row) {
        if (costs.feasible(row) && volume.add(normalise(costs[row], reference)) > 0)
            steps.push_back(point_of(row + 1, volume.value()));
    }
    const double last = normalised_hypervolume(costs, reference);
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
