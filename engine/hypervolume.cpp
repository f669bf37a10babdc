// Points become boxes between the origin and their distances from the reference, so that the reference drops
// out of the recursion: the hypervolume is the volume of the union of those boxes.
#include "engine/hypervolume.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <memory_resource>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "engine/hypervolume_boxes.hpp"

namespace archfront {

namespace {

/// Writes the distances of a point from the reference. Returns whether it is strictly below the reference
/// everywhere, and finite.
bool measure(const double* point, std::span<const double> reference, double* box) {
    bool inside = true;
    for (std::size_t j = 0; j < reference.size(); ++j) {
        box[j] = reference[j] - point[j];
        inside = inside & (box[j] > 0) & (box[j] <= std::numeric_limits<double>::max());
    }
    return inside;
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
    const std::vector<std::uint32_t> order = tallest_first(boxes, 2, 0);
    const auto x = [&](std::size_t i) { return i < order.size() ? boxes[std::size_t{2} * order[i]] : 0; };
    const auto y = [&](std::size_t i) { return boxes[std::size_t{2} * order[i] + 1]; };
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

/// While boxes come, the tallest first, what each covers alone at the height reached: strips side by side, and
/// what one rectangle covers of each from `bottom`, below which others do too, to `top`.
class ExclusiveVolumes {
  public:
    explicit ExclusiveVolumes(std::size_t boxes) : volumes_(boxes) {
        strips_.emplace(std::numeric_limits<double>::infinity(), Strip());
    }

    /// O(log n), averaged over n boxes: what changes of one rectangle's strips becomes one strip.
    void add(double x, double y, double z, std::uint32_t box) {
        auto at = strips_.lower_bound(x);
        if (at->second.bottom >= y) return;
        if (at->first != x) at = strips_.emplace_hint(at, x, at->second);
        while (at->second.bottom < y) {
            Strip& strip = at->second;
            close(at, z);
            strip = strip.top < y ? Strip{y, strip.top, z, box} : Strip{strip.top, y, z, strip.box};
            const auto next = std::next(at);
            if (next->first <= x && next->second == strip) at = strips_.erase(at);
            if (at == strips_.begin()) break;
            --at;
        }
    }

    std::vector<double> finish() {
        for (auto at = strips_.begin(); std::next(at) != strips_.end(); ++at)
            close(at, 0);
        return std::move(volumes_);
    }

  private:
    struct Strip {
        double top = 0;
        double bottom = 0;
        /// The height from which on this holds.
        double since = 0;
        std::uint32_t box = 0;

        bool operator==(const Strip&) const = default;
    };
    using Strips = std::pmr::map<double, Strip>;  // by right ends; tops and bottoms fall

    void close(Strips::const_iterator at, double z) {
        const double left = at == strips_.begin() ? 0 : std::prev(at)->first;
        const Strip& strip = at->second;
        volumes_[strip.box] += (at->first - left) * (strip.top - strip.bottom) * (strip.since - z);
    }

    std::pmr::monotonic_buffer_resource memory_;
    Strips strips_{&memory_};
    std::vector<double> volumes_;
};

/// The same for three axes. O(n log n), as Emmerich and Fonseca 2011, doi:10.1007/978-3-642-19893-9_9, and for
/// dominated boxes too: one that is the second to cover a place takes it from the first.
std::vector<double> exclusive_volumes_3d(const Boxes& boxes) {
    ExclusiveVolumes volumes(boxes.size() / 3);
    for (const std::uint32_t row : tallest_first(boxes, 3, 2)) {
        const double* box = &boxes[std::size_t{3} * row];
        volumes.add(box[0], box[1], box[2], row);
    }
    return volumes.finish();
}

}  // namespace

Boxes boxes_of(std::span<const double> points, std::span<const double> reference) {
    const std::size_t m = reference.size();
    ARCHFRONT_ASSERT(m > 0 && points.size() % m == 0, "points of another dimension");
    Boxes boxes(points.size());
    std::size_t end = 0;
    for (std::size_t at = 0; at < points.size(); at += m)
        end += measure(&points[at], reference, &boxes[end]) ? m : 0;
    boxes.resize(end);
    return boxes;
}

double hypervolume(std::span<const double> points, std::span<const double> reference) {
    return box_volume(boxes_of(points, reference), reference.size());
}

std::vector<double> hypervolume_contributions(std::span<const double> points,
                                              std::span<const double> reference) {
    const std::size_t m = reference.size();
    const Boxes boxes = boxes_of(points, reference);
    std::vector<double> contributions(points.size() / m);
    if (boxes.empty()) return contributions;
    const std::vector<double> volumes = m <= 2   ? exclusive_areas(planar(boxes, m))
                                        : m == 3 ? exclusive_volumes_3d(boxes)
                                                 : exclusive_volumes_by_slices(boxes, m);
    std::vector<double> box(m);
    auto volume = volumes.begin();
    for (std::size_t i = 0; i < contributions.size(); ++i) {
        if (measure(&points[i * m], reference, box.data())) contributions[i] = std::max(*volume++, 0.0);
    }
    return contributions;
}

GrowingHypervolume::GrowingHypervolume(std::span<const double> reference)
    : reference_(reference.begin(), reference.end()), box_(reference.size()) {
    ARCHFRONT_ASSERT(!reference.empty(), "objectives");
    union_ = make_box_union(reference.size());
}

GrowingHypervolume::~GrowingHypervolume() = default;
GrowingHypervolume::GrowingHypervolume(GrowingHypervolume&&) noexcept = default;
GrowingHypervolume& GrowingHypervolume::operator=(GrowingHypervolume&&) noexcept = default;

double GrowingHypervolume::add(std::span<const double> point) {
    ARCHFRONT_ASSERT(point.size() == reference_.size(), "a point of another dimension");
    if (!measure(point.data(), reference_, box_.data())) return 0;
    const double gained = std::max(union_->add(box_.data()), 0.0);
    value_ += gained;
    return gained;
}

}  // namespace archfront
