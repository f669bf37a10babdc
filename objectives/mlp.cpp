#include "objectives/mlp.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/error.hpp"

namespace archfront {
namespace {

/// Outputs of a layer are padded with zeros to a multiple of this.
constexpr std::size_t padding = 32;
/// Rows that go through all layers together: their values and a strip of weights fit the first-level cache.
constexpr std::size_t tile_rows = 32;
/// Rows of a product are computed this many at a time, the last ones with rows of zeros.
constexpr std::size_t block_rows = 8;
/// The output is summed in this many parts, then over the parts.
constexpr std::size_t output_parts = 16;

/// A layer as the products read it: the weights that one input has side by side.
struct Layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;     // padded
    std::vector<float> weights;  // shape (inputs, outputs)
    std::vector<float> biases;   // shape (outputs)
};

std::size_t padded(std::size_t size) {
    return (size + padding - 1) / padding * padding;
}

Layer make_layer(const DenseLayer& dense) {
    Layer layer{dense.inputs, padded(dense.outputs), {}, dense.biases};
    layer.weights.resize(layer.inputs * layer.outputs);
    layer.biases.resize(layer.outputs);
    for (std::size_t o = 0; o < dense.outputs; ++o) {
        for (std::size_t i = 0; i < dense.inputs; ++i)
            layer.weights[i * layer.outputs + o] = dense.weights[o * dense.inputs + i];
    }
    return layer;
}

/// The layer with tokens for inputs.
DenseLayer with_tokens(const DenseLayer& first, std::span<const Token> tokens) {
    DenseLayer layer{tokens.size(), first.outputs, {}, first.biases};
    for (std::size_t o = 0; o < first.outputs; ++o) {
        for (const Token& token : tokens) {
            double sum = 0;
            for (const InputValue& part : token) {
                ARCHFRONT_ASSERT(part.input < first.inputs, "a token names an input that the network lacks");
                sum += static_cast<double>(part.value) *
                       static_cast<double>(first.weights[o * first.inputs + part.input]);
            }
            layer.weights.push_back(static_cast<float>(sum));
        }
    }
    return layer;
}

template <std::size_t Bytes>
using Vector __attribute__((vector_size(Bytes))) = float;

template <class Lanes>
[[gnu::always_inline]] inline void load(const float* from, Lanes& x) {
    std::memcpy(&x, from, sizeof x);
}

/// Stores max(0, x); not-a-number stays.
template <class Lanes>
[[gnu::always_inline]] inline void store_rectified(const Lanes& x, float* to) {
    const Lanes rectified = x < 0 ? Lanes{} : x;
    std::memcpy(to, &rectified, sizeof rectified);
}

/// out[r] = rectified(biases + the sum of the weights of row r's tokens), token after token.
template <class Lanes>
[[gnu::always_inline]] inline void add_tokens(const Layer& layer, std::span<const std::uint16_t> tokens,
                                              std::size_t rows, float* out) {
    constexpr std::size_t width = sizeof(Lanes) / sizeof(float);
    constexpr std::size_t vectors = padding / width;
    const std::size_t tokens_per_row = tokens.size() / rows;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t o = 0; o < layer.outputs; o += padding) {
            Lanes sums[vectors];
#pragma GCC unroll 8
            for (std::size_t v = 0; v < vectors; ++v)
                load(&layer.biases[o + v * width], sums[v]);
            for (const std::uint16_t token : tokens.subspan(r * tokens_per_row, tokens_per_row)) {
#pragma GCC unroll 8
                for (std::size_t v = 0; v < vectors; ++v) {
                    Lanes column;
                    load(&layer.weights[token * layer.outputs + o + v * width], column);
                    sums[v] += column;
                }
            }
#pragma GCC unroll 8
            for (std::size_t v = 0; v < vectors; ++v)
                store_rectified(sums[v], out + r * layer.outputs + o + v * width);
        }
    }
}

/// out = rectified(in * weights + biases), `Rows` x `Vectors` sums at a time, each over the inputs in order.
/// in: shape (rows, stride); out: shape (rows, outputs); rows a multiple of Rows.
template <class Lanes, std::size_t Rows, std::size_t Vectors>
[[gnu::always_inline]] inline void multiply(const Layer& layer, const float* in, std::size_t stride,
                                            std::size_t rows, float* out) {
    constexpr std::size_t width = sizeof(Lanes) / sizeof(float);
    static_assert(block_rows % Rows == 0 && padding % (width * Vectors) == 0);
    for (std::size_t o = 0; o < layer.outputs; o += width * Vectors) {
        for (std::size_t first = 0; first < rows; first += Rows) {
            Lanes sums[Rows][Vectors];
#pragma GCC unroll 8
            for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
                for (std::size_t v = 0; v < Vectors; ++v)
                    load(&layer.biases[o + v * width], sums[r][v]);
            }
            for (std::size_t i = 0; i < layer.inputs; ++i) {
                Lanes weights[Vectors];
#pragma GCC unroll 8
                for (std::size_t v = 0; v < Vectors; ++v)
                    load(&layer.weights[i * layer.outputs + o + v * width], weights[v]);
#pragma GCC unroll 8
                for (std::size_t r = 0; r < Rows; ++r) {
                    const float x = in[(first + r) * stride + i];
#pragma GCC unroll 8
                    for (std::size_t v = 0; v < Vectors; ++v)
                        sums[r][v] += weights[v] * x;
                }
            }
#pragma GCC unroll 8
            for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
                for (std::size_t v = 0; v < Vectors; ++v)
                    store_rectified(sums[r][v], out + (first + r) * layer.outputs + o + v * width);
            }
        }
    }
}

