// Points become boxes between the origin and their distances from the reference, so that the reference drops
// out of the recursion: the hypervolume is the volume of the union of those boxes.
#include "engine/hypervolume.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "engine/error.hpp"
#include "engine/hypervolume_boxes.hpp"

namespace archfront {

namespace {

/// The boxes of the points that are strictly below the reference, and the points' row numbers.
struct PointBoxes {
    Boxes boxes;
    std::vector<std::size_t> rows;
};

PointBoxes boxes_of(std::span<const double> points, std::span<const double> reference) {
    const std::size_t m = reference.size();
    ARCHFRONT_ASSERT(m > 0 && points.size() % m == 0, "points of another dimension");
    PointBoxes counted;
    Boxes& boxes = counted.boxes;
    boxes.reserve(points.size());
    for (std::size_t at = 0; at < points.size(); at += m) {
        bool inside = true;
        for (std::size_t j = 0; j < m; ++j) {
            boxes.push_back(reference[j] - points[at + j]);
            inside = inside && boxes.back() > 0 && std::isfinite(boxes.back());
        }
        if (inside)
            counted.rows.push_back(at / m);
        else
            boxes.resize(boxes.size() - m);
    }
    return counted;
}

/// Lengths as rectangles of height 1.
Boxes planar(const Boxes& boxes, std::size_t m) {
    if (m == 2) return boxes;
    Boxes rectangles;
    for (const double length : boxes)
        rectangles.insert(rectangles.end(), {length, 1.0});
    return rectangles;
}

/// What each rectangle covers alone. O(n log n).
std::vector<double> exclusive_areas(const Boxes& boxes) {
    const std::vector<std::size_t> order = tallest_first(boxes, 2, 0);
    const auto x = [&](std::size_t i) { return i < order.size() ? boxes[2 * order[i]] : 0; };
    const auto y = [&](std::size_t i) { return boxes[2 * order[i] + 1]; };
    std::vector<double> areas(order.size());
    double below = 0;
    for (std::size_t step = 0; step < order.size();) {
        // The next step of the outline ends what this one can cover alone, and lower ones share it.
        std::size_t next = step + 1;
        while (next < order.size() && y(next) <= y(step))
            ++next;
        double area = (x(step) - x(next)) * (y(step) - below);
        double shared = below;
        for (std::size_t i = step + 1; i < next; ++i) {
            if (y(i) <= shared) continue;
            area -= (x(i) - x(next)) * (y(i) - shared);
            shared = y(i);
        }
        areas[order[step]] = area;
        below = y(step);
        step = next;
    }
    return areas;
}

/// The same for three axes. O(n^2).
std::vector<double> exclusive_volumes_3d(const Boxes& boxes) {
    std::vector<BoxUnion3d::Box> all;
    for (std::size_t at = 0; at < boxes.size(); at += 3)
        all.push_back({boxes[at], boxes[at + 1], boxes[at + 2]});
    BoxUnion3d together;
    together.assign(all);
    std::vector<double> volumes;
    for (const BoxUnion3d::Box& box : all)
        volumes.push_back(together.exclusive(box));
    return volumes;
}

/// The same for four axes and more.
std::vector<double> exclusive_volumes(const Boxes& boxes, std::size_t m) {
    const std::vector<std::size_t> order = tallest_first(boxes, m, m - 1);
    const auto row = [m](const Boxes& from, std::size_t at) { return std::span(from).subspan(at * m, m); };
    Boxes others;  // all but one, always by the last axis
    for (std::size_t i = 1; i < order.size(); ++i)
        others.insert(others.end(), row(boxes, order[i]).begin(), row(boxes, order[i]).end());
    std::vector<double> volumes(order.size());
    BoxVolume volume;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto box = row(boxes, order[i]);
        volumes[order[i]] = volume.uncovered(box, others);
        if (i + 1 < order.size())
            std::copy(box.begin(), box.end(), others.begin() + static_cast<std::ptrdiff_t>(i * m));
    }
    return volumes;
}

}  // namespace

double hypervolume(std::span<const double> points, std::span<const double> reference) {
    return BoxVolume().of(boxes_of(points, reference).boxes, reference.size());
}

std::vector<double> hypervolume_contributions(std::span<const double> points,
                                              std::span<const double> reference) {
    const std::size_t m = reference.size();
    const PointBoxes counted = boxes_of(points, reference);
    std::vector<double> contributions(points.size() / m);
    if (counted.rows.empty()) return contributions;
    const std::vector<double> volumes = m <= 2   ? exclusive_areas(planar(counted.boxes, m))
                                        : m == 3 ? exclusive_volumes_3d(counted.boxes)
                                                 : exclusive_volumes(counted.boxes, m);
    for (std::size_t i = 0; i < volumes.size(); ++i)
        contributions[counted.rows[i]] = std::max(volumes[i], 0.0);
    return contributions;
}

}  // namespace archfront
