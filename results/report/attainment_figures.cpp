#include "results/report/attainment_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/text.hpp"
#include "results/attainment.hpp"
#include "results/reference.hpp"

namespace archfront {
namespace {

// All devices share what a page may hold, so that it stays small and its figures legible.
constexpr std::size_t most_rectangles = 3'000;
constexpr std::size_t most_attainment_points = 7'000;

/// What is attained with a third cost of at most so much; all of it in two objectives.
struct Slice {
    double third_cost = std::numeric_limits<double>::infinity();
    /// End of a figure's name, and of its title.
    std::string suffix = {};
    std::string title = {};
    /// Behind "attain": where the slice lies.
    std::string where = {};
};

/// The first two costs of the points in the slice. points: row-major, shape (n, m).
std::vector<double> cut(const std::vector<double>& points, std::size_t m, const Slice& slice) {
    if (m == 2) return points;
    std::vector<double> within;
    for (std::size_t at = 0; at < points.size(); at += m) {
        if (points[at + 2] <= slice.third_cost) within.insert(within.end(), {points[at], points[at + 1]});
    }
    return within;
}

/// What each run of an optimiser found within the slice.
RunPoints runs_in(const Study& study, std::size_t device, std::size_t optimizer, const Slice& slice) {
    RunPoints runs = run_fronts(study, device, optimizer);
    for (std::vector<double>& run : runs)
        run = cut(run, study.objectives(), slice);
    return runs;
}

/// Slices at the quartiles of the third cost over the best front; equal ones once.
std::vector<Slice> slices_of(const Study& study, std::size_t device) {
    if (study.objectives() == 2) return {Slice{}};
    const StudyDevice& entry = study.devices[device];
    const std::vector<double> costs =
        costs_of(entry.true_front ? *entry.true_front : union_front(study, device));
    std::vector<double> third;
    for (std::size_t at = 2; at < costs.size(); at += 3)
        third.push_back(costs[at]);
    std::sort(third.begin(), third.end());
    constexpr std::array<const char*, 3> names = {"best quarter", "better half", "best three quarters"};
    const StudyMetric& metric = study.metrics[2];
    std::vector<Slice> slices;
    for (std::size_t quarter = 1; quarter <= names.size(); ++quarter) {
        // A cost of the front itself, so that no rounding loses it.
        const double cost = third[(third.size() - 1) * quarter / 4];
        if (!slices.empty() && cost == slices.back().third_cost) continue;
        const std::string unit = unit_of(metric);
        const std::string bound = metric_words(metric) +
                                  (metric.direction == Direction::maximise ? " at least " : " at most ") +
                                  readable(own_unit(metric, cost), 4) + (unit.empty() ? "" : " " + unit);
        slices.push_back({cost, "-" + std::to_string(25 * quarter), ", " + bound,
                          ", with " + bound + " (the " + names[quarter - 1] + " of the " +
                              (entry.true_front ? "true front)" : "best known front)")});
    }
    return slices;
}

/// The true front within a slice.
std::optional<Layer> true_front_line(const Study& study, std::size_t device, const Plane& plane,
                                     const Slice& slice) {
    const StudyDevice& entry = study.devices[device];
    if (!entry.true_front) return std::nullopt;
    constexpr std::array<std::size_t, 1> first = {1};
    const RunPoints found = {cut(costs_of(*entry.true_front), study.objectives(), slice)};
    Layer line = staircase(study, attainment_surfaces(found, 2, first).front(), plane);
    line.name = "true front";
    line.style = ink_style;
    return line;
}

Figure attainment_figure(const Study& study, std::size_t device, const Plane& plane, const Figure& fronts,
                         const Slice& slice, std::size_t most) {
    const StudyDevice& entry = study.devices[device];
    Figure figure;
    figure.name = "attainment-" + slug(entry.name) + slice.suffix;
    figure.title = "Median attainment" + on_device(entry) + slice.title;
    figure.x = fronts.x;
    figure.y = fronts.y;
    if (auto line = true_front_line(study, device, plane, slice)) figure.layers.push_back(std::move(*line));
    const std::array<std::size_t, 1> level = {study.seeds.size() / 2 + 1};
    bool thinned = false;
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        const auto surfaces = attainment_surfaces(runs_in(study, device, optimizer, slice), 2, level);
        Layer line = staircase(study, surfaces.front(), plane);
        thinned = thin(line, most) || thinned;
        line.name = study.optimizers[optimizer];
        line.style = optimizer;
        figure.layers.push_back(std::move(line));
    }
    figure.caption = "What " + std::to_string(level[0]) + " of the " + seeds_text(study) +
                     " of each optimiser attain" + on_device(entry) + slice.where + ": the " +
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

Figure difference_figure(const Study& study, const Analysis& analysis, std::size_t device, const Plane& plane,
                         const Figure& attainment, const Slice& slice) {
    const StudyDevice& entry = study.devices[device];
    const auto [first, second] = best_two(analysis.comparison.devices[device]);
    Figure figure;
    figure.name = "attainment-difference-" + slug(entry.name);
    figure.title =
        study.optimizers[first] + " and " + study.optimizers[second] + on_device(entry) + slice.title;
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
        attainment_differences(runs_in(study, device, first, slice), runs_in(study, device, second, slice));
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
    if (auto line = true_front_line(study, device, plane, slice)) figure.layers.push_back(std::move(*line));
    figure.caption = "Share of the runs of " + study.optimizers[first] +
                     " that attain a point, less the share of " + study.optimizers[second] +
                     "'s (the best mean hypervolume and the next)" + on_device(entry) + slice.where +
                     ": vermillion where the first attains more, blue where the second does.";
    if (left_out > 0)
        figure.caption += " The smallest and weakest " + with_thousands(left_out) + " regions are left out.";
    return figure;
}

}  // namespace

std::vector<Figure> attainment_figures(const Study& study, const Analysis& analysis, std::size_t device,
                                       const Figure& fronts, const Plane& plane) {
    const std::vector<Slice> slices = slices_of(study, device);
    const std::size_t most = std::max<std::size_t>(
        20, most_attainment_points / slices.size() / study.devices.size() / study.optimizers.size());
    std::vector<Figure> figures;
    for (const Slice& slice : slices)
        figures.push_back(attainment_figure(study, device, plane, fronts, slice, most));
    const std::size_t middle = slices.size() / 2;
    if (study.optimizers.size() > 1 && study.seeds.size() > 1)
        figures.push_back(difference_figure(study, analysis, device, plane, figures[middle], slices[middle]));
    return figures;
}

}  // namespace archfront
