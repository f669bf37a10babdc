#include "optimizers/scalarisation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace archfront {
namespace {

/// binomial(h + m - 1, m - 1), the size of a lattice; stops counting beyond `limit`.
std::size_t lattice_size(std::size_t m, std::size_t h, std::size_t limit) {
    std::size_t size = 1;
    for (std::size_t j = 1; j < m && size <= limit; ++j)
        size = size * (h + j) / j;
    return size;
}

/// Appends all rows that begin with `row` up to variable j and have `left` of h steps to give away.
void append_lattice(std::vector<double>& rows, std::vector<double>& row, std::size_t j, std::size_t left,
                    std::size_t h) {
    const auto share = [&](std::size_t steps) { return static_cast<double>(steps) / static_cast<double>(h); };
    if (j + 1 == row.size()) {
        row[j] = share(left);
        rows.insert(rows.end(), row.begin(), row.end());
        return;
    }
    for (std::size_t steps = 0; steps <= left; ++steps) {
        row[j] = share(steps);
        append_lattice(rows, row, j + 1, left - steps, h);
    }
}

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
    static const std::vector<std::string> names = {"tchebycheff", "weighted-sum", "pbi"};
    return names;
}

double scalarise(Scalarisation kind, std::span<const double> weights, std::span<const double> f,
                 double penalty) {
    if (kind == Scalarisation::pbi) return penalty_boundary_intersection(weights, f, penalty);
    double sum = 0;
    double largest = 0;
    for (std::size_t j = 0; j < f.size(); ++j) {
        sum += weights[j] * f[j];
        largest = std::max(largest, std::max(weights[j], 1e-6) * f[j]);
    }
    return kind == Scalarisation::weighted_sum ? sum : largest;
}

std::vector<double> simplex_lattice(std::size_t m, std::size_t most) {
    std::size_t h = 1;
    while (m > 1 && lattice_size(m, h + 1, most) <= most)
        ++h;
    std::vector<double> rows;
    std::vector<double> row(m);
    append_lattice(rows, row, 0, h, h);
    return rows;
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
