// Parameters and floating-point operations of GPTs in closed form: what HW-GPT-Bench's API answers, and beside
// it what it meant to. They agree with building the network layer by layer because every weight matrix is
// proportional to a sum over the layers.
#include <string>
#include <utility>

#include "engine/metric.hpp"
#include "objectives/gpt_shape.hpp"

namespace archfront {
namespace {

// Source: hwgpt/configs_api and hwgpt/model/gpt_base of HW-GPT-Bench, arXiv:2405.10299.
constexpr double vocabulary = 50'254;  // padded
constexpr double sequence = 1'024;     // tokens
constexpr double head_size = 64;       // fixed: attention is 64 * heads wide, whatever embed_dim is

/// The sums over the active layers that everything else is made of.
struct Sums {
    double embed_dim = 0;
    double layers = 0;
    double mlp_ratios = 0;
    double heads = 0;
    bool bias = true;
};

Sums sums(const GptShape& shape, ArchitectureView architecture) {
    Sums sums{.embed_dim = shape.embed_dims[architecture[GptShape::embed_dim]],
              .layers = shape.depths[architecture[GptShape::n_layer]],
              .bias = architecture[GptShape::bias] == GptShape::bias_true};
    for (std::size_t layer = 0; layer < shape.layers(architecture); ++layer) {
        sums.mlp_ratios += shape.mlp_ratios[architecture[GptShape::mlp_ratio(layer)]];
        sums.heads += shape.heads[architecture[GptShape::n_head(layer)]];
    }
    return sums;
}

/// Embedding and language model head (not tied) and the last LayerNorm; in each layer two LayerNorms, queries,
/// keys, values and projection (4 matrices of 64 heads x E), and SwiGLU's three matrices of E x ratio E.
double weights(const Sums& s) {
    const double e = s.embed_dim;
    return 2 * vocabulary * e + 2 * e + 4 * e * s.layers + 4 * head_size * s.heads * e +
           3 * e * e * s.mlp_ratios;
}

/// Of queries, keys and values, both projections, and SwiGLU's two inner matrices.
double biases(const Sums& s) {
    return 3 * head_size * s.heads + 2 * s.embed_dim * s.layers + 2 * s.embed_dim * s.mlp_ratios;
}

/// The products of queries with keys and of their softmax with values, E wide in every layer.
double attention_flops(const Sums& s) {
    return 4 * s.layers * s.embed_dim * sequence * sequence;
}

double params_as_published(const Sums& s) {
    return weights(s) + biases(s);
}

double params_corrected(const Sums& s) {
    return s.bias ? weights(s) + biases(s) : weights(s);
}

double flops_as_published(const Sums& s) {
    return 2 * sequence * params_as_published(s) + 2 * attention_flops(s);
}

double flops_corrected(const Sums& s) {
    return 2 * sequence * params_corrected(s) + attention_flops(s);
}

/// Whole numbers below 2^53, hence exact.
class ClosedForm : public MetricSource {
  public:
    using Formula = double (*)(const Sums&);

    ClosedForm(MetricInfo info, GptShape shape, Formula formula)
        : MetricSource(std::move(info)), shape_(std::move(shape)), formula_(formula) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = formula_(sums(shape_, batch[r]));
    }

    GptShape shape_;
    Formula formula_;
};

constexpr const char* quirks =
    "As HW-GPT-Bench's API answers: biases always count, because the text \"False\" is true in Python";
constexpr const char* model =
    "The network is the one that upstream timed: SwiGLU MLPs and an untied head, while the perplexities are "
    "of "
    "a supernet with two-matrix MLPs and a tied head";

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    const auto shape = gpt_shape(*context.space);
    if (!shape) return;
    const auto add = [&](const char* id, const char* unit, const std::string& note,
                         ClosedForm::Formula formula) {
        const MetricInfo info{.id = id,
                              .unit = unit,
                              .direction = Direction::minimise,
                              .source = "formula",
                              .kind = SourceKind::formula,
                              .citation = "Sukthanker et al. 2024, arXiv:2405.10299",
                              .note = note + ". " + model + "."};
        offers.push_back({info, [=] { return std::make_shared<const ClosedForm>(info, *shape, formula); }});
    };
    add("params", "1", quirks, params_as_published);
    add("params.corrected", "1", "Biases count only where the architecture has them", params_corrected);
    add("flops", "FLOPs", std::string(quirks) + ", and the products of attention count twice",
        flops_as_published);
    add("flops.corrected", "FLOPs",
        "Upstream's estimate for one sequence of 1024 tokens (two operations per parameter and token, and "
        "attention embed_dim wide), with biases only where the architecture has them and attention counted "
        "once",
        flops_corrected);
}

const Registration<MetricPlugin> registration{{{.name = "gpt-cost",
                                                .summary = "FLOPs and parameters of GPTs",
                                                .citation = "Sukthanker et al. 2024, arXiv:2405.10299",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
