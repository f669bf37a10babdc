// Parameters of a perceptron, and a bound on what it can express, in closed form.
#include "engine/metric.hpp"

namespace archfront {
namespace {

constexpr double inputs = 64;
constexpr double classes = 10;

/// Units of hidden layer 1 ... depth, from the choices of the space "perceptron".
double units(ArchitectureView architecture, std::size_t layer) {
    return 8U << architecture[layer];
}

/// Weights and biases.
double parameters(ArchitectureView architecture) {
    double total = 0;
    double below = inputs;
    for (std::size_t layer = 1; layer <= architecture[0] + std::size_t{1}; ++layer) {
        total += (below + 1) * units(architecture, layer);
        below = units(architecture, layer);
    }
    return total + (below + 1) * classes;
}

/// A network of n rectifiers has at most 2^n linear regions. Source: Montufar et al. 2014, arXiv:1402.1869.
double region_bits(ArchitectureView architecture) {
    double total = 0;
    for (std::size_t layer = 1; layer <= architecture[0] + std::size_t{1}; ++layer)
        total += units(architecture, layer);
    return total;
}

class ClosedForm : public MetricSource {
  public:
    using Formula = double (*)(ArchitectureView);

    ClosedForm(MetricInfo info, Formula formula) : MetricSource(std::move(info)), formula_(formula) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = formula_(batch[r]);
    }

    Formula formula_;
};

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.space->name() != "perceptron") return;
    const auto add = [&](const char* id, const char* unit, Direction direction, const char* citation,
                         ClosedForm::Formula formula) {
        const MetricInfo info{.id = id,
                              .unit = unit,
                              .direction = direction,
                              .source = "formula",
                              .kind = SourceKind::formula,
                              .citation = citation};
        offers.push_back({info, [=] { return std::make_shared<const ClosedForm>(info, formula); }});
    };
    add("params", "1", Direction::minimise, "weights and biases, counted", parameters);
    add("linear_regions", "bit", Direction::maximise, "Montufar et al. 2014, arXiv:1402.1869", region_bits);
}

const Registration<MetricPlugin> registration{{{.name = "perceptron-cost",
                                                .summary = "parameters and linear regions of perceptrons",
                                                .citation = "Montufar et al. 2014, arXiv:1402.1869",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
