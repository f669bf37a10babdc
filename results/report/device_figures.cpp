// Figures of one device: hypervolume along its runs, and its fronts.
#include <algorithm>

#include "results/report/evaluation_grid.hpp"
#include "results/report/front_figures.hpp"
#include "results/report/study_report.hpp"
#include "results/targets.hpp"

namespace archfront {
namespace {

/// The hypervolume ratios of an optimiser's runs after so many evaluations.
std::vector<double> ratios_after(const Study& study, const Analysis& analysis, std::size_t device,
                                 std::size_t optimizer, std::size_t evaluations) {
    std::vector<double> ratios;
    for (const auto& steps : steps_of(study, analysis.steps, device, optimizer))
        ratios.push_back(ratio_after(steps, evaluations));
    return ratios;
}

/// Median and quartiles over seeds of `what` along the runs, a line and an area for each optimiser.
template <class What>
std::vector<Layer> curve_layers(const Study& study, const Analysis& analysis, std::size_t device, What what) {
    std::vector<Layer> lines;
    std::vector<Layer> areas;
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        Layer line{
            .mark = Mark::line, .name = study.optimizers[optimizer], .style = optimizer, .x = {}, .y = {}};
        Layer area = line;
        area.mark = Mark::area;
        for (const std::size_t evaluations : evaluation_grid(longest_run(study, device))) {
            std::vector<double> ratios = ratios_after(study, analysis, device, optimizer, evaluations);
            std::sort(ratios.begin(), ratios.end());
            const auto x = static_cast<double>(evaluations);
            line.x.push_back(x);
            line.y.push_back(what(quantile_of_sorted(ratios, 0.5)));
            area.x.push_back(x);
            area.y.push_back(what(quantile_of_sorted(ratios, 0.25)));
            area.y2.push_back(what(quantile_of_sorted(ratios, 0.75)));
        }
        if (study.seeds.size() > 1) areas.push_back(std::move(area));
        lines.push_back(std::move(line));
    }
    areas.insert(areas.end(), lines.begin(), lines.end());
    return areas;
}

std::string spread_text(const Study& study) {
    return study.seeds.size() > 1 ? "Median (line) and quartiles (band) of " + seeds_text(study)
                                  : std::string("One seed, hence no band");
}

Figure hypervolume_figure(const Study& study, const Analysis& analysis, std::size_t device) {
    const StudyDevice& entry = study.devices[device];
    Figure figure;
    figure.name = "hypervolume-" + slug(entry.name);
    figure.title = "Hypervolume" + on_device(entry);
    figure.caption = spread_text(study) + ": share of the hypervolume of the " + entry.reference.best_origin +
                     " after so many distinct evaluations" + on_device(entry) + "; " +
                     reference_text(entry.reference) + ".";
    figure.x = {.label = "distinct evaluations", .logarithmic = true};
    figure.y = {.label = "hypervolume (% of " + entry.reference.best_origin + ")"};
    figure.layers = curve_layers(study, analysis, device, [](double ratio) { return 100 * ratio; });
    return figure;
}

Figure missing_figure(const Study& study, const Analysis& analysis, std::size_t device) {
    const StudyDevice& entry = study.devices[device];
    Figure figure;
    figure.name = "missing-" + slug(entry.name);
    figure.title = "Hypervolume still missing" + on_device(entry);
    figure.x = {.label = "distinct evaluations", .logarithmic = true};
    figure.y = {.label = "hypervolume missing (%)", .logarithmic = true};
    figure.layers = curve_layers(study, analysis, device, [](double ratio) { return 100 * (1 - ratio); });
    // Rounding makes noise of what is no longer missing, and a logarithm much of it.
    double smallest = 100;
    for (const Layer& layer : figure.layers) {
        for (const double value : layer.y)
            smallest = value > 1e-9 ? std::min(smallest, value) : smallest;
    }
    const double floor = smallest / 2;
    for (Layer& layer : figure.layers) {
        for (auto* values : {&layer.y, &layer.y2}) {
            for (double& value : *values)
                value = std::max(value, floor);
        }
    }
    figure.caption = spread_text(study) + ": share of the hypervolume of the " + entry.reference.best_origin +
                     " that is still missing after so many distinct evaluations" + on_device(entry) +
                     "; what lies below " + readable(floor, 2) + " % is drawn there; " +
                     reference_text(entry.reference) + ".";
    return figure;
}

bool something_found(const Study& study, std::size_t device) {
    return std::any_of(study.cells.begin(), study.cells.end(), [&](const StudyCell& cell) {
        const CostsView costs = cell.costs;
        for (std::size_t r = 0; cell.device == device && r < costs.size(); ++r) {
            if (costs.feasible(r)) return true;
        }
        return false;
    });
}

}  // namespace

std::vector<Figure> device_figures(const Study& study, const Analysis& analysis, std::size_t device) {
    std::vector<Figure> figures;
    if (!something_found(study, device)) return figures;
    if (study.devices[device].reference.best_hypervolume > 0) {
        figures.push_back(hypervolume_figure(study, analysis, device));
        figures.push_back(missing_figure(study, analysis, device));
    }
    for (Figure& figure : front_figures(study, analysis, device))
        figures.push_back(std::move(figure));
    return figures;
}

}  // namespace archfront
