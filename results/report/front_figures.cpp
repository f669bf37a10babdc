#include "results/report/front_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/text.hpp"
#include "results/attainment.hpp"
#include "results/reference.hpp"
#include "results/report/study_report.hpp"

namespace archfront {
namespace {

// All devices share what a page may hold, so that it stays small and its figures legible.
constexpr std::size_t most_front_bytes = 800'000;
constexpr std::size_t most_rectangles = 4'000;
constexpr std::size_t most_attainment_points = 7'000;

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

/// `count` of n indices, evenly spaced, with both ends.
std::vector<std::size_t> spread(std::size_t n, std::size_t count) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < std::min(n, count); ++i)
        indices.push_back(n <= count ? i : i * (n - 1) / (count - 1));
    return indices;
}

Axis metric_axis(const StudyMetric& metric) {
    return {.label = metric_label(metric)};
}

double own_unit(const StudyMetric& metric, double cost) {
    return metric.direction == Direction::maximise ? -cost : cost;
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

/// Which objective is drawn to the right and which upwards: costs to the right, qualities upwards.
struct Plane {
    std::size_t x = 1;
    std::size_t y = 0;
};

Plane plane_of(const Study& study) {
    const bool first_is_cost = study.metrics[0].direction == Direction::minimise;
    const bool second_is_cost = study.metrics[1].direction == Direction::minimise;
    return first_is_cost && !second_is_cost ? Plane{0, 1} : Plane{1, 0};
}

/// Points of costs, row-major, shape (n, 2), as a staircase from the best x on.
Layer staircase(const Study& study, const std::vector<double>& costs, const Plane& plane) {
    std::vector<std::size_t> order(costs.size() / 2);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return costs[2 * a + plane.x] < costs[2 * b + plane.x]; });
    Layer layer{.mark = Mark::step, .name = {}, .x = {}, .y = {}};
    for (const std::size_t i : order) {
        layer.x.push_back(own_unit(study.metrics[plane.x], costs[2 * i + plane.x]));
        layer.y.push_back(own_unit(study.metrics[plane.y], costs[2 * i + plane.y]));
    }
    return layer;
}

/// Leaves at most `most` points, evenly spaced. Returns whether any went.
bool thin(Layer& layer, std::size_t most) {
    const std::vector<std::size_t> kept = spread(layer.x.size(), most);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        layer.x[i] = layer.x[kept[i]];
        layer.y[i] = layer.y[kept[i]];
    }
    const bool thinned = kept.size() < layer.x.size();
    layer.x.resize(kept.size());
    layer.y.resize(kept.size());
    return thinned;
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

std::vector<double> costs_of(const Front& front) {
    const auto values = front.costs.view().values();
    return {values.begin(), values.end()};
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

Figure attainment_figure(const Study& study, std::size_t device, const Plane& plane, const Figure& fronts) {
    const StudyDevice& entry = study.devices[device];
    Figure figure;
    figure.name = "attainment-" + slug(entry.name);
    figure.title = "Median attainment" + on_device(entry);
    figure.x = fronts.x;
    figure.y = fronts.y;
    if (entry.true_front) {
        Layer line = staircase(study, costs_of(*entry.true_front), plane);
        line.name = "true front";
        line.style = ink_style;
        figure.layers.push_back(std::move(line));
    }
    const std::size_t level = study.seeds.size() / 2;
    const std::size_t most =
        std::max<std::size_t>(20, most_attainment_points / study.devices.size() / study.optimizers.size());
    bool thinned = false;
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        const auto surfaces = attainment_surfaces(run_fronts(study, device, optimizer), 2);
        Layer line = staircase(study, surfaces.at(level), plane);
        thinned = thin(line, most) || thinned;
        line.name = study.optimizers[optimizer];
        line.style = optimizer;
        figure.layers.push_back(std::move(line));
    }
    figure.caption = "What " + std::to_string(level + 1) + " of the " + seeds_text(study) +
                     " of each optimiser attain" + on_device(entry) + ": the " +
                     (study.seeds.size() % 2 == 1 ? "median" : "upper median") + " attainment surface.";
    if (thinned)
        figure.caption += " Every surface is drawn through " + std::to_string(most) + " of its points.";
    return figure;
}

/// The best mean and the next, as places among the optimisers.
std::pair<std::size_t, std::size_t> best_two(const DeviceComparison& comparison) {
    std::vector<std::size_t> order(comparison.performances.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return comparison.performances[a].mean > comparison.performances[b].mean;
    });
    return {order[0], order[1]};
}

