// Multiply-accumulates and parameters of FBNet networks in closed form. A block is a 1x1 convolution that expands
// the channels, a depthwise one, and a 1x1 convolution back; each with batch normalisation and without bias.
// Source: HW-NAS-Bench's network definition (Li et al. 2021, arXiv:2103.10584). With FBNet-C (Wu et al. 2019,
// arXiv:1812.03443) it gives the 5.57 million parameters that are published.
#include <string>

#include "engine/metric.hpp"
#include "objectives/additive.hpp"
#include "objectives/fbnet_layers.hpp"

namespace archfront {
namespace {

struct Cost {
    double macs = 0;
    double params = 0;

    /// A convolution with batch normalisation that makes `out` channels of side x side pixels, each from `in`
    /// channels and kernel x kernel pixels.
    Cost& convolution(int side, int in, int out, int kernel) {
        const double weights = static_cast<double>(in) * out * kernel * kernel;
        macs += weights * side * side;
        params += weights + 2.0 * out;
        return *this;
    }
};

Cost block_cost(const FbnetLayer& layer, const FbnetBlock& block) {
    const int expanded = layer.in_channels * block.expansion;
    const int side = layer.side / layer.stride;
    return Cost()
        .convolution(layer.side, layer.in_channels / block.groups, expanded, 1)
        .convolution(side, 1, expanded, block.kernel)
        .convolution(side, expanded / block.groups, layer.out_channels, 1);
}

Cost skip_cost(const FbnetLayer& layer) {
    if (layer.stride == 1 && layer.in_channels == layer.out_channels) return {};
    return Cost().convolution(layer.side / layer.stride, layer.in_channels, layer.out_channels, 1);
}

/// Number: &Cost::macs or &Cost::params, in millions.
AdditiveTable table(const FbnetNetwork& network, double Cost::*number) {
    const auto millions = [&](const Cost& cost) { return cost.*number / 1e6; };
    AdditiveTable table;
    const FbnetLayer& stem = network.stem;
    const FbnetLayer& head = network.head;
    Cost fixed = Cost()
                     .convolution(stem.side / stem.stride, stem.in_channels, stem.out_channels, 3)
                     .convolution(head.side, head.in_channels, head.out_channels, 1);
    fixed.macs += static_cast<double>(head.out_channels) * network.classes;
    fixed.params += static_cast<double>(head.out_channels + 1) * network.classes;
    table.first = millions(fixed);
    for (const FbnetLayer& layer : network.layers) {
        std::vector<double>& choices = table.choices.emplace_back();
        for (const FbnetBlock& block : fbnet_blocks)
            choices.push_back(millions(block_cost(layer, block)));
        choices.push_back(millions(skip_cost(layer)));
    }
    return table;
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.space->name() != "fbnet") return;
    for (const std::string_view data_set : fbnet_data_sets) {
        const auto add = [&](const std::string& name, const char* unit, double Cost::*number) {
            const MetricInfo info{.id = name + "." + std::string(data_set),
                                  .unit = unit,
                                  .direction = Direction::minimise,
                                  .source = "formula",
                                  .kind = SourceKind::formula,
                                  .citation = "Wu et al. 2019, arXiv:1812.03443"};
            offers.push_back({info, [info, data_set, number] {
                                  return std::make_shared<const AdditiveMetric>(
                                      info, table(fbnet_network(data_set), number));
                              }});
        };
        add("macs", "MMACs", &Cost::macs);
        add("params", "M", &Cost::params);
    }
}

const Registration<MetricPlugin> registration{
    {{.name = "fbnet-cost",
      .summary = "multiply-accumulates and parameters of FBNet networks",
      .citation = "Wu et al. 2019, arXiv:1812.03443",
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
