#include "optimizers/scalarisation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace archfront {
namespace {

double penalty_boundary_intersection(std::span<const double> weights, std::span<const double> f,
                                     double penalty) {
    double along = 0;
    double squared_norm = 0;
    for (std::size_t j = 0; j < f.size(); ++j) {
        along += weights[j] * f[j];
        squared_norm += weights[j] * weights[j];
    }
    double squared_distance = 0;
    for (std::size_t j = 0; j < f.size(); ++j) {
        const double off = f[j] - along / squared_norm * weights[j];
        squared_distance += off * off;
    }
    return along / std::sqrt(squared_norm) + penalty * std::sqrt(squared_distance);
}

}  // namespace

const std::vector<std::string>& scalarisation_names() {
    static const std::vector<std::string> names = {"tchebycheff", "weighted-sum", "pbi",
                                                   "augmented-tchebycheff"};
    return names;
}

double scalarise(Scalarisation kind, std::span<const double> weights, std::span<const double> f,
                 double penalty) {
    if (kind == Scalarisation::pbi) return penalty_boundary_intersection(weights, f, penalty);
    const double forgotten = kind == Scalarisation::tchebycheff ? 1e-6 : 0;
    double sum = 0;
    double largest = 0;
    for (std::size_t j = 0; j < f.size(); ++j) {
        sum += weights[j] * f[j];
        largest = std::max(largest, std::max(weights[j], forgotten) * f[j]);
    }
    if (kind == Scalarisation::weighted_sum) return sum;
    constexpr double augmentation = 0.05;
    return kind == Scalarisation::tchebycheff ? largest : largest + augmentation * sum;
}

std::vector<std::size_t> nearest_rows(std::span<const double> rows, std::size_t m, std::size_t count) {
    const std::size_t n = rows.size() / m;
    count = std::min(count, n);
    std::vector<std::size_t> nearest;
    std::vector<double> distances(n);
    std::vector<std::size_t> order(n);
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) {
            distances[b] = 0;
            for (std::size_t j = 0; j < m; ++j) {
                const double gap = rows[a * m + j] - rows[b * m + j];
                distances[b] += gap * gap;
            }
        }
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto end = order.begin() + static_cast<std::ptrdiff_t>(count);
        std::partial_sort(order.begin(), end, order.end(), [&](std::size_t x, std::size_t y) {
            return distances[x] != distances[y] ? distances[x] < distances[y] : x < y;
        });
        nearest.insert(nearest.end(), order.begin(), end);
    }
    return nearest;
}

}  // namespace archfront
