// Hypervolume as an indicator, and its ratio to that of a reference set.
#include "engine/hypervolume.hpp"

#include "results/indicator.hpp"

namespace archfront {
namespace {

double hypervolume_ratio(const IndicatorInput& input) {
    const double best = hypervolume(input.reference_set, input.reference_point);
    if (best > 0) return hypervolume(input.points, input.reference_point) / best;
    throw UserError(
        "hypervolume-ratio: no point of the reference set is better than the reference point in "
        "every objective; move the reference point");
}

const Registration<IndicatorPlugin> volume{
    {{.name = "hypervolume",
      .summary = "volume between the front and the reference point",
      .citation = "Zitzler and Thiele 1998, doi:10.1007/BFb0056872",
      .file = __FILE__},
     [](const IndicatorInput& input) { return hypervolume(input.points, input.reference_point); },
     /*larger_is_better=*/true,
     /*needs_reference_point=*/true,
     /*needs_reference_set=*/false}};

const Registration<IndicatorPlugin> ratio{
    {{.name = "hypervolume-ratio",
      .summary = "hypervolume over that of the reference set",
      .citation = "Van Veldhuizen 1999, Air Force Institute of Technology, AFIT/DS/ENG/99-01",
      .file = __FILE__},
     hypervolume_ratio,
     /*larger_is_better=*/true,
     /*needs_reference_point=*/true,
     /*needs_reference_set=*/true}};

}  // namespace

}  // namespace archfront
