// Epsilon indicators: by how much the front must be improved in every objective to weakly dominate each
// reference point.
#include "engine/text.hpp"
#include "results/indicator.hpp"

namespace archfront {
namespace {

using Row = std::span<const double>;

constexpr const char* citation = "Zitzler et al. 2003, doi:10.1109/TEVC.2003.810758";

double largest_excess(Row reference, Row point) {
    double excess = point[0] - reference[0];
    for (std::size_t j = 1; j < point.size(); ++j)
        excess = std::max(excess, point[j] - reference[j]);
    return excess;
}

double largest(const std::vector<double>& values) {
    return *std::max_element(values.begin(), values.end());
}

double epsilon_multiplicative(const IndicatorInput& input) {
    const auto is_maximised = [&](std::size_t j) { return !input.maximised.empty() && input.maximised[j]; };
    for (const Row costs : {input.points, input.reference_set}) {
        for (std::size_t i = 0; i < costs.size(); ++i) {
            const std::size_t j = i % input.objectives;
            const double value = is_maximised(j) ? -costs[i] : costs[i];
            if (value > 0) continue;
            throw UserError("epsilon-multiplicative: value " + format_number(value) + " in objective " +
                            std::to_string(j + 1) +
                            "; ratios need positive values, use epsilon-additive instead");
        }
    }
    return largest(distances_to_nearest(input, [&](Row reference, Row point) {
        double factor = 0;
        for (std::size_t j = 0; j < point.size(); ++j)
            factor = std::max(factor, is_maximised(j) ? reference[j] / point[j] : point[j] / reference[j]);
        return factor;
    }));
}

const Registration<IndicatorPlugin> additive{
    {{.name = "epsilon-additive",
      .summary = "the smallest number that, subtracted from all costs, makes the front weakly dominate the "
                 "reference set",
      .citation = citation,
      .file = __FILE__},
     [](const IndicatorInput& input) { return largest(distances_to_nearest(input, largest_excess)); }}};

const Registration<IndicatorPlugin> multiplicative{
    {{.name = "epsilon-multiplicative",
      .summary = "the smallest factor by which improving every value makes the front weakly dominate the "
                 "reference set; positive values only",
      .citation = citation,
      .file = __FILE__},
     epsilon_multiplicative}};

}  // namespace
}  // namespace archfront
