// Rows a second of a forest of 500 trees with six levels on MnasNet's 28 choice indices, in batches of 1 to 4,096:
// ours with each instruction set, the plain walk that defines its bits, and xgboost's own prediction of that forest.
#include <oneapi/tbb/task_arena.h>
#include <xgboost/c_api.h>

#include <cmath>
#include <string>
#include <utility>

#include "engine/parallel.hpp"
#include "engine/space.hpp"
#include "objectives/forest_evaluator.hpp"
#include "objectives/xgboost.hpp"
#include "tools/bench/points.hpp"

namespace archfront::bench {
namespace {

constexpr std::size_t features = 28;
using Rows = std::vector<float>;

/// Choice indices of n random architectures, shape (n, 28).
Rows make_rows(std::size_t n, std::uint64_t seed) {
    const auto space = make_space("mnasnet");
    RandomGenerator random(seed);
    Architecture architecture(space->width());
    Rows rows;
    for (std::size_t r = 0; r < n; ++r) {
        space->sample(random, architecture);
        rows.insert(rows.end(), architecture.begin(), architecture.end());
    }
    return rows;
}

/// Trained on a smooth function of random weights, as accuracy is one; 5,000 rows, as the benchmark has.
const RegressionForest& forest() {
    static const RegressionForest trained = [] {
        const std::size_t n = 5'000;
        const Rows rows = make_rows(n, 0);
        RandomGenerator random(1);
        std::vector<float> weights(features), labels(n);
        for (float& weight : weights)
            weight = static_cast<float>(random.uniform());
        for (std::size_t r = 0; r < n; ++r) {
            float sum = 0;
            for (std::size_t f = 0; f < features; ++f)
                sum += weights[f] * rows[r * features + f];
            labels[r] = 60 + 10 * std::tanh(sum / 10) + static_cast<float>(random.uniform());
        }
        BoostingOptions options;
        options.rounds = 500;
        options.max_depth = 6;
        options.learning_rate = 0.05;
        return train_forest(features, {rows, labels}, {}, options);
    }();
    return trained;
}

/// Batches of n rows, taken in turn from a matrix of 16,384: a search has just written the rows it asks for, hence
/// they lie in a cache, but a row that always comes again would be learnt by the branch predictor.
class Batches {
  public:
    explicit Batches(std::size_t n) : rows_(n), matrix_(make_rows(std::max<std::size_t>(16'384, n), 2)) {}

    std::span<const float> next() {
        if ((next_ + rows_) * features > matrix_.size()) next_ = 0;
        const std::size_t first = std::exchange(next_, next_ + rows_);
        return std::span(matrix_).subspan(first * features, rows_ * features);
    }

  private:
    std::size_t rows_;
    Rows matrix_;
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
    const ForestEvaluator evaluator(forest(), instructions);
    measure(state, [&](std::span<const float> rows, std::span<float> out) { evaluator.predict(rows, out); });
}

void with_plain_walk(benchmark::State& state) {
    measure(state, [](std::span<const float> rows, std::span<float> out) { forest().predict(rows, out); });
}

/// One thread or two, each in turn with a part of 1,024 rows.
void with_threads(benchmark::State& state) {
    const ForestEvaluator evaluator(forest());
    oneapi::tbb::task_arena arena(static_cast<int>(size_argument(state, 1)));
    measure(state, [&](std::span<const float> rows, std::span<float> out) {
        arena.execute([&] {
            parallel_for(out.size(), 1'024, [&](std::size_t begin, std::size_t end) {
                evaluator.predict(rows.subspan(begin * features, (end - begin) * features),
                                  out.subspan(begin, end - begin));
            });
        });
    });
}

void build(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(ForestEvaluator(forest()));
}

void check(int status) {
    ARCHFRONT_ASSERT(status == 0, XGBGetLastError());
}

class Booster {
  public:
    Booster() {
        const std::string model = to_xgboost_model(forest());
        check(XGBoosterCreate(nullptr, 0, &handle_));
        check(XGBoosterLoadModelFromBuffer(handle_, model.data(), model.size()));
        check(XGBoosterSetParam(handle_, "nthread", "1"));
    }
    ~Booster() { XGBoosterFree(handle_); }
    Booster(const Booster&) = delete;
    Booster& operator=(const Booster&) = delete;

    /// From a matrix made for these rows, or from the rows as they lie.
    const float* predict(std::span<const float> rows) {
        DMatrixHandle matrix = nullptr;
        check(XGDMatrixCreateFromMat(rows.data(), rows.size() / features, features, NAN, &matrix));
        const float* values = nullptr;
        bst_ulong count = 0;
        check(XGBoosterPredict(handle_, matrix, 0, 0, 0, &count, &values));
        XGDMatrixFree(matrix);
        return values;
    }

    const float* predict_in_place(std::span<const float> rows) {
        const std::string array =
            R"({"data": [)" + std::to_string(reinterpret_cast<std::uintptr_t>(rows.data())) +
            R"(, true], "typestr": "<f4", "version": 3, "shape": [)" +
            std::to_string(rows.size() / features) + ", " + std::to_string(features) + "]}";
        const bst_ulong* shape = nullptr;
        bst_ulong dimensions = 0;
        const float* values = nullptr;
        check(XGBoosterPredictFromDense(handle_, array.c_str(),
                                        R"({"type": 0, "iteration_begin": 0, "iteration_end": 0,
                                            "missing": NaN, "strict_shape": false, "cache_id": 0})",
                                        nullptr, &shape, &dimensions, &values));
        return values;
    }

  private:
    BoosterHandle handle_ = nullptr;
};

template <const float* (Booster::*predict)(std::span<const float>)>
void with_xgboost(benchmark::State& state) {
    Booster booster;
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
