// Fronts as layers of figures: which objective goes where, stairs between points, and no more of them than are legible.
#pragma once

#include <cstddef>
#include <vector>

#include "results/report/figure.hpp"
#include "results/study.hpp"

namespace archfront {

/// Which objective is drawn to the right and which upwards: costs to the right, qualities upwards.
struct Plane {
    std::size_t x = 1;
    std::size_t y = 0;
};

/// Of the first two objectives.
Plane plane_of(const Study& study);

/// A minimised cost as the metric has it.
double own_unit(const StudyMetric& metric, double cost);

/// The costs of a front, row-major, shape (n, m).
std::vector<double> costs_of(const Front& front);

/// `count` of n indices, evenly spaced, with both ends.
std::vector<std::size_t> spread(std::size_t n, std::size_t count);

/// Points of costs, row-major, shape (n, 2), none dominated, as a staircase from the best x on.
Layer staircase(const Study& study, const std::vector<double>& costs, const Plane& plane);

/// Leaves at most `most` points, evenly spaced. Returns whether any went.
bool thin(Layer& layer, std::size_t most);

}  // namespace archfront
