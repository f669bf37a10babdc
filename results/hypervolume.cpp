// Points become boxes between the origin and their distances from the reference, so that the reference drops
// out of the recursion: the hypervolume is the volume of the union of those boxes.
#include "results/hypervolume.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "engine/error.hpp"
#include "results/hypervolume_boxes.hpp"

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

}  // namespace archfront
