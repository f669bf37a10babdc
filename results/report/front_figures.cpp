#include "results/report/front_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/reference.hpp"
#include "results/report/attainment_figures.hpp"
#include "results/report/front_layers.hpp"

namespace archfront {
namespace {

// All devices share what a page may hold, so that it stays small and its figures legible.
constexpr std::size_t most_front_bytes = 800'000;

std::size_t points_of_a_front(const Study& study) {
    const std::size_t figures = study.objectives() == 3 ? 3 : 1;
    const std::size_t fronts = figures * study.devices.size() * (study.optimizers.size() + 1);
    std::size_t spelling = 0;
    for (const StudyCell& cell : study.cells) {
        if (!cell.architectures.empty())
            spelling = std::max(spelling, study.space->to_string(cell.architectures[0]).size());
    }
    constexpr std::size_t coordinates = 80;
    return std::clamp<std::size_t>(most_front_bytes / fronts / (spelling + coordinates), 12, 150);
}

Axis metric_axis(const StudyMetric& metric) {
    return {.label = metric_label(metric)};
}

/// A logarithmic axis for what spans more than a decade and a half.
void choose_scale(Figure& figure, bool horizontal) {
    Axis& axis = horizontal ? figure.x : figure.y;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Layer& layer : figure.layers) {
        for (const double value : horizontal ? layer.x : layer.y) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    axis.logarithmic = low > 0 && high > 30 * low;
}

/// Bad ends of fronts that lie far from the rest would squeeze the rest into a corner: y ends at Tukey's outer fence,
/// three times the distance of the quartiles beyond them, and x where the points within that y end. Returns how many
/// points that leaves out. Source: Tukey 1977, Exploratory Data Analysis, section 2D.
std::size_t choose_window(Figure& figure, Direction upwards) {
    std::vector<double> values;
    for (const Layer& layer : figure.layers) {
        if (layer.mark == Mark::points) values.insert(values.end(), layer.y.begin(), layer.y.end());
    }
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const double low = quantile_of_sorted(values, 0.25);
    const double high = quantile_of_sorted(values, 0.75);
    const bool maximised = upwards == Direction::maximise;
    const double end = maximised ? low - 3 * (high - low) : high + 3 * (high - low);
    const auto outside = [&](double y) { return maximised ? y < end : y > end; };
    if (!(maximised ? end > values.front() : end < values.back())) return 0;
    Figure inside;
    std::size_t left_out = 0;
    for (const Layer& layer : figure.layers) {
        if (layer.mark != Mark::points) continue;
        Layer& kept = inside.layers.emplace_back();
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            if (outside(layer.y[i])) {
                ++left_out;
            } else {
                kept.x.push_back(layer.x[i]);
                kept.y.push_back(layer.y[i]);
            }
        }
    }
    choose_scale(inside, true);
    figure.x.logarithmic = inside.x.logarithmic;
    const Range x = axis_range(inside, true);
    const Range y = axis_range(inside, false);
    figure.x.low = x.low;
    figure.x.high = x.high;
    figure.y.low = y.low;
    figure.y.high = y.high;
    return left_out;
}

/// At most `most` architectures of a front as points of two of its metrics.
Layer front_points(const Study& study, const Front& front, const Plane& plane, std::size_t most) {
    const std::size_t k = study.metrics.size();
    Layer layer{.mark = Mark::points, .name = {}, .x = {}, .y = {}};
    for (const std::size_t row : spread(front.architectures.size(), most)) {
        layer.x.push_back(front.metrics[row * k + plane.x]);
        layer.y.push_back(front.metrics[row * k + plane.y]);
        layer.label.push_back(study.space->to_string(front.architectures[row]));
    }
    return layer;
}

Figure fronts_figure(const Study& study, std::size_t device, const Plane& plane, const std::string& suffix) {
    const StudyDevice& entry = study.devices[device];
    const bool stairs = study.objectives() == 2;
    const std::size_t most = points_of_a_front(study);
    Figure figure;
    figure.name = "fronts-" + slug(entry.name) + suffix;
    figure.title = "Pareto fronts" + on_device(entry);
    figure.x = metric_axis(study.metrics[plane.x]);
    figure.y = metric_axis(study.metrics[plane.y]);
    bool capped = false;
    const auto add = [&](const Front& front, const std::string& name, std::size_t style) {
        capped = capped || front.architectures.size() > most;
        Layer points = front_points(study, front, plane, most);
        points.name = name;
        points.style = style;
        if (stairs) {
            Layer line = staircase(study, costs_of(front), plane);
            line.name = name;
            line.style = style;
            thin(line, most);
            figure.layers.push_back(std::move(line));
        }
        figure.layers.push_back(std::move(points));
    };
    if (entry.true_front) add(*entry.true_front, "true front", ink_style);
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer)
        add(union_front(study, device, optimizer), study.optimizers[optimizer], optimizer);
    choose_scale(figure, true);
    const std::size_t left_out = stairs ? choose_window(figure, study.metrics[plane.y].direction) : 0;
    figure.caption = "What all runs of each optimiser together (" + seeds_text(study) +
                     ") found non-dominated" + on_device(entry) +
                     (entry.true_front ? ", and the true front of the whole space." : ".");
    if (!stairs) figure.caption += " Two of " + std::to_string(study.objectives()) + " objectives are shown.";
    if (left_out > 0)
        figure.caption +=
            " Not shown, because far off: " + std::to_string(left_out) + " points at the bad end.";
    if (capped) {
        figure.caption += " Of larger fronts " + std::to_string(most) +
                          " evenly spaced points are shown; all are in the folder fronts.";
    }
    return figure;
}

