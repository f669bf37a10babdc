// Average distance from reference set, as RAPID computes it, and with a guard for objectives in which the
// reference set does not vary.
#include <cmath>

#include "results/indicator.hpp"
#include "results/statistics.hpp"

namespace archfront {
namespace {

using Row = std::span<const double>;

/// Mean over the reference points of the distance to the nearest point, which is the largest |difference| in
/// any objective, in units of scale[j].
double mean_distance(const IndicatorInput& input, const std::vector<double>& scale) {
    return mean(distances_to_nearest(input, [&](Row reference, Row point) {
        double distance = 0;
        for (std::size_t j = 0; j < point.size(); ++j)
            distance = std::max(distance, std::abs(point[j] - reference[j]) / scale[j]);
        return distance;
    }));
}

/// nadir - ideal of the reference set in each objective.
std::vector<double> ranges(const IndicatorInput& input) {
    const ReferenceBounds bounds = reference_bounds(input);
    std::vector<double> ranges;
    for (std::size_t j = 0; j < input.objectives; ++j)
        ranges.push_back(bounds.nadir[j] - bounds.ideal[j]);
    return ranges;
}

double adrs(const IndicatorInput& input) {
    std::vector<double> scale = ranges(input);
    std::replace(scale.begin(), scale.end(), 0.0, 1.0);
    return mean_distance(input, scale);
}

double adrs_as_published(const IndicatorInput& input) {
    const std::vector<double> scale = ranges(input);
    const auto zero = std::find(scale.begin(), scale.end(), 0.0);
    if (zero != scale.end()) {
        throw UserError(
            "adrs-as-published divides by the range of the reference set, which is 0 in objective " +
            std::to_string(zero - scale.begin() + 1) + "; use adrs, which does not scale there");
    }
    return mean_distance(input, scale);
}

constexpr const char* citation = "adrs_tuner.py of https://github.com/McGill-Edge-Intelligence/RAPID";

const Registration<IndicatorPlugin> guarded{
    {{.name = "adrs",
      .summary =
          "mean distance from each reference point to the nearest point: the largest difference in any "
          "objective, in ranges of the reference set (unscaled where that range is 0)",
      .citation = citation,
      .file = __FILE__},
     adrs}};

const Registration<IndicatorPlugin> as_published{
    {{.name = "adrs-as-published",
      .summary = "as adrs, but undefined where the reference set does not vary in an objective",
      .citation = citation,
      .file = __FILE__},
     adrs_as_published}};

}  // namespace
}  // namespace archfront
