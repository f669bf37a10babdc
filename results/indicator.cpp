#include "results/indicator.hpp"

#include <cmath>

namespace archfront {

double IndicatorPlugin::evaluate(const IndicatorInput& input) const {
    const std::size_t m = input.objectives;
    ARCHFRONT_ASSERT(m > 0 && input.points.size() % m == 0 && input.reference_set.size() % m == 0,
                     "points of another dimension");
    ARCHFRONT_ASSERT(!needs_reference_point || input.reference_point.size() == m,
                     "a reference point of another dimension");
    ARCHFRONT_ASSERT(!needs_reference_set || !input.reference_set.empty(), "a reference set");
    ARCHFRONT_ASSERT(input.maximised.empty() || input.maximised.size() == m, "directions of another problem");
    for (const auto& values : {input.points, input.reference_set, input.reference_point}) {
        ARCHFRONT_ASSERT(std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); }),
                         "finite costs");
    }
    return compute(input);
}

ReferenceBounds reference_bounds(const IndicatorInput& input) {
    const auto first = input.reference(0);
    ReferenceBounds bounds{{first.begin(), first.end()}, {first.begin(), first.end()}};
    for (std::size_t r = 1; r < input.reference_count(); ++r) {
        for (std::size_t j = 0; j < input.objectives; ++j) {
            bounds.ideal[j] = std::min(bounds.ideal[j], input.reference(r)[j]);
            bounds.nadir[j] = std::max(bounds.nadir[j], input.reference(r)[j]);
        }
    }
    return bounds;
}

}  // namespace archfront
