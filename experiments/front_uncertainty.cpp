#include "experiments/front_uncertainty.hpp"

#include <algorithm>

#include "engine/architecture_set.hpp"
#include "engine/parallel.hpp"
#include "engine/pareto.hpp"
#include "results/reference.hpp"
#include "results/statistics.hpp"

namespace archfront {
namespace {

constexpr std::size_t draws = 200;

/// Everything that an optimiser evaluated on a device, each architecture once.
struct Evaluated {
    ArchitectureSet architectures;
    std::vector<double> metrics;  // shape (n, k)
};

Evaluated evaluated_by(const Study& study, std::size_t device, std::size_t optimizer) {
    Evaluated all{ArchitectureSet(study.space->width()), {}};
    const std::size_t k = study.metrics.size();
    for (const StudyCell& cell : study.cells) {
        if (cell.device != device || cell.optimizer != optimizer) continue;
        for (std::size_t r = 0; r < cell.architectures.size(); ++r) {
            if (!all.architectures.insert(cell.architectures[r]).second) continue;
            const auto first = cell.metrics.begin() + static_cast<std::ptrdiff_t>(r * k);
            all.metrics.insert(all.metrics.end(), first, first + static_cast<std::ptrdiff_t>(k));
        }
    }
    return all;
}

/// Draws of one metric, shape (draws, n).
struct DrawnMetric {
    std::size_t metric;
    std::vector<double> values;
};

std::vector<DrawnMetric> draw_metrics(const Problem& problem, ArchitectureBatchView architectures) {
    std::vector<DrawnMetric> drawn;
    for (std::size_t j = 0; j < problem.metrics().size(); ++j) {
        std::vector<double> values(draws * architectures.size());
        if (problem.metrics()[j]->draw(architectures, draws, values)) drawn.push_back({j, std::move(values)});
    }
    return drawn;
}

struct DrawnFront {
    std::vector<std::size_t> rows;
    double hypervolume = 0;
};

DrawnFront front_of_draw(const Problem& problem, const Evaluated& evaluated,
                         const std::vector<DrawnMetric>& drawn, std::size_t draw,
                         const StudyReference& reference) {
    const std::size_t n = evaluated.architectures.size();
    const std::size_t k = problem.metrics().size();
    Costs costs(problem.objectives().size());
    costs.resize(n);
    std::vector<double> metrics(k);
    for (std::size_t r = 0; r < n; ++r) {
        std::copy_n(evaluated.metrics.begin() + static_cast<std::ptrdiff_t>(r * k), k, metrics.begin());
        for (const DrawnMetric& metric : drawn)
            metrics[metric.metric] = metric.values[draw * n + r];
        costs.set_violation(r, problem.costs(metrics, costs.row(r)));
    }
    return {pareto_front(costs), normalised_hypervolume(costs, reference)};
}

FrontUncertainty uncertainty_of(const Study& study, const Problem& problem, const Evaluated& evaluated,
                                const std::vector<DrawnMetric>& drawn, std::size_t device,
                                std::size_t optimizer) {
    std::vector<DrawnFront> fronts(draws);
    parallel_for(draws, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t d = begin; d < end; ++d)
            fronts[d] = front_of_draw(problem, evaluated, drawn, d, study.devices[device].reference);
    });
    std::vector<std::size_t> times(evaluated.architectures.size(), 0);
    std::vector<double> hypervolumes;
    for (const DrawnFront& front : fronts) {
        for (const std::size_t row : front.rows)
            ++times[row];
        hypervolumes.push_back(front.hypervolume);
    }
    std::vector<std::size_t> rows;
    for (std::size_t r = 0; r < times.size(); ++r) {
        if (times[r] > 0) rows.push_back(r);
    }
    std::ranges::sort(rows, [&](std::size_t a, std::size_t b) {
        if (times[a] != times[b]) return times[a] > times[b];
        return std::ranges::lexicographical_compare(evaluated.architectures[a], evaluated.architectures[b]);
    });
    FrontUncertainty of{.device = device,
                        .optimizer = optimizer,
                        .draws = draws,
                        .architectures = ArchitectureBatch(study.space->width()),
                        .metrics = {},
                        .membership = {},
                        .hypervolume_mean = mean(hypervolumes),
                        .hypervolume_q05 = quantile(hypervolumes, 0.05),
                        .hypervolume_q95 = quantile(hypervolumes, 0.95)};
    const std::size_t k = study.metrics.size();
    for (const std::size_t r : rows) {
        of.architectures.push_back(evaluated.architectures[r]);
        const auto first = evaluated.metrics.begin() + static_cast<std::ptrdiff_t>(r * k);
        of.metrics.insert(of.metrics.end(), first, first + static_cast<std::ptrdiff_t>(k));
        of.membership.push_back(static_cast<double>(times[r]) / static_cast<double>(draws));
    }
    return of;
}

}  // namespace

std::vector<FrontUncertainty> front_uncertainties(
    const Study& study, const std::vector<std::shared_ptr<const Problem>>& problems) {
    std::vector<FrontUncertainty> uncertainties;
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            const Evaluated evaluated = evaluated_by(study, device, optimizer);
            const std::vector<DrawnMetric> drawn =
                draw_metrics(*problems[device], evaluated.architectures.view());
            if (drawn.empty()) break;
            uncertainties.push_back(
                uncertainty_of(study, *problems[device], evaluated, drawn, device, optimizer));
        }
    }
    return uncertainties;
}

}  // namespace archfront
