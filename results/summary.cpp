#include "results/summary.hpp"

#include <limits>

#include "engine/hypervolume.hpp"
#include "engine/pareto.hpp"
#include "results/reference.hpp"

namespace archfront {

std::vector<std::size_t> checkpoints(std::size_t evaluations) {
    std::vector<std::size_t> points;
    for (std::size_t decade = 10; decade < evaluations; decade *= 10) {
        for (const std::size_t factor : {1U, 2U, 5U}) {
            if (factor * decade < evaluations) points.push_back(factor * decade);
        }
    }
    points.push_back(evaluations);
    return points;
}

std::vector<CurvePoint> hypervolume_curve(const CostsView& costs, const StudyReference& reference) {
    const std::size_t m = costs.objectives();
    std::vector<CurvePoint> curve;
    std::vector<double> front;  // normalised
    std::size_t seen = 0;
    for (const std::size_t checkpoint : checkpoints(costs.size())) {
        std::vector<double> feasible;
        for (; seen < checkpoint; ++seen) {
            if (costs.feasible(seen)) feasible.insert(feasible.end(), costs[seen].begin(), costs[seen].end());
        }
        const std::vector<double> normalised = normalise(feasible, reference);
        front.insert(front.end(), normalised.begin(), normalised.end());
        // Only what is non-dominated so far is carried on.
        const std::vector<double> no_violations(front.size() / m);
        const CostsView candidates(front, no_violations, m);
        std::vector<double> kept;
        for (const std::size_t row : pareto_front(candidates))
            kept.insert(kept.end(), candidates[row].begin(), candidates[row].end());
        front = std::move(kept);
        const double volume = hypervolume(front, reference.point);
        const double ratio = reference.best_hypervolume > 0 ? volume / reference.best_hypervolume
                                                            : std::numeric_limits<double>::quiet_NaN();
        curve.push_back({checkpoint, volume, ratio});
    }
    return curve;
}

std::vector<std::vector<CurvePoint>> hypervolume_curves(const Study& study) {
    std::vector<std::vector<CurvePoint>> curves;
    for (const StudyCell& cell : study.cells)
        curves.push_back(hypervolume_curve(cell.costs, study.devices[cell.device].reference));
    return curves;
}

std::vector<SummaryRow> summarise(const Study& study, const std::vector<std::vector<CurvePoint>>& curves) {
    const std::size_t seeds = study.seeds.size();
    ARCHFRONT_ASSERT(study.cells.size() == study.devices.size() * study.optimizers.size() * seeds &&
                         curves.size() == study.cells.size(),
                     "a study with every cell and its curve");
    std::vector<SummaryRow> rows;
    std::size_t cell = 0;
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        std::vector<double> negated_means;
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            std::vector<double> volumes;
            for (std::size_t seed = 0; seed < seeds; ++seed)
                volumes.push_back(curves[cell++].back().hypervolume);
            rows.push_back(
                {device, optimizer, seeds, mean(volumes), sample_sd(volumes), mean_interval(volumes)});
            negated_means.push_back(-rows.back().mean);
        }
        const std::vector<double> device_ranks = ranks(negated_means);
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer)
            rows[device * study.optimizers.size() + optimizer].rank = device_ranks[optimizer];
    }
    return rows;
}

}  // namespace archfront
