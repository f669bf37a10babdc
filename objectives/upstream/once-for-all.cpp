// Once-for-all's accuracy predictor: a network of 128-400-400-400-1 units that reads which kernel size and
// expansion each block has (nothing for a block that is not there) and the resolution in steps of 16 pixels.
// Source: Cai et al. 2020, arXiv:1908.09791.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "engine/csv.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "objectives/mlp.hpp"
#include "objectives/ofa_choices.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::size_t, 5> layer_widths = {128, 400, 400, 400, 1};

// Inputs: three for the kernel size of each block, three for each expansion, one for each resolution bucket.
constexpr std::size_t choices = 3;
constexpr std::size_t first_expansion = choices * ofa::blocks;
constexpr std::size_t first_resolution = 2 * choices * ofa::blocks;

// Tokens: each block with each pair of kernel size and expansion, no block, each resolution bucket.
constexpr std::size_t absent_token = ofa::blocks * choices * choices;
constexpr std::size_t tokens_per_row = ofa::blocks + 1;

constexpr std::size_t resolution_bucket(int resolution) {
    return static_cast<std::size_t>(resolution - 112) / 16;
}

std::vector<Token> make_tokens() {
    std::vector<Token> tokens;
    for (std::size_t block = 0; block < ofa::blocks; ++block) {
        for (std::size_t kernel = 0; kernel < choices; ++kernel) {
            for (std::size_t expansion = 0; expansion < choices; ++expansion) {
                tokens.push_back({{choices * block + kernel, 1.0F},
                                  {first_expansion + choices * block + expansion, 1.0F}});
            }
        }
    }
    tokens.emplace_back();
    for (std::size_t input = first_resolution; input < layer_widths.front(); ++input)
        tokens.push_back({{input, 1.0F}});
    return tokens;
}

/// Writes the tokens of one architecture. REQUIRES: tokens.size() == tokens_per_row.
void tokenise(ArchitectureView architecture, std::span<std::uint16_t> tokens) {
    for (std::size_t block = 0; block < ofa::blocks; ++block) {
        const bool present =
            block % ofa::blocks_per_unit < ofa::depth(architecture, block / ofa::blocks_per_unit);
        const std::size_t pair = static_cast<std::size_t>(ofa::kernel_choice(architecture, block)) * choices +
                                 ofa::expansion_choice(architecture, block);
        tokens[block] = static_cast<std::uint16_t>(present ? block * choices * choices + pair : absent_token);
    }
    tokens.back() =
        static_cast<std::uint16_t>(absent_token + 1 + resolution_bucket(ofa::resolution(architecture)));
}

/// Reads rows "fcL.weight,OUTPUT,w,w,..." and "fcL.bias,-1,b,b,..." of every layer L.
class WeightsReader {
  public:
    explicit WeightsReader(const fs::path& file) : file_(file), reader_(file) {
        for (std::size_t l = 0; l + 1 < layer_widths.size(); ++l) {
            DenseLayer& layer = layers_.emplace_back();
            layer.inputs = layer_widths[l];
            layer.outputs = layer_widths[l + 1];
            layer.weights.resize(layer.inputs * layer.outputs, missing);
            layer.biases.resize(layer.outputs, missing);
        }
    }

    std::vector<DenseLayer> read() {
        while (reader_.next_ragged())
            read_row();
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const auto is_complete = [](const std::vector<float>& numbers) {
                return std::none_of(numbers.begin(), numbers.end(), [](float x) { return std::isnan(x); });
            };
            if (!is_complete(layers_[l].weights) || !is_complete(layers_[l].biases)) {
                throw UserError({file_.string()},
                                "rows of 'fc" + std::to_string(l) + "' are missing; fetch the file again");
            }
        }
        return std::move(layers_);
    }

  private:
    static constexpr float missing = std::numeric_limits<float>::quiet_NaN();

    void read_row() {
        const std::span<float> target = target_of_row();
        if (reader_.size() != target.size() + 2) {
            throw UserError(reader_.position(0), std::to_string(reader_.size()) + " fields; expected " +
                                                     std::to_string(target.size() + 2));
        }
        for (std::size_t i = 0; i < target.size(); ++i) {
            const auto number = parse_number(reader_.field(i + 2));
            if (!number || !std::isfinite(static_cast<float>(*number))) {
                throw UserError(reader_.position(i + 2),
                                "'" + excerpt(reader_.field(i + 2)) + "' is not a finite number");
            }
            target[i] = static_cast<float>(*number);
        }
    }

    std::span<float> target_of_row() {
        constexpr long long none = -2;
        const std::string_view name = reader_.field(0);
        const long long row = reader_.size() > 1 ? parse_integer(reader_.field(1)).value_or(none) : none;
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            DenseLayer& layer = layers_[l];
            const std::string prefix = "fc" + std::to_string(l);
            if (name == prefix + ".bias" && row == -1) return layer.biases;
            if (name == prefix + ".weight" && row >= 0 && row < static_cast<long long>(layer.outputs)) {
                return std::span(layer.weights)
                    .subspan(static_cast<std::size_t>(row) * layer.inputs, layer.inputs);
            }
        }
        throw UserError(reader_.position(0),
                        "no row of once-for-all's accuracy predictor (128-400-400-400-1)");
    }

    fs::path file_;
    CsvReader reader_;
    std::vector<DenseLayer> layers_;
};

class OfaAccuracy : public MetricSource {
  public:
    OfaAccuracy(MetricInfo info, fs::path file)
        : MetricSource(std::move(info)),
          mlp_(WeightsReader(file).read(), make_tokens(), tokens_per_row),
          file_(std::move(file)) {}

    std::vector<fs::path> files() const override { return {file_}; }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        std::vector<std::uint16_t> tokens(batch.size() * tokens_per_row);
        for (std::size_t r = 0; r < batch.size(); ++r)
            tokenise(batch[r], std::span(tokens).subspan(r * tokens_per_row, tokens_per_row));
        mlp_.evaluate(tokens, values);
        for (double& value : values)
            value *= 100;
    }

    Mlp mlp_;
    fs::path file_;
};

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.space->name() != "ofa-mobilenetv3") return;
    for (const fs::path& folder : {fs::path(), fs::path("tables")}) {
        const auto file = context.data.find(folder / "ofa_acc_predictor_weights.csv.gz");
        if (!file) continue;
        const MetricInfo info{.id = "accuracy.imagenet",
                              .unit = "%",
                              .direction = Direction::maximise,
                              .source = "once-for-all",
                              .kind = SourceKind::surrogate,
                              .citation = "Cai et al. 2020, arXiv:1908.09791",
                              .note =
                                  "Accuracy on images that were held out from training: about 4.5 points "
                                  "above ImageNet's validation accuracy."};
        offers.push_back({info, [info, file] { return std::make_shared<const OfaAccuracy>(info, *file); }});
        return;
    }
}

const Registration<MetricPlugin> registration{{{.name = "once-for-all",
                                                .summary = "ImageNet accuracy by once-for-all's predictor",
                                                .citation = "Cai et al. 2020, arXiv:1908.09791",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