/// Drops cells that cannot be seen, and of the others those with the least area times value beyond `most`. Returns
/// how many of the others that are.
std::size_t keep_most_visible(Layer& cells, std::size_t most) {
    std::vector<std::size_t> order;
    const auto weight = [&](std::size_t i) {
        return std::abs((cells.x2[i] - cells.x[i]) * (cells.y2[i] - cells.y[i]) * cells.value[i]);
    };
    for (std::size_t i = 0; i < cells.x.size(); ++i) {
        if (weight(i) > 0) order.push_back(i);
    }
    const std::size_t visible = order.size();
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
    order.resize(std::min(order.size(), most));
    std::sort(order.begin(), order.end());
    for (auto* values : {&cells.x, &cells.y, &cells.x2, &cells.y2, &cells.value}) {
        std::vector<double> kept;
        for (const std::size_t i : order)
            kept.push_back((*values)[i]);
        *values = std::move(kept);
    }
    return visible - order.size();
}

Figure attainment_difference_figure(const Study& study, const Analysis& analysis, std::size_t device,
                                    const Plane& plane, const Figure& attainment) {
    const StudyDevice& entry = study.devices[device];
    const auto [first, second] = best_two(analysis.comparison.devices[device]);
    Figure figure;
    figure.name = "attainment-difference-" + slug(entry.name);
    figure.title = study.optimizers[first] + " and " + study.optimizers[second] + "" + on_device(entry);
    figure.x = attainment.x;
    figure.y = attainment.y;
    const Range x_range = axis_range(attainment, true);
    const Range y_range = axis_range(attainment, false);
    figure.x.low = x_range.low;
    figure.x.high = x_range.high;
    figure.y.low = y_range.low;
    figure.y.high = y_range.high;
    figure.colours = {.label = "difference", .low = -1, .high = 1, .diverging = true};
    const auto rectangles =
        attainment_differences(run_fronts(study, device, first), run_fronts(study, device, second));
    const auto place = [&](std::size_t j, double cost, const Range& range) {
        return std::clamp(own_unit(study.metrics[j], cost), range.low, range.high);
    };
    Layer cells{.mark = Mark::cells};
    for (const AttainmentRectangle& rectangle : rectangles) {
        cells.x.push_back(place(plane.x, rectangle.low[plane.x], x_range));
        cells.x2.push_back(place(plane.x, rectangle.high[plane.x], x_range));
        cells.y.push_back(place(plane.y, rectangle.low[plane.y], y_range));
        cells.y2.push_back(place(plane.y, rectangle.high[plane.y], y_range));
        cells.value.push_back(rectangle.difference);
    }
    const std::size_t left_out = keep_most_visible(cells, most_rectangles / study.devices.size());
    figure.layers.push_back(std::move(cells));
    if (entry.true_front) {
        Layer line = staircase(study, costs_of(*entry.true_front), plane);
        line.name = "true front";
        line.style = ink_style;
        figure.layers.push_back(std::move(line));
    }
    figure.caption = "Share of the runs of " + study.optimizers[first] +
                     " that attain a point, less the share of " + study.optimizers[second] +
                     "'s (the best mean hypervolume and the next)" + on_device(entry) +
                     ": vermillion where the first attains more, blue where the second does.";
    if (left_out > 0)
        figure.caption += " The smallest and weakest " + with_thousands(left_out) + " regions are left out.";
    return figure;
}

}  // namespace

std::vector<Figure> front_figures(const Study& study, const Analysis& analysis, std::size_t device) {
    std::vector<Figure> figures;
    const std::size_t m = study.objectives();
    if (m == 2) {
        const Plane plane = plane_of(study);
        figures.push_back(fronts_figure(study, device, plane, ""));
        figures.push_back(attainment_figure(study, device, plane, figures.back()));
        if (study.optimizers.size() > 1 && study.seeds.size() > 1)
            figures.push_back(attainment_difference_figure(study, analysis, device, plane, figures.back()));
    } else if (m == 3) {
        for (const Plane& plane : {Plane{1, 0}, Plane{2, 0}, Plane{2, 1}}) {
            const std::string suffix = "-" + std::to_string(plane.y + 1) + "-" + std::to_string(plane.x + 1);
            figures.push_back(fronts_figure(study, device, plane, suffix));
        }
    } else if (m > 3) {
        figures.push_back(parallel_figure(study, device));
    }
    return figures;
}

}  // namespace archfront
