// Exact hypervolume of mutually non-dominated points against pagmo2's choice of algorithm for the dimension.
#include "engine/hypervolume.hpp"

#include <pagmo/utils/hypervolume.hpp>

#include "tools/bench/points.hpp"

namespace archfront::bench {
namespace {

void with_archfront(benchmark::State& state) {
    const std::size_t m = size_argument(state, 0);
    const std::size_t n = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) { return front_points(n, m, seed); });
    const std::vector<double> reference(m, 1.1);
    for (auto _ : state)
        benchmark::DoNotOptimize(hypervolume(inputs.next().view().values(), reference));
}

void with_pagmo(benchmark::State& state) {
    const std::size_t m = size_argument(state, 0);
    const std::size_t n = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) {
        return pagmo::hypervolume(vectors_of(front_points(n, m, seed)), false);
    });
    const std::vector<double> reference(m, 1.1);
    for (auto _ : state)
        benchmark::DoNotOptimize(inputs.next().compute(reference));
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"m", "n"})->Unit(benchmark::kMicrosecond);
    for (const int m : {2, 3, 4})
        benchmark->Args({m, 100})->Args({m, 1'000});
    benchmark->Args({5, 100})->Args({5, 300})->Args({6, 50})->Args({6, 100});
}

BENCHMARK(with_archfront)->Name("hypervolume/archfront")->Apply(sizes);
BENCHMARK(with_pagmo)->Name("hypervolume/pagmo")->Apply(sizes);

}  // namespace
}  // namespace archfront::bench
