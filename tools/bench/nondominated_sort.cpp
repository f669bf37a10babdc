// Non-dominated sorting of uniform points against pagmo2's, whose cost grows with n^2 whatever the points.
#include "engine/nondominated_sort.hpp"

#include <pagmo/utils/multi_objective.hpp>

#include "tools/bench/points.hpp"

namespace archfront::bench {
namespace {

void with_archfront(benchmark::State& state) {
    const std::size_t n = size_argument(state, 0);
    const std::size_t m = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) { return uniform_points(n, m, seed); });
    NondominatedSort sort;
    for (auto _ : state) {
        sort.sort(inputs.next());
        benchmark::DoNotOptimize(sort.ranks().data());
    }
}

void with_pagmo(benchmark::State& state) {
    const std::size_t n = size_argument(state, 0);
    const std::size_t m = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) { return vectors_of(uniform_points(n, m, seed)); });
    for (auto _ : state)
        benchmark::DoNotOptimize(pagmo::fast_non_dominated_sorting(inputs.next()));
}

BENCHMARK(with_archfront)
    ->Name("nondominated_sort/archfront")
    ->ArgNames({"n", "m"})
    ->ArgsProduct({{100, 1'000, 10'000, 100'000}, {2, 3, 4, 5}})
    ->Unit(benchmark::kMicrosecond);
// At 100,000 points it takes minutes and tens of gigabytes.
BENCHMARK(with_pagmo)
    ->Name("nondominated_sort/pagmo")
    ->ArgNames({"n", "m"})
    ->ArgsProduct({{100, 1'000, 10'000}, {2, 3, 4, 5}})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace archfront::bench
