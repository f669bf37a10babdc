#include "results/report/uncertainty_report.hpp"

#include <algorithm>
#include <array>

#include "engine/text.hpp"
#include "results/reference.hpp"
#include "results/report/front_layers.hpp"

namespace archfront {
namespace {

// Of one layer, so that a page stays small.
constexpr std::size_t most_points = 100;

struct Class {
    double from;  // share of draws
    const char* name;
};
constexpr std::array<Class, 3> classes = {
    {{0.9, "in 90 % of the draws and more"}, {0.5, "in 50 to 90 %"}, {0.1, "in 10 to 50 %"}}};

std::size_t count_from(const FrontUncertainty& of, double share) {
    return static_cast<std::size_t>(
        std::ranges::count_if(of.membership, [&](double member) { return member >= share; }));
}

Table uncertainty_table(const Study& study, std::size_t device,
                        const std::vector<const FrontUncertainty*>& all) {
    const StudyDevice& entry = study.devices[device];
    Table table;
    table.name = "uncertainty-" + slug(entry.name);
    table.title = "How sure the fronts are" + on_device(entry);
    table.caption =
        "Fronts of everything that all runs of an optimiser evaluated (" + seeds_text(study) +
        "), anew in each of " + std::to_string(all.front()->draws) +
        " joint draws of the metrics that were learned from few measurements: hypervolume as evaluated, its "
        "mean over draws and where 90 % of the draws lie (" +
        reference_text(entry.reference) +
        "), and how many architectures are on the front of at least so many draws.";
    table.header = {"optimiser", "as evaluated", "mean", "90 % of draws", "ever", "10 %", "50 %", "90 %"};
    for (const FrontUncertainty* of : all) {
        const Front front = union_front(study, device, of->optimizer);
        table.rows.push_back({{study.optimizers[of->optimizer]},
                              {readable(normalised_hypervolume(front.costs, entry.reference), 4)},
                              {readable(of->hypervolume_mean, 4)},
                              {readable(of->hypervolume_q05, 4) + " to " + readable(of->hypervolume_q95, 4)},
                              {std::to_string(of->membership.size())},
                              {std::to_string(count_from(*of, 0.1))},
                              {std::to_string(count_from(*of, 0.5))},
                              {std::to_string(count_from(*of, 0.9))}});
    }
    return table;
}

/// axes: of the figure of fronts.
Figure membership_figure(const Study& study, std::size_t device, const FrontUncertainty& of,
                         const Figure& axes) {
    const StudyDevice& entry = study.devices[device];
    const Plane plane = study.objectives() == 2 ? plane_of(study) : Plane{1, 0};
    const std::size_t k = study.metrics.size();
    Figure figure;
    figure.name = "membership-" + slug(entry.name);
    figure.title = "Probably on the front" + on_device(entry);
    figure.x = axes.x;
    figure.y = axes.y;
    bool thinned = false;
    double below = 2;
    for (std::size_t number = 0; number < classes.size(); ++number) {
        Layer layer{.mark = Mark::points, .name = classes[number].name, .style = number};
        std::vector<std::size_t> members;
        for (std::size_t r = 0; r < of.membership.size(); ++r) {
            if (of.membership[r] >= classes[number].from && of.membership[r] < below) members.push_back(r);
        }
        below = classes[number].from;
        thinned = thinned || members.size() > most_points;
        for (const std::size_t place : spread(members.size(), most_points)) {
            const std::size_t r = members[place];
            layer.x.push_back(of.metrics[r * k + plane.x]);
            layer.y.push_back(of.metrics[r * k + plane.y]);
            layer.label.push_back(study.space->to_string(of.architectures[r]));
        }
        figure.layers.push_back(std::move(layer));
    }
    figure.caption =
        "Architectures that " + study.optimizers[of.optimizer] + " evaluated" + on_device(entry) +
        ", by the share of " + std::to_string(of.draws) +
        " joint draws of what few measurements leave open in which they are on the front; at their most "
        "probable values. Rarer ones are left out; all are in the folder fronts.";
    if (thinned) figure.caption += " Of each class " + std::to_string(most_points) + " are shown.";
    return figure;
}

}  // namespace

void append_uncertainty(ReportSection& section, const Study& study, const Analysis& analysis,
                        std::size_t device) {
    std::vector<const FrontUncertainty*> all;
    for (const FrontUncertainty& of : study.uncertainties) {
        if (of.device == device && !of.membership.empty()) all.push_back(&of);
    }
    if (all.empty()) return;
    section.tables.push_back(uncertainty_table(study, device, all));
    const auto& performances = analysis.comparison.devices[device].performances;
    const FrontUncertainty& best = **std::ranges::max_element(
        all, {}, [&](const FrontUncertainty* of) { return performances[of->optimizer].mean; });
    const auto fronts = std::ranges::find_if(
        section.figures, [](const Figure& figure) { return figure.name.starts_with("fronts-"); });
    if (fronts != section.figures.end())
        section.figures.push_back(membership_figure(study, device, best, Figure(*fronts)));
}

}  // namespace archfront
