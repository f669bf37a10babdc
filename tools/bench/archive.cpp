// Keeping the front of everything seen. pagmo2 has no archive: its peer takes the front of the points again,
// once at the end, or after every hundred of the front so far and the newcomers.
#include "engine/archive.hpp"

#include <pagmo/utils/multi_objective.hpp>

#include "tools/bench/points.hpp"

namespace archfront::bench {
namespace {

using Points = Costs (*)(std::size_t n, std::size_t m, std::uint64_t seed);
using Vectors = std::vector<std::vector<double>>;

void count(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void with_archfront(benchmark::State& state, Points make_points) {
    const std::size_t n = size_argument(state, 0);
    const std::size_t m = size_argument(state, 1);
    Inputs inputs(n, [&](std::uint64_t seed) { return make_points(n, m, seed); });
    for (auto _ : state) {
        const Costs& points = inputs.next();
        Archive archive(m);
        for (std::size_t i = 0; i < points.size(); ++i)
            archive.insert(i, points[i]);
        benchmark::DoNotOptimize(archive.ids().data());
    }
    count(state);
}

void with_pagmo_once(benchmark::State& state, Points make_points) {
    const std::size_t n = size_argument(state, 0);
    Inputs inputs(n, [&](std::uint64_t seed) { return vectors_of(make_points(n, 2, seed)); });
    for (auto _ : state)
        benchmark::DoNotOptimize(pagmo::non_dominated_front_2d(inputs.next()));
    count(state);
}

/// REQUIRES: n is a multiple of 100.
void with_pagmo_each_hundred(benchmark::State& state, Points make_points) {
    const std::size_t n = size_argument(state, 0);
    Inputs inputs(n, [&](std::uint64_t seed) { return vectors_of(make_points(n, 2, seed)); });
    for (auto _ : state) {
        Vectors front;
        const Vectors& points = inputs.next();
        for (auto newcomers = points.begin(); newcomers != points.end(); newcomers += 100) {
            front.insert(front.end(), newcomers, newcomers + 100);
            Vectors kept;
            for (const auto index : pagmo::non_dominated_front_2d(front))
                kept.push_back(std::move(front[index]));
            front = std::move(kept);
        }
        benchmark::DoNotOptimize(front.data());
    }
    count(state);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgName("n")->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond);
}

void sizes_and_dimensions(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"n", "m"})->ArgsProduct({{1'000, 10'000}, {2, 3}})->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(with_archfront, uniform, uniform_points)
    ->Name("archive/archfront/uniform")
    ->Apply(sizes_and_dimensions);
BENCHMARK_CAPTURE(with_archfront, front, front_points)
    ->Name("archive/archfront/front")
    ->Apply(sizes_and_dimensions);
BENCHMARK_CAPTURE(with_pagmo_once, uniform, uniform_points)->Name("archive/pagmo_once/uniform")->Apply(sizes);
BENCHMARK_CAPTURE(with_pagmo_once, front, front_points)->Name("archive/pagmo_once/front")->Apply(sizes);
BENCHMARK_CAPTURE(with_pagmo_each_hundred, uniform, uniform_points)
    ->Name("archive/pagmo_each_hundred/uniform")
    ->Apply(sizes);
BENCHMARK_CAPTURE(with_pagmo_each_hundred, front, front_points)
    ->Name("archive/pagmo_each_hundred/front")
    ->Apply(sizes);

}  // namespace
}  // namespace archfront::bench
