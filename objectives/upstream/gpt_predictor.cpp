#include "objectives/upstream/gpt_predictor.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "objectives/upstream/pickle.hpp"

namespace archfront::upstream {
namespace {

// An architecture is a token for each of embed_dim, n_layer and bias, and one per layer slot: a layer's MLP
// ratio and number of heads together, or that it is not there. A layer's token is the sum of two choices,
// which halves the first layer's work.
constexpr std::size_t tokens_before_layers = 3;

/// Number of the tokens for one layer: the pairs, and absence.
std::size_t tokens_per_layer(const GptShape& shape) {
    return shape.mlp_ratios.size() * shape.heads.size() + 1;
}

std::size_t first_layer_token(const GptShape& shape) {
    return shape.embed_dims.size() + shape.depths.size() + 2;
}

/// Choice c of a variable whose inputs begin at `first`.
Token one_hot(std::size_t first, std::size_t choice) {
    return {{first + choice, 1.0F}};
}

/// Choice c of a variable that has one input.
Token scaled(std::size_t input, std::span<const double> numbers, std::size_t choice) {
    return {{input,
             static_cast<float>((numbers[choice] - numbers.front()) / (numbers.back() - numbers.front()))}};
}

Token both(Token a, const Token& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// Where the inputs of each variable begin.
struct Inputs {
    std::size_t per_variable;  // 3 one-hot, 1 scaled
    std::size_t layers;

    std::size_t n_layer() const { return per_variable; }
    std::size_t mlp_ratio(std::size_t layer) const { return (2 + layer) * per_variable; }
    std::size_t n_head(std::size_t layer) const { return (2 + layers + layer) * per_variable; }
    std::size_t bias() const { return (2 + 2 * layers) * per_variable; }
};

std::vector<Token> make_tokens(const GptShape& shape, GptEncoding encoding) {
    const bool is_one_hot = encoding == GptEncoding::one_hot;
    const Inputs inputs{is_one_hot ? shape.embed_dims.size() : 1, shape.most_layers()};
    const auto token = [&](std::size_t input, std::span<const double> numbers, std::size_t choice) {
        return is_one_hot ? one_hot(input, choice) : scaled(input, numbers, choice);
    };
    std::vector<Token> tokens;
    for (std::size_t c = 0; c < shape.embed_dims.size(); ++c)
        tokens.push_back(token(0, shape.embed_dims, c));
    for (std::size_t c = 0; c < shape.depths.size(); ++c)
        tokens.push_back(token(inputs.n_layer(), shape.depths, c));
    tokens.push_back(one_hot(inputs.bias(), 0));  // True
    tokens.push_back(is_one_hot                         ? one_hot(inputs.bias(), 1)
                     : encoding == GptEncoding::trained ? one_hot(inputs.bias(), 0)
                                                        : Token{});
    for (std::size_t layer = 0; layer < inputs.layers; ++layer) {
        const std::size_t ratio_input = inputs.mlp_ratio(layer);
        const std::size_t heads_input = inputs.n_head(layer);
        for (std::size_t ratio = 0; ratio < shape.mlp_ratios.size(); ++ratio) {
            for (std::size_t heads = 0; heads < shape.heads.size(); ++heads)
                tokens.push_back(both(token(ratio_input, shape.mlp_ratios, ratio),
                                      token(heads_input, shape.heads, heads)));
        }
        tokens.push_back(
            encoding == GptEncoding::published ? Token{{ratio_input, -1.0F}, {heads_input, -1.0F}} : Token{});
    }
    return tokens;
}

std::size_t input_count(const GptShape& shape, GptEncoding encoding) {
    const std::size_t variables = 2 + 2 * shape.most_layers();
    return encoding == GptEncoding::one_hot ? variables * shape.embed_dims.size() + 2 : variables + 1;
}

std::vector<float> read_finite(const PickleValue& tensor, const std::string& name,
                               const FilePosition& where) {
    std::vector<float> numbers;
    for (const double number : tensor.as_numbers(name)) {
        if (!std::isfinite(number)) throw UserError(where, name + " has an element that is not finite");
        numbers.push_back(static_cast<float>(number));
    }
    return numbers;
}

/// Layers fc1, fc2, ... of a network of `inputs` inputs and one output.
std::vector<DenseLayer> read_layers(const std::filesystem::path& checkpoint, std::size_t inputs) {
    const FilePosition where{checkpoint.string()};
    const PickleDocument document = read_torch_archive(checkpoint);
    const PickleValue state = document.root();
    std::vector<DenseLayer> layers;
    while (layers.empty() || layers.back().outputs != 1) {
        const std::string name = "fc" + std::to_string(layers.size() + 1);
        const PickleValue weights = state.at(name + ".weight");
        const std::vector<std::size_t> shape = weights.shape();
        const std::size_t wanted = layers.empty() ? inputs : layers.back().outputs;
        if (shape.size() != 2 || shape[1] != wanted || shape[0] == 0)
            throw UserError(where, name + ".weight should have shape (outputs, " + std::to_string(wanted) +
                                       "); is this the checkpoint of another scale?");
        layers.push_back({shape[1], shape[0], read_finite(weights, name + ".weight", where),
                          read_finite(state.at(name + ".bias"), name + ".bias", where)});
        if (layers.back().biases.size() != shape[0])
            throw UserError(where, name + ".bias should have " + std::to_string(shape[0]) + " elements");
    }
    if (layers.size() < 2) throw UserError(where, "a network of one layer; two at least are expected");
    return layers;
}

}  // namespace

GptPredictor::GptPredictor(const std::filesystem::path& checkpoint, GptShape shape, GptEncoding encoding)
    : shape_(std::move(shape)),
      network_(read_layers(checkpoint, input_count(shape_, encoding)), make_tokens(shape_, encoding),
               tokens_before_layers + shape_.most_layers()) {}

void GptPredictor::evaluate(ArchitectureBatchView batch, std::span<double> values) const {
    constexpr std::size_t block_rows = 256;
    const std::size_t first_layer = first_layer_token(shape_);
    const std::size_t per_layer = tokens_per_layer(shape_);
    std::vector<std::uint16_t> tokens;
    for (std::size_t first = 0; first < batch.size(); first += block_rows) {
        const std::size_t rows = std::min(block_rows, batch.size() - first);
        tokens.clear();
        for (std::size_t r = first; r < first + rows; ++r) {
            const ArchitectureView row = batch[r];
            const std::size_t layers = shape_.layers(row);
            const auto push = [&](std::size_t token) { tokens.push_back(static_cast<std::uint16_t>(token)); };
            push(row[GptShape::embed_dim]);
            push(shape_.embed_dims.size() + row[GptShape::n_layer]);
            push(shape_.embed_dims.size() + shape_.depths.size() + row[GptShape::bias]);
            for (std::size_t layer = 0; layer < shape_.most_layers(); ++layer) {
                const std::size_t choice =
                    layer < layers
                        ? row[GptShape::mlp_ratio(layer)] * shape_.heads.size() + row[GptShape::n_head(layer)]
                        : per_layer - 1;
                push(first_layer + layer * per_layer + choice);
            }
        }
        network_.evaluate(tokens, values.subspan(first, rows));
    }
}

}  // namespace archfront::upstream
