// HW-GPT-Bench's perplexity network for gpt-l (39 tokens, four hidden layers of 128), rows a second: ours with
// each instruction set, Eigen's product as it is compiled here, and plain loops over one row.
#include "objectives/mlp.hpp"

#include <Eigen/Dense>
#include <string>

#include "tools/bench/points.hpp"

namespace archfront::bench {
namespace {

constexpr std::size_t inputs = 368;
constexpr std::size_t hidden = 128;
constexpr std::size_t tokens_per_row = 39;
constexpr std::size_t rows = 256;

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Rows = std::vector<std::uint16_t>;

std::vector<DenseLayer> make_layers() {
    RandomGenerator random(1);
    std::vector<DenseLayer> layers;
    for (const auto& [from, to] :
         {std::pair{inputs, hidden}, std::pair{hidden, hidden}, std::pair{hidden, hidden},
          std::pair{hidden, hidden}, std::pair{hidden, std::size_t{1}}}) {
        layers.push_back({from, to, std::vector<float>(from * to), std::vector<float>(to)});
        for (float& weight : layers.back().weights)
            weight = static_cast<float>(random.uniform() - 0.5) / 8;
    }
    return layers;
}

Rows make_rows(std::uint64_t seed) {
    RandomGenerator random(seed);
    Rows tokens;
    for (std::size_t i = 0; i < rows * tokens_per_row; ++i)
        tokens.push_back(static_cast<std::uint16_t>(random.below(inputs)));
    return tokens;
}

void count_rows(benchmark::State& state) {
    state.counters["rows/s"] =
        benchmark::Counter(static_cast<double>(rows), benchmark::Counter::kIsIterationInvariantRate);
}

void with_archfront(benchmark::State& state, InstructionSet instructions) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < inputs; ++i)
        tokens.push_back({{i, 1.0F}});
    const Mlp mlp(make_layers(), tokens, tokens_per_row, instructions);
    Inputs batches(rows, make_rows);
    std::vector<double> values(rows);
    for (auto _ : state) {
        mlp.evaluate(batches.next(), values);
        benchmark::DoNotOptimize(values.data());
    }
    count_rows(state);
}

void with_eigen(benchmark::State& state) {
    const std::vector<DenseLayer> layers = make_layers();
    Inputs batches(rows, make_rows);
    const auto size = [](std::size_t n) { return static_cast<Eigen::Index>(n); };
    const Matrix columns =
        Eigen::Map<const Matrix>(layers[0].weights.data(), size(hidden), size(inputs)).transpose();
    Matrix x(size(rows), size(hidden));
    Matrix y(size(rows), size(hidden));
    for (auto _ : state) {
        const Rows& tokens = batches.next();
        x.setZero();
        for (std::size_t t = 0; t < tokens.size(); ++t)
            x.row(size(t / tokens_per_row)) += columns.row(tokens[t]);
        x = x.cwiseMax(0.0F);
        for (std::size_t l = 1; l < layers.size(); ++l) {
            const Eigen::Map<const Matrix> weights(layers[l].weights.data(), size(layers[l].outputs),
                                                   size(hidden));
            const Eigen::Map<const Eigen::RowVectorXf> biases(layers[l].biases.data(),
                                                              size(layers[l].outputs));
            y.noalias() = x * weights.transpose();
            y.rowwise() += biases;
            if (l + 1 < layers.size()) x = y.cwiseMax(0.0F);
        }
        benchmark::DoNotOptimize(y.data());
    }
    count_rows(state);
}

void with_loops(benchmark::State& state) {
    const std::vector<DenseLayer> layers = make_layers();
    Inputs batches(rows, make_rows);
    for (auto _ : state) {
        const Rows& tokens = batches.next();
        float sum = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            std::vector<float> x(inputs);
            for (std::size_t t = 0; t < tokens_per_row; ++t)
                x[tokens[r * tokens_per_row + t]] += 1;
            for (const DenseLayer& layer : layers) {
                std::vector<float> y = layer.biases;
                for (std::size_t o = 0; o < layer.outputs; ++o) {
                    for (std::size_t i = 0; i < layer.inputs; ++i)
                        y[o] += layer.weights[o * layer.inputs + i] * x[i];
                    y[o] = std::max(y[o], 0.0F);
                }
                x = y;
            }
            sum += x[0];
        }
        benchmark::DoNotOptimize(sum);
    }
    count_rows(state);
}

const bool registered = [] {
    for (const InstructionSet instructions : supported_instruction_sets()) {
        benchmark::RegisterBenchmark(("mlp/archfront/" + std::string(to_string(instructions))).c_str(),
                                     with_archfront, instructions)
            ->Unit(benchmark::kMicrosecond);
    }
    return true;
}();
BENCHMARK(with_eigen)->Name("mlp/eigen")->Unit(benchmark::kMicrosecond);
BENCHMARK(with_loops)->Name("mlp/loops")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace archfront::bench
