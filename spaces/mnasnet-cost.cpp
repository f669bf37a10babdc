// Multiply-accumulates and parameters of MnasNet networks in closed form. They stand beside the space because
// its features count the same layers.
#include "engine/metric.hpp"
#include "spaces/mnasnet_layers.hpp"

namespace archfront {
namespace {

using mnasnet::Cost;

class MnasNetCost : public MetricSource {
  public:
    MnasNetCost(MetricInfo info, std::int64_t Cost::*quantity)
        : MetricSource(std::move(info)), quantity_(quantity) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = static_cast<double>(mnasnet::cost_of(batch[r]).*quantity_) / 1e6;
    }

    std::int64_t Cost::*quantity_;
};

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.space->name() != "mnasnet") return;
    const auto add = [&](const char* id, const char* unit, std::int64_t Cost::*quantity, const char* note) {
        const MetricInfo info{.id = id,
                              .unit = unit,
                              .direction = Direction::minimise,
                              .source = "formula",
                              .kind = SourceKind::formula,
                              .citation = "Ahmad et al. 2024, arXiv:2404.08005",
                              .note = note};
        offers.push_back({info, [=] { return std::make_shared<const MnasNetCost>(info, quantity); }});
    };
    add("macs", "MMACs", &Cost::macs,
        "one 224 x 224 image, counted as Accel-NASBench counts (the tool thop): a batch normalisation costs "
        "4 "
        "per element, pooling is counted, biases are not");
    add("params", "M", &Cost::params, "");
}

const Registration<MetricPlugin> registration{
    {{.name = "mnasnet-cost",
      .summary = "multiply-accumulates and parameters of MnasNet networks",
      .citation = "Ahmad et al. 2024, arXiv:2404.08005",
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
