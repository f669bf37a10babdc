#include "objectives/mlp.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "engine/random.hpp"

using namespace archfront;

namespace {

float weight(RandomGenerator& random) {
    return static_cast<float>(random.uniform() - 0.5);
}

/// Layers of those sizes, with weights in [-0.5, 0.5).
std::vector<DenseLayer> random_layers(const std::vector<std::size_t>& sizes, std::uint64_t seed) {
    RandomGenerator random(seed);
    std::vector<DenseLayer> layers;
    for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
        layers.push_back({sizes[l], sizes[l + 1], {}, {}});
        for (std::size_t i = 0; i < sizes[l] * sizes[l + 1]; ++i)
            layers.back().weights.push_back(weight(random));
        for (std::size_t i = 0; i < sizes[l + 1]; ++i)
            layers.back().biases.push_back(weight(random));
    }
    return layers;
}

/// One token per input, and one that puts nothing in.
std::vector<Token> one_hot_tokens(std::size_t inputs) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < inputs; ++i)
        tokens.push_back({{i, 1.0F}});
    tokens.emplace_back();
    return tokens;
}

std::vector<std::uint16_t> random_rows(std::size_t rows, std::size_t tokens_per_row, std::size_t tokens) {
    RandomGenerator random(7);
    std::vector<std::uint16_t> numbers;
    for (std::size_t i = 0; i < rows * tokens_per_row; ++i)
        numbers.push_back(static_cast<std::uint16_t>(random.below(tokens)));
    return numbers;
}

std::vector<double> evaluate(const Mlp& mlp, std::span<const std::uint16_t> tokens) {
    std::vector<double> values(tokens.size() / mlp.tokens_per_row());
    mlp.evaluate(tokens, values);
    return values;
}

/// The same in double precision, from the full input vector.
double by_loops(const std::vector<DenseLayer>& layers, const std::vector<Token>& tokens,
                std::span<const std::uint16_t> row) {
    std::vector<double> x(layers[0].inputs);
    for (const std::uint16_t token : row) {
        for (const InputValue& part : tokens[token])
            x[part.input] += static_cast<double>(part.value);
    }
    for (const DenseLayer& layer : layers) {
        std::vector<double> y(layer.biases.begin(), layer.biases.end());
        for (std::size_t o = 0; o < layer.outputs; ++o) {
            for (std::size_t i = 0; i < layer.inputs; ++i)
                y[o] += static_cast<double>(layer.weights[o * layer.inputs + i]) * x[i];
            if (&layer != &layers.back()) y[o] = std::max(y[o], 0.0);
        }
        x = y;
    }
    return x[0];
}

}  // namespace

TEST_CASE("a network of two units is worked out by hand") {
    // Hidden: max(0, 2 a - b + 1) and max(0, a + b - 4); output: 3 h0 - 10 h1 + 0.5.
    const std::vector<DenseLayer> layers = {{2, 2, {2, -1, 1, 1}, {1, -4}}, {2, 1, {3, -10}, {0.5}}};
    const std::vector<Token> tokens = {{{0, 1}}, {{1, 1}}, {}, {{0, 2}, {1, 3}}};
    const Mlp mlp(layers, tokens, 2);
    // (1, 1): h = 2, 0; (0, 0): 1, 0; (3, 3): 4, 2; (0, 2): 0, 0.
    CHECK(evaluate(mlp, std::vector<std::uint16_t>{0, 1, 2, 2, 3, 0, 1, 1}) ==
          std::vector<double>{6.5, 3.5, -7.5, 0.5});
}

TEST_CASE("networks of uneven sizes agree with loops in double precision") {
    for (const std::vector<std::size_t>& sizes :
         {std::vector<std::size_t>{5, 3, 1}, {30, 128, 128, 1}, {128, 400, 400, 400, 1}, {7, 33, 1, 65, 1}}) {
        const std::vector<DenseLayer> layers = random_layers(sizes, 3);
        const std::vector<Token> tokens = one_hot_tokens(sizes[0]);
        const std::vector<std::uint16_t> rows = random_rows(41, 4, tokens.size());
        const std::vector<double> values = evaluate(Mlp(layers, tokens, 4), rows);
        for (std::size_t r = 0; r < values.size(); ++r) {
            CHECK(values[r] ==
                  doctest::Approx(by_loops(layers, tokens, std::span(rows).subspan(r * 4, 4))).epsilon(2e-5));
        }
    }
}

TEST_CASE("a network gives an architecture the same bits in any batch and with any instructions") {
    const std::vector<DenseLayer> layers = random_layers({50, 128, 100, 1}, 4);
    const std::vector<Token> tokens = one_hot_tokens(50);
    const std::vector<std::uint16_t> rows = random_rows(203, 6, tokens.size());
    const std::vector<double> expected = evaluate(Mlp(layers, tokens, 6, InstructionSet::baseline), rows);
    for (const InstructionSet instructions : supported_instruction_sets()) {
        CAPTURE(std::string(to_string(instructions)));
        const Mlp mlp(layers, tokens, 6, instructions);
        CHECK(evaluate(mlp, rows) == expected);
        for (const std::size_t batch : {1, 7, 64}) {
            std::vector<double> values;
            for (std::size_t first = 0; first < 203; first += batch) {
                const std::size_t count = std::min<std::size_t>(batch, 203 - first);
                for (const double value : evaluate(mlp, std::span(rows).subspan(first * 6, count * 6)))
                    values.push_back(value);
            }
            CHECK(values == expected);
        }
    }
}

TEST_CASE("a rectifier keeps what is not a number") {
    std::vector<DenseLayer> layers = random_layers({2, 3, 1}, 5);
    layers[0].biases[1] = std::numeric_limits<float>::quiet_NaN();
    const Mlp mlp(layers, one_hot_tokens(2), 1);
    CHECK(evaluate(mlp, std::vector<std::uint16_t>{0})[0] != evaluate(mlp, std::vector<std::uint16_t>{0})[0]);
}
