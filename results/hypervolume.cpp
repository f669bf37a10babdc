// Points become boxes between the origin and their distances from the reference, so that the reference drops
// out of the recursion: the hypervolume is the volume of the union of those boxes.
#include "results/hypervolume.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "engine/error.hpp"
#include "results/hypervolume_boxes.hpp"
#include "results/indicator.hpp"

namespace archfront {

double hypervolume(std::span<const double> points, std::span<const double> reference) {
    const std::size_t m = reference.size();
    ARCHFRONT_ASSERT(m > 0 && points.size() % m == 0, "points of another dimension");
    Boxes boxes;
    boxes.reserve(points.size());
    for (std::size_t at = 0; at < points.size(); at += m) {
        bool inside = true;
        for (std::size_t j = 0; j < m; ++j) {
            boxes.push_back(reference[j] - points[at + j]);
            inside = inside && boxes.back() > 0 && std::isfinite(boxes.back());
        }
        if (!inside) boxes.resize(boxes.size() - m);
    }
    return BoxVolume().of(boxes, m);
}

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
