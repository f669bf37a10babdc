// Rows a second of a forest of 500 trees with six levels on MnasNet's 28 choice indices, in batches of 1 to 4,096:
// ours with each instruction set, the plain walk that defines its bits, and xgboost's own prediction of that forest.
#include <oneapi/tbb/task_arena.h>

#include <string>
#include <utility>

#include "engine/parallel.hpp"
#include "objectives/forest_evaluator.hpp"
#include "tools/bench/mnasnet_forest.hpp"
#include "tools/bench/points.hpp"

namespace archfront::bench {
namespace {

/// Batches of n rows, taken in turn from a matrix of 16,384: a search has just written the rows it asks for, hence
/// they lie in a cache, but a row that always comes again would be learnt by the branch predictor.
class Batches {
  public:
    explicit Batches(std::size_t n)
        : rows_(n), matrix_(random_mnasnet_rows(std::max<std::size_t>(16'384, n), 2)) {}

    std::span<const float> next() {
        if ((next_ + rows_) * mnasnet_features > matrix_.size()) next_ = 0;
        const std::size_t first = std::exchange(next_, next_ + rows_);
        return std::span(matrix_).subspan(first * mnasnet_features, rows_ * mnasnet_features);
    }

  private:
    std::size_t rows_;
    std::vector<float> matrix_;
    std::size_t next_ = 0;
};

void count_rows(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

template <class Predict>
void measure(benchmark::State& state, Predict predict) {
    Batches batches(size_argument(state, 0));
    std::vector<float> predictions(size_argument(state, 0));
    for (auto _ : state) {
        predict(batches.next(), predictions);
        benchmark::DoNotOptimize(predictions.data());
    }
    count_rows(state);
}

void with_archfront(benchmark::State& state, InstructionSet instructions) {
    const ForestEvaluator evaluator(mnasnet_forest(1), instructions);
    measure(state, [&](std::span<const float> rows, std::span<float> out) { evaluator.predict(rows, out); });
}

void with_plain_walk(benchmark::State& state) {
    measure(state,
            [](std::span<const float> rows, std::span<float> out) { mnasnet_forest(1).predict(rows, out); });
}

/// One thread or two, each in turn with a part of 1,024 rows.
void with_threads(benchmark::State& state) {
    const ForestEvaluator evaluator(mnasnet_forest(1));
    oneapi::tbb::task_arena arena(static_cast<int>(size_argument(state, 1)));
    measure(state, [&](std::span<const float> rows, std::span<float> out) {
        arena.execute([&] {
            parallel_for(out.size(), 1'024, [&](std::size_t begin, std::size_t end) {
                evaluator.predict(rows.subspan(begin * mnasnet_features, (end - begin) * mnasnet_features),
                                  out.subspan(begin, end - begin));
            });
        });
    });
}

void build(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(ForestEvaluator(mnasnet_forest(1)));
}

template <const float* (Booster::*predict)(std::span<const float>)>
void with_xgboost(benchmark::State& state) {
    Booster booster(mnasnet_forest(1));
    measure(state, [&](std::span<const float> rows, std::span<float>) {
        benchmark::DoNotOptimize((booster.*predict)(rows));
    });
}

void batches(benchmark::internal::Benchmark* benchmark) {
    for (const int rows : {1, 8, 64, 1'000, 4'096})
        benchmark->Arg(rows);
    benchmark->Unit(benchmark::kMicrosecond);
}

const bool registered = [] {
    for (const InstructionSet instructions : supported_instruction_sets()) {
        const std::string name = "forest/archfront/" + std::string(to_string(instructions));
        batches(benchmark::RegisterBenchmark(name.c_str(), with_archfront, instructions));
    }
    return true;
}();
BENCHMARK(with_xgboost<&Booster::predict>)->Name("forest/xgboost/matrix")->Apply(batches);
BENCHMARK(with_xgboost<&Booster::predict_in_place>)->Name("forest/xgboost/in_place")->Apply(batches);
BENCHMARK(with_plain_walk)->Name("forest/plain_walk")->Apply(batches);
BENCHMARK(with_threads)
    ->Name("forest/threads")
    ->Args({32'768, 1})
    ->Args({32'768, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(build)->Name("forest/build")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace archfront::bench