/// Values of the last hidden layer for at most tile_rows rows, in one of the two buffers.
template <class Lanes, std::size_t Rows, std::size_t Vectors>
[[gnu::always_inline]] inline const float* forward(std::span<const Layer> layers,
                                                   std::span<const std::uint16_t> tokens, std::size_t rows,
                                                   float* here, float* there) {
    add_tokens<Lanes>(layers[0], tokens, rows, here);
    const std::size_t computed = (rows + block_rows - 1) / block_rows * block_rows;
    std::fill(here + rows * layers[0].outputs, here + computed * layers[0].outputs, 0.0F);
    for (std::size_t l = 1; l < layers.size(); ++l) {
        multiply<Lanes, Rows, Vectors>(layers[l], here, layers[l - 1].outputs, computed, there);
        std::swap(here, there);
    }
    return here;
}

using Forward = const float* (*)(std::span<const Layer>, std::span<const std::uint16_t>, std::size_t, float*,
                                 float*);

const float* forward_baseline(std::span<const Layer> layers, std::span<const std::uint16_t> tokens,
                              std::size_t rows, float* here, float* there) {
    return forward<Vector<16>, 2, 4>(layers, tokens, rows, here, there);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] const float* forward_avx2(std::span<const Layer> layers,
                                                  std::span<const std::uint16_t> tokens, std::size_t rows,
                                                  float* here, float* there) {
    return forward<Vector<32>, 4, 2>(layers, tokens, rows, here, there);
}

[[gnu::target("avx512f")]] const float* forward_avx512(std::span<const Layer> layers,
                                                       std::span<const std::uint16_t> tokens,
                                                       std::size_t rows, float* here, float* there) {
    return forward<Vector<64>, 8, 2>(layers, tokens, rows, here, there);
}
#endif

Forward forward_with([[maybe_unused]] InstructionSet instructions) {
#if defined(__x86_64__)
    if (instructions == InstructionSet::avx512) return forward_avx512;
    if (instructions == InstructionSet::avx2) return forward_avx2;
#endif
    return forward_baseline;
}

}  // namespace

struct Mlp::Network {
    std::size_t tokens = 0;
    std::size_t tokens_per_row = 0;
    std::vector<Layer> layers;  // without the last
    std::vector<float> output_weights;
    float output_bias = 0;
    Forward forward = nullptr;

    float output(const float* hidden) const {
        std::array<float, output_parts> parts{};
        for (std::size_t i = 0; i < output_weights.size(); i += output_parts) {
            for (std::size_t p = 0; p < output_parts; ++p)
                parts[p] += hidden[i + p] * output_weights[i + p];
        }
        float sum = output_bias;
        for (const float part : parts)
            sum += part;
        return sum;
    }
};

Mlp::Mlp(std::span<const DenseLayer> layers, std::span<const Token> tokens, std::size_t tokens_per_row,
         InstructionSet instructions) {
    ARCHFRONT_ASSERT(layers.size() >= 2 && layers.back().outputs == 1,
                     "two layers, the last with one output");
    ARCHFRONT_ASSERT(!tokens.empty() && tokens.size() <= 65'536, "tokens are numbered in 16 bits");
    for (std::size_t l = 0; l < layers.size(); ++l) {
        ARCHFRONT_ASSERT(layers[l].weights.size() == layers[l].inputs * layers[l].outputs &&
                             layers[l].biases.size() == layers[l].outputs,
                         "a layer of another shape");
        ARCHFRONT_ASSERT(l == 0 || layers[l].inputs == layers[l - 1].outputs, "layers that do not fit");
    }
    const auto network = std::make_shared<Network>();
    network->tokens = tokens.size();
    network->tokens_per_row = tokens_per_row;
    network->layers.push_back(make_layer(with_tokens(layers[0], tokens)));
    for (const DenseLayer& layer : layers.subspan(1, layers.size() - 2))
        network->layers.push_back(make_layer(layer));
    network->output_weights = layers.back().weights;
    network->output_weights.resize(network->layers.back().outputs);
    network->output_bias = layers.back().biases[0];
    network->forward = forward_with(instructions);
    network_ = network;
}

std::size_t Mlp::tokens_per_row() const {
    return network_->tokens_per_row;
}

void Mlp::evaluate(std::span<const std::uint16_t> tokens, std::span<double> values) const {
    const Network& network = *network_;
    ARCHFRONT_ASSERT(tokens.size() == values.size() * network.tokens_per_row,
                     "tokens_per_row() for each row");
    ARCHFRONT_ASSERT(std::all_of(tokens.begin(), tokens.end(),
                                 [&](std::uint16_t token) { return token < network.tokens; }),
                     "no such token");
    std::size_t width = 0;
    for (const Layer& layer : network.layers)
        width = std::max(width, layer.outputs);
    std::vector<float> buffers(2 * tile_rows * width);
    for (std::size_t first = 0; first < values.size(); first += tile_rows) {
        const std::size_t rows = std::min(tile_rows, values.size() - first);
        const float* hidden = network.forward(
            network.layers, tokens.subspan(first * network.tokens_per_row, rows * network.tokens_per_row),
            rows, buffers.data(), buffers.data() + tile_rows * width);
        for (std::size_t r = 0; r < rows; ++r)
            values[first + r] = network.output(hidden + r * network.layers.back().outputs);
    }
}

}  // namespace archfront
