// Figures over all devices: what is missing to the best hypervolume, ranks, targets.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/text.hpp"
#include "results/report/evaluation_grid.hpp"
#include "results/report/study_report.hpp"
#include "results/targets.hpp"

namespace archfront {
namespace {

Figure missing_map(const Study& study, const Analysis& analysis) {
    Figure figure;
    figure.name = "missing";
    figure.title = "Hypervolume missing at the end";
    figure.caption =
        "Hypervolume that the runs of an optimiser still miss at their end, in % of the best front's: mean "
        "of " +
        seeds_text(study) + ". Pale is good.";
    figure.x.categories = study.optimizers;
    for (const StudyDevice& device : study.devices)
        figure.y.categories.push_back(device.name);
    Layer cells{.mark = Mark::cells, .x = {}, .y = {}};
    double most = 0;
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            const double mean = analysis.comparison.devices[device].performances[optimizer].mean;
            const double missing = std::isnan(mean) ? mean : std::max(0.0, 100 * (1 - mean));
            const auto x = static_cast<double>(optimizer);
            const auto y = static_cast<double>(device);
            cells.x.push_back(x - 0.5);
            cells.x2.push_back(x + 0.5);
            cells.y.push_back(y - 0.5);
            cells.y2.push_back(y + 0.5);
            cells.value.push_back(missing);
            cells.label.push_back(study.optimizers[optimizer] + " on " + study.devices[device].name);
            if (std::isfinite(missing)) most = std::max(most, missing);
        }
    }
    figure.colours = {.label = "missing (%)", .low = 0, .high = most > 0 ? most : 1};
    figure.layers.push_back(std::move(cells));
    return figure;
}

/// Demsar's diagram, drawn from lines and texts: optimisers hang from their mean ranks, the better half to the
/// left, and bars join those that the test does not tell apart.
class RankDiagram {
  public:
    RankDiagram(const Study& study, const Comparison& comparison)
        : study_(study),
          across_(comparison.across),
          block_(comparison.block),
          ranks_(across_.friedman->mean_ranks),
          k_(ranks_.size()) {}

    Figure draw() {
        figure_.name = "ranks";
        figure_.title = "Mean ranks over " + block_ + "s";
        const double wide = static_cast<double>(k_) - 1;
        figure_.x = {
            .label = {}, .low = 1 - 0.6 * wide, .high = static_cast<double>(k_) + 0.6 * wide, .hidden = true};
        scale();
        groups();
        names();
        figure_.y = {.label = {}, .low = lowest_ - 0.6, .high = 2.6, .hidden = true};
        figure_.aspect = std::min(0.8, 0.05 * (3.2 - lowest_));
        figure_.caption =
            "Critical-difference diagram: mean ranks of the optimisers' mean hypervolume over " +
            std::to_string(across_.friedman->blocks) + " " + block_ +
            "s (1 is the best). Bars join optimisers whose ranks "
            "differ by less than Nemenyi's critical difference (CD) at level 0.05. Friedman: p = " +
            readable(across_.friedman->p, 2) +
            ", Iman and Davenport: p = " + readable(across_.friedman->f_p, 2) + ".";
        return std::move(figure_);
    }

  private:
    void line(std::vector<double> x, std::vector<double> y) {
        figure_.layers.push_back(
            {.mark = Mark::line, .name = {}, .style = solid_ink_style, .x = std::move(x), .y = std::move(y)});
    }
    void text(double x, double y, const std::string& content, double side) {
        figure_.layers.push_back(
            {.mark = Mark::text, .name = {}, .x = {x}, .y = {y}, .value = {side}, .label = {content}});
    }

    void scale() {
        const auto last = static_cast<double>(k_);
        line({1, last}, {0, 0});
        for (std::size_t rank = 1; rank <= k_; ++rank) {
            const auto x = static_cast<double>(rank);
            line({x, x}, {0, 0.25});
            if (k_ <= 12 || rank % 5 == 0 || rank == 1) text(x, 0.75, std::to_string(rank), 0);
        }
        const double length = across_.critical_difference;
        line({1, 1 + length}, {1.5, 1.5});
        line({1, 1}, {1.35, 1.65});
        line({1 + length, 1 + length}, {1.35, 1.65});
        text(1, 2.15, "CD = " + readable(length, 3), 1);
    }

