// Random costs, the same in every run, for us (row-major) and for pagmo2 (a vector a point).
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <type_traits>
#include <vector>

#include "engine/costs.hpp"
#include "engine/random.hpp"

namespace archfront::bench {

/// Argument i of a benchmark, which is a size.
inline std::size_t size_argument(const benchmark::State& state, std::size_t i) {
    return static_cast<std::size_t>(state.range(i));
}

/// n points uniform in the unit cube of m dimensions.
inline Costs uniform_points(std::size_t n, std::size_t m, std::uint64_t seed) {
    RandomGenerator random(seed);
    Costs points(m);
    std::vector<double> row(m);
    for (std::size_t i = 0; i < n; ++i) {
        for (double& cost : row)
            cost = random.uniform();
        points.push_back(row, 0);
    }
    return points;
}

/// n points uniform on the simplex sum(costs) = 1, hence mutually non-dominated: gaps between m - 1 sorted
/// uniform numbers.
inline Costs front_points(std::size_t n, std::size_t m, std::uint64_t seed) {
    RandomGenerator random(seed);
    Costs points(m);
    std::vector<double> row(m);
    for (std::size_t i = 0; i < n; ++i) {
        for (double& cost : row)
            cost = random.uniform();
        row.back() = 1;
        std::sort(row.begin(), row.end());
        for (std::size_t j = m - 1; j > 0; --j)
            row[j] -= row[j - 1];
        points.push_back(row, 0);
    }
    return points;
}

/// n points uniform on the part of the unit sphere with positive costs, hence mutually non-dominated: a concave front.
/// Directions are those of points with normal coordinates (Box and Muller 1958, doi:10.1214/aoms/1177706645).
inline Costs spherical_points(std::size_t n, std::size_t m, std::uint64_t seed) {
    RandomGenerator random(seed);
    Costs points(m);
    std::vector<double> row(m);
    for (std::size_t i = 0; i < n; ++i) {
        double squares = 0;
        for (double& cost : row) {
            const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
            cost = std::abs(radius * std::cos(2 * std::numbers::pi * random.uniform()));
            squares += cost * cost;
        }
        for (double& cost : row)
            cost /= std::sqrt(squares);
        points.push_back(row, 0);
    }
    return points;
}

/// The same points as pagmo2 takes them.
inline std::vector<std::vector<double>> vectors_of(const Costs& points) {
    std::vector<std::vector<double>> vectors;
    for (std::size_t i = 0; i < points.size(); ++i)
        vectors.emplace_back(points[i].begin(), points[i].end());
    return vectors;
}

/// Inputs of n points each, taken in turn: the branches of a small input that always comes again would be
/// predicted as they never are in a search.
template <class Input>
class Inputs {
  public:
    /// make(seed) gives an input. As many as hold 100,000 points, four at least.
    template <class Make>
    Inputs(std::size_t n, Make make) {
        const std::size_t count = std::max<std::size_t>(4, 100'000 / n);
        for (std::uint64_t seed = 1; seed <= count; ++seed)
            inputs_.push_back(make(seed));
    }

    const Input& next() { return inputs_[next_++ % inputs_.size()]; }

  private:
    std::vector<Input> inputs_;
    std::size_t next_ = 0;
};

template <class Make>
Inputs(std::size_t, Make) -> Inputs<std::invoke_result_t<Make, std::uint64_t>>;

}  // namespace archfront::bench