Figure parallel_figure(const Study& study, std::size_t device) {
    const StudyDevice& entry = study.devices[device];
    const std::size_t m = study.objectives();
    const std::size_t most = std::min<std::size_t>(40, points_of_a_front(study));
    Figure figure;
    figure.name = "parallel-" + slug(entry.name);
    figure.title = "Fronts" + on_device(entry) + " in parallel coordinates";
    figure.y = {.label = "normalised cost"};
    for (std::size_t j = 0; j < m; ++j)
        figure.x.categories.push_back(metric_label(study.metrics[j]));
    bool capped = false;
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        const Front front = union_front(study, device, optimizer);
        const std::vector<double> costs = normalise(costs_of(front), entry.reference);
        capped = capped || front.architectures.size() > most;
        Layer line{
            .mark = Mark::line, .name = study.optimizers[optimizer], .style = optimizer, .x = {}, .y = {}};
        for (const std::size_t row : spread(front.architectures.size(), most)) {
            const std::string architecture = study.space->to_string(front.architectures[row]);
            for (std::size_t j = 0; j < m; ++j) {
                line.x.push_back(static_cast<double>(j));
                line.y.push_back(costs[row * m + j]);
                line.label.push_back(j == 0 ? architecture : "");
            }
            line.x.push_back(std::numeric_limits<double>::quiet_NaN());
            line.y.push_back(std::numeric_limits<double>::quiet_NaN());
            line.label.emplace_back();
        }
        figure.layers.push_back(std::move(line));
    }
    figure.caption = "What all runs of each optimiser together (" + seeds_text(study) +
                     ") found non-dominated" + on_device(entry) +
                     "; every line is an architecture, 0 is the ideal and 1 the nadir of the bounds.";
    if (capped) {
        figure.caption += " Of larger fronts " + std::to_string(most) +
                          " architectures are shown; all are in the folder fronts.";
    }
    return figure;
}

}  // namespace

std::vector<Figure> front_figures(const Study& study, const Analysis& analysis, std::size_t device) {
    std::vector<Figure> figures;
    const std::size_t m = study.objectives();
    if (m == 2) {
        figures.push_back(fronts_figure(study, device, plane_of(study), ""));
    } else if (m == 3) {
        for (const Plane& plane : {Plane{1, 0}, Plane{2, 0}, Plane{2, 1}}) {
            const std::string suffix = "-" + std::to_string(plane.y + 1) + "-" + std::to_string(plane.x + 1);
            figures.push_back(fronts_figure(study, device, plane, suffix));
        }
    } else if (m > 3) {
        figures.push_back(parallel_figure(study, device));
    }
    if (m == 2 || m == 3) {
        const Plane plane = m == 2 ? plane_of(study) : Plane{1, 0};
        for (Figure& figure : attainment_figures(study, analysis, device, figures.front(), plane))
            figures.push_back(std::move(figure));
    }
    return figures;
}

}  // namespace archfront
