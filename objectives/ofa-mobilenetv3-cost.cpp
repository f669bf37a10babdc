// Multiply-accumulates and parameters of once-for-all's MobileNetV3 of width 1.2 in closed form. Source: the
// network definition of Cai et al. 2020, arXiv:1908.09791. Gives the 389, 482 and 595 million multiply-
// accumulates of the specialised networks published with it.
#include <array>
#include <string>

#include "engine/metric.hpp"
#include "objectives/ofa_choices.hpp"

namespace archfront {
namespace {

struct Unit {
    int channels;
    int stride;  // of its first block
    bool squeeze_excitation;
};
constexpr std::array<Unit, ofa::units> network_units = {
    {{32, 2, false}, {48, 2, true}, {96, 2, false}, {136, 1, true}, {192, 2, true}}};
constexpr int stem_channels = 24;
constexpr int final_expand_channels = 1152;
constexpr int feature_mix_channels = 1536;
constexpr int classes = 1000;

/// The nearest multiple of 8, but not less than nine tenths of `channels`: how once-for-all rounds channels.
constexpr int make_divisible(int channels) {
    const int rounded = std::max(8, (channels + 4) / 8 * 8);
    return 10 * rounded < 9 * channels ? rounded + 8 : rounded;
}

/// Sums over layers; `side` is of the square input of the next one.
struct Cost {
    double macs = 0;
    double params = 0;
    int side;

    explicit Cost(int resolution) : side(resolution) {}

    /// With batch normalisation, without bias.
    void convolution(int in, int out, int kernel, int stride = 1) {
        const double weights = static_cast<double>(in) * out * kernel * kernel;
        side = (side + stride - 1) / stride;
        macs += weights * side * side;
        params += weights + 2.0 * out;
    }

    void depthwise(int channels, int kernel, int stride) { convolution(1, channels, kernel, stride); }

    /// On one pixel. `biases` beside the weights.
    void linear(int in, int out, int biases) {
        const double weights = static_cast<double>(in) * out;
        macs += weights;
        params += weights + biases;
    }

    void inverted_residual(int in, const Unit& unit, int stride, int kernel, int expansion) {
        const int expanded = make_divisible(in * expansion);
        convolution(in, expanded, 1);
        depthwise(expanded, kernel, stride);
        if (unit.squeeze_excitation) {
            const int squeezed = make_divisible(expanded / 4);
            linear(expanded, squeezed, squeezed);
            linear(squeezed, expanded, expanded);
        }
        convolution(expanded, unit.channels, 1);
    }
};

Cost cost(ArchitectureView architecture) {
    Cost cost(ofa::resolution(architecture));
    cost.convolution(3, stem_channels, 3, 2);
    cost.depthwise(stem_channels, 3, 1);
    cost.convolution(stem_channels, stem_channels, 1);
    int channels = stem_channels;
    for (std::size_t u = 0; u < ofa::units; ++u) {
        for (std::size_t b = 0; b < ofa::depth(architecture, u); ++b) {
            const std::size_t block = u * ofa::blocks_per_unit + b;
            cost.inverted_residual(channels, network_units[u], b == 0 ? network_units[u].stride : 1,
                                   ofa::kernel(architecture, block), ofa::expansion(architecture, block));
            channels = network_units[u].channels;
        }
    }
    cost.convolution(channels, final_expand_channels, 1);
    cost.linear(final_expand_channels, feature_mix_channels, 0);
    cost.linear(feature_mix_channels, classes, classes);
    return cost;
}

class OfaCost : public MetricSource {
  public:
    OfaCost(MetricInfo info, double Cost::*number) : MetricSource(std::move(info)), number_(number) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = cost(batch[r]).*number_ / 1e6;
    }

    double Cost::*number_;
};

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.space->name() != "ofa-mobilenetv3") return;
    const auto add = [&](const std::string& id, const char* unit, double Cost::*number) {
        const MetricInfo info{.id = id,
                              .unit = unit,
                              .direction = Direction::minimise,
                              .source = "formula",
                              .kind = SourceKind::formula,
                              .citation = "Cai et al. 2020, arXiv:1908.09791"};
        offers.push_back({info, [info, number] { return std::make_shared<const OfaCost>(info, number); }});
    };
    add("macs.imagenet", "MMACs", &Cost::macs);
    add("params.imagenet", "M", &Cost::params);
}

const Registration<MetricPlugin> registration{
    {{.name = "ofa-mobilenetv3-cost",
      .summary = "multiply-accumulates and parameters of once-for-all's MobileNetV3",
      .citation = "Cai et al. 2020, arXiv:1908.09791",
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
