#include "results/report/front_layers.hpp"

#include <algorithm>
#include <numeric>

namespace archfront {

Plane plane_of(const Study& study) {
    const bool first_is_cost = study.metrics[0].direction == Direction::minimise;
    const bool second_is_cost = study.metrics[1].direction == Direction::minimise;
    return first_is_cost && !second_is_cost ? Plane{0, 1} : Plane{1, 0};
}

double own_unit(const StudyMetric& metric, double cost) {
    return metric.direction == Direction::maximise ? -cost : cost;
}

std::vector<double> costs_of(const Front& front) {
    const auto values = front.costs.view().values();
    return {values.begin(), values.end()};
}

std::vector<std::size_t> spread(std::size_t n, std::size_t count) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < std::min(n, count); ++i)
        indices.push_back(n <= count ? i : i * (n - 1) / (count - 1));
    return indices;
}

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

}  // namespace archfront
