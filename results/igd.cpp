// Inverted generational distance and IGD+: how far, on average, a reference point is from the nearest point.
#include <cmath>

#include "results/indicator.hpp"
#include "results/statistics.hpp"

namespace archfront {
namespace {

using Row = std::span<const double>;

double euclidean(Row reference, Row point) {
    double sum = 0;
    for (std::size_t j = 0; j < point.size(); ++j)
        sum += (point[j] - reference[j]) * (point[j] - reference[j]);
    return std::sqrt(sum);
}

/// Only where the point is worse than the reference point, which makes IGD+ weakly Pareto compliant.
double euclidean_where_worse(Row reference, Row point) {
    double sum = 0;
    for (std::size_t j = 0; j < point.size(); ++j) {
        const double worse = std::max(point[j] - reference[j], 0.0);
        sum += worse * worse;
    }
    return std::sqrt(sum);
}

const Registration<IndicatorPlugin> igd{
    {{.name = "igd",
      .summary = "mean Euclidean distance from each reference point to the nearest point",
      .citation = "Coello Coello and Reyes Sierra 2004, doi:10.1007/978-3-540-24694-7_71",
      .file = __FILE__},
     [](const IndicatorInput& input) { return mean(distances_to_nearest(input, euclidean)); }}};

const Registration<IndicatorPlugin> igd_plus{
    {{.name = "igd-plus",
      .summary = "as igd, counting only the objectives in which the point is worse",
      .citation = "Ishibuchi et al. 2015, doi:10.1007/978-3-319-15892-1_8",
      .file = __FILE__},
     [](const IndicatorInput& input) { return mean(distances_to_nearest(input, euclidean_where_worse)); }}};

}  // namespace
}  // namespace archfront