    void groups() {
        for (const auto& group : across_.groups) {
            lowest_ -= 0.45;
            const double overhang = 0.015 * static_cast<double>(k_);
            for (const double thick : {-0.06, -0.02, 0.02, 0.06}) {
                line({ranks_[group.front()] - overhang, ranks_[group.back()] + overhang},
                     {lowest_ + thick, lowest_ + thick});
            }
        }
        lowest_ -= 0.3;
    }

    void names() {
        std::vector<std::size_t> order(k_);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return ranks_[a] < ranks_[b]; });
        const std::size_t left = (k_ + 1) / 2;
        const double top = lowest_;
        const double margin = 0.06 * (static_cast<double>(k_) - 1);
        for (std::size_t i = 0; i < k_; ++i) {
            const bool to_the_left = i < left;
            const std::size_t level = to_the_left ? i : k_ - 1 - i;
            const double y = top - 0.8 * static_cast<double>(level + 1);
            const double end = to_the_left ? 1 - margin : static_cast<double>(k_) + margin;
            const double rank = ranks_[order[i]];
            line({rank, rank, end}, {0, y, y});
            std::string name = study_.optimizers[order[i]];
            if (name.size() > 13)
                name = name.substr(0, utf8_prefix(std::string_view(name).substr(0, 12))) + "…";
            text(to_the_left ? end - margin / 3 : end + margin / 3, y, name + " (" + readable(rank, 3) + ")",
                 to_the_left ? -1 : 1);
            lowest_ = std::min(lowest_, y);
        }
    }

    const Study& study_;
    const DevicesComparison& across_;
    const std::string& block_;
    const std::vector<double>& ranks_;
    std::size_t k_;
    double lowest_ = -0.1;
    Figure figure_;
};

Figure targets_figure(const Study& study, const Analysis& analysis) {
    Figure figure;
    figure.name = "targets";
    figure.title = "Targets reached";
    figure.x = {.label = "distinct evaluations", .logarithmic = true};
    figure.y = {.label = "(run, target) pairs reached (%)", .low = 0, .high = 100};
    const std::vector<double> targets = coco_targets();
    std::size_t longest = 0;
    for (std::size_t device = 0; device < study.devices.size(); ++device)
        longest = std::max(longest, longest_run(study, device));
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        RunSteps runs;
        for (std::size_t device = 0; device < study.devices.size(); ++device) {
            if (!(study.devices[device].reference.best_hypervolume > 0)) continue;
            for (const auto& run : steps_of(study, analysis.steps, device, optimizer))
                runs.push_back(run);
        }
        if (runs.empty()) continue;
        const std::vector<EcdfPoint> ecdf = target_ecdf(runs, targets);
        Layer line{
            .mark = Mark::line, .name = study.optimizers[optimizer], .style = optimizer, .x = {}, .y = {}};
        for (const std::size_t evaluations : evaluation_grid(longest)) {
            double fraction = 0;
            for (const EcdfPoint& point : ecdf)
                fraction = point.evaluations <= evaluations ? point.fraction : fraction;
            line.x.push_back(static_cast<double>(evaluations));
            line.y.push_back(100 * fraction);
        }
        figure.layers.push_back(std::move(line));
    }
    figure.caption =
        "Share of (run, target) pairs that are reached within so many distinct evaluations (empirical "
        "distribution of "
        "runtimes), over " +
        seeds_text(study) + " on each of " + std::to_string(study.devices.size()) +
        (study.devices.size() == 1 ? " " + analysis.comparison.block
                                   : " " + analysis.comparison.block + "s") +
        " and 50 targets from 20.6 % to 99.999 % of the best front's hypervolume, 1 - 10^-0.1 to 1 - 10^-5.";
    return figure;
}

}  // namespace

std::vector<Figure> overall_figures(const Study& study, const Analysis& analysis) {
    std::vector<Figure> figures;
    const bool measured =
        std::any_of(study.devices.begin(), study.devices.end(),
                    [](const StudyDevice& device) { return device.reference.best_hypervolume > 0; });
    if (!measured) return figures;
    if (study.devices.size() > 1 && study.optimizers.size() > 1)
        figures.push_back(missing_map(study, analysis));
    if (analysis.comparison.across.friedman)
        figures.push_back(RankDiagram(study, analysis.comparison).draw());
    figures.push_back(targets_figure(study, analysis));
    return figures;
}

}  // namespace archfront
