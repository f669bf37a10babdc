// Exact hypervolume of concave spherical fronts against pagmo2's choice of algorithm for the dimension; all
// contributions, and the hypervolume after each of many points.
#include "engine/hypervolume.hpp"

#include <pagmo/utils/hypervolume.hpp>

#include "tools/bench/points.hpp"

namespace archfront::bench {
namespace {

std::vector<double> reference_of(std::size_t m) {
    return std::vector<double>(m, 1.1);
}

void with_archfront(benchmark::State& state) {
    const std::size_t m = size_argument(state, 0);
    const std::size_t n = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) { return spherical_points(n, m, seed); });
    const std::vector<double> reference = reference_of(m);
    for (auto _ : state)
        benchmark::DoNotOptimize(hypervolume(inputs.next().view().values(), reference));
}

void with_pagmo(benchmark::State& state) {
    const std::size_t m = size_argument(state, 0);
    const std::size_t n = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) {
        return pagmo::hypervolume(vectors_of(spherical_points(n, m, seed)), false);
    });
    const std::vector<double> reference = reference_of(m);
    for (auto _ : state)
        benchmark::DoNotOptimize(inputs.next().compute(reference));
}

void contributions_with_archfront(benchmark::State& state) {
    const std::size_t m = size_argument(state, 0);
    const std::size_t n = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) { return spherical_points(n, m, seed); });
    const std::vector<double> reference = reference_of(m);
    for (auto _ : state)
        benchmark::DoNotOptimize(hypervolume_contributions(inputs.next().view().values(), reference));
}

void contributions_with_pagmo(benchmark::State& state) {
    const std::size_t m = size_argument(state, 0);
    const std::size_t n = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) {
        return pagmo::hypervolume(vectors_of(spherical_points(n, m, seed)), false);
    });
    const std::vector<double> reference = reference_of(m);
    for (auto _ : state)
        benchmark::DoNotOptimize(inputs.next().contributions(reference));
}

/// Time of a point, of which `make` gives n.
void growing(benchmark::State& state, Costs (*make)(std::size_t n, std::size_t m, std::uint64_t seed)) {
    const std::size_t m = size_argument(state, 0);
    const std::size_t n = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) { return make(n, m, seed); });
    const std::vector<double> reference = reference_of(m);
    for (auto _ : state) {
        const Costs& points = inputs.next();
        GrowingHypervolume hypervolume(reference);
        for (std::size_t i = 0; i < n; ++i)
            benchmark::DoNotOptimize(hypervolume.add(points[i]));
    }
    state.counters["per_point"] = benchmark::Counter(
        static_cast<double>(n), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"m", "n"})->Unit(benchmark::kMicrosecond);
    for (const int m : {2, 3, 4})
        benchmark->Args({m, 100})->Args({m, 1'000})->Args({m, 10'000});
    for (const int m : {5, 6})
        benchmark->Args({m, 100})->Args({m, 1'000});
}

void small_sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"m", "n"})->Unit(benchmark::kMicrosecond);
    for (const int m : {2, 3, 4})
        benchmark->Args({m, 100})->Args({m, 1'000});
    benchmark->Args({5, 100});
}

void runs(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"m", "n"})->Unit(benchmark::kMicrosecond);
    for (const int m : {2, 3, 4})
        benchmark->Args({m, 10'000});
}

BENCHMARK(with_archfront)->Name("hypervolume/archfront")->Apply(sizes);
BENCHMARK(with_pagmo)->Name("hypervolume/pagmo")->Apply(sizes);
BENCHMARK(contributions_with_archfront)->Name("hypervolume_contributions/archfront")->Apply(small_sizes);
BENCHMARK(contributions_with_pagmo)->Name("hypervolume_contributions/pagmo")->Apply(small_sizes);
BENCHMARK_CAPTURE(growing, uniform, uniform_points)->Name("growing_hypervolume/uniform")->Apply(runs);
BENCHMARK_CAPTURE(growing, front, spherical_points)->Name("growing_hypervolume/front")->Apply(runs);

}  // namespace
}  // namespace archfront::bench
