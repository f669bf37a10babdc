// Points become boxes between the origin and their distances from the reference, so that the reference drops
// out of the recursion: the hypervolume is the volume of the union of those boxes.
#include "results/hypervolume.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <memory_resource>
#include <numeric>
#include <tuple>
#include <vector>

#include "engine/error.hpp"

namespace archfront {
namespace {

/// n boxes by their far corners, row-major, shape (n, m), every coordinate positive and finite.
using Boxes = std::vector<double>;

/// Row numbers, sorted by coordinate `axis`, largest first.
std::vector<std::size_t> tallest_first(const Boxes& boxes, std::size_t m, std::size_t axis) {
    std::vector<std::size_t> order(boxes.size() / m);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return boxes[a * m + axis] > boxes[b * m + axis]; });
    return order;
}

double volume_2d(const Boxes& boxes) {
    double area = 0;
    double covered = 0;
    for (const std::size_t row : tallest_first(boxes, 2, 0)) {
        const double y = boxes[2 * row + 1];
        if (y <= covered) continue;
        area += boxes[2 * row] * (y - covered);
        covered = y;
    }
    return area;
}

/// The outline of a union of rectangles: x to y, y strictly falling as x rises.
using Staircase = std::pmr::map<double, double>;

/// Adds a rectangle and returns by how much the area grew.
double widen(Staircase& steps, double x, double y) {
    auto next = steps.lower_bound(x);
    double covered = next == steps.end() ? 0 : next->second;
    if (covered >= y) return 0;
    if (next != steps.end() && next->first == x) next = steps.erase(next);
    double gained = 0;
    double right = x;
    while (next != steps.begin() && std::prev(next)->second <= y) {
        const auto hidden = std::prev(next);
        gained += (right - hidden->first) * (y - covered);
        std::tie(right, covered) = *hidden;
        next = steps.erase(hidden);
    }
    const double left = next == steps.begin() ? 0 : std::prev(next)->first;
    steps.emplace_hint(next, x, y);
    return gained + (right - left) * (y - covered);
}

/// Adds up the volume of boxes that come tallest first (along z), over the outline of all boxes that reach
/// the present height. O(log n) for each.
class Sweep {
  public:
    void add(double x, double y, double z) {
        volume_ += area_ * (height_ - z);
        height_ = z;
        area_ += widen(steps_, x, y);
    }
    double volume() const { return volume_ + area_ * height_; }

  private:
    std::array<std::byte, 8'192> small_;
    std::pmr::monotonic_buffer_resource memory_{small_.data(), small_.size()};
    Staircase steps_{&memory_};
    double volume_ = 0;
    double area_ = 0;
    double height_ = 0;
};

double volume_3d(const Boxes& boxes) {
    Sweep sweep;
    for (const std::size_t row : tallest_first(boxes, 3, 2))
        sweep.add(boxes[3 * row], boxes[3 * row + 1], boxes[3 * row + 2]);
    return sweep.volume();
}

/// Wfg below for four axes, where what covers a box can be swept as it is found. O(n^2 log n).
double volume_4d(const Boxes& boxes) {
    const std::vector<std::size_t> by_height = tallest_first(boxes, 4, 2);
    std::vector<std::size_t> rank(by_height.size());
    std::size_t next_rank = 0;
    for (const std::size_t row : tallest_first(boxes, 4, 3))
        rank[row] = next_rank++;
    double volume = 0;
    for (const std::size_t row : by_height) {
        const double* box = &boxes[4 * row];
        Sweep covered;
        for (const std::size_t other : by_height) {
            if (rank[other] >= rank[row]) continue;
            const double* corner = &boxes[4 * other];
            covered.add(std::min(box[0], corner[0]), std::min(box[1], corner[1]),
                        std::min(box[2], corner[2]));
        }
        volume += box[3] * (box[0] * box[1] * box[2] - covered.volume());
    }
    return volume;
}

/// Appends a box unless one of `boxes` contains it, and drops those that it contains.
void insert_nondominated(Boxes& boxes, std::span<const double> box) {
    const std::size_t m = box.size();
    const auto contains = [m](const double* outer, const double* inner) {
        return std::equal(outer, outer + m, inner, std::greater_equal<>());
    };
    std::size_t kept = 0;
    for (std::size_t at = 0; at < boxes.size(); at += m) {
        if (contains(&boxes[at], box.data())) return;  // then it contained none of those before
        if (contains(box.data(), &boxes[at])) continue;
        if (kept != at) std::copy_n(&boxes[at], m, &boxes[kept]);
        kept += m;
    }
    boxes.resize(kept);
    boxes.insert(boxes.end(), box.begin(), box.end());
}

/// WFG: every box adds what those after it leave uncovered of it. With the boxes sorted along the last axis,
/// lowest first, all that later boxes cover of one reaches its full height, so one axis drops out.
/// Source: While, Bradstreet and Barone 2012, doi:10.1109/TEVC.2010.2077298.
class Wfg {
  public:
    explicit Wfg(std::size_t m) : covered_(m) {}

    double volume_of(const Boxes& boxes, std::size_t m) {
        if (m == 2) return volume_2d(boxes);
        if (m == 3) return volume_3d(boxes);
        if (m == 4) return volume_4d(boxes);
        std::vector<std::size_t> order = tallest_first(boxes, m, m - 1);
        double volume = 0;
        for (std::size_t i = order.size(); i-- > 0;) {
            const double* box = &boxes[order[i] * m];
            volume += box[m - 1] * uncovered(boxes, m, box, std::span(order).first(i));
        }
        return volume;
    }

  private:
    /// How much of `box` the boxes in `others` leave, along all axes but the last.
    double uncovered(const Boxes& boxes, std::size_t m, const double* box,
                     std::span<const std::size_t> others) {
        Boxes& covered = covered_[m - 1];
        covered.clear();
        std::vector<double> common(m - 1);
        for (const std::size_t other : others) {
            bool whole = true;
            for (std::size_t j = 0; j + 1 < m; ++j) {
                common[j] = std::min(box[j], boxes[other * m + j]);
                whole = whole && common[j] == box[j];
            }
            if (whole) return 0;
            insert_nondominated(covered, common);
        }
        const double whole = std::accumulate(box, box + m - 1, 1.0, std::multiplies<>());
        return covered.empty() ? whole : whole - volume_of(covered, m - 1);
    }

    std::vector<Boxes> covered_;  // by number of axes: one buffer for each depth of the recursion
};

}  // namespace

double hypervolume(std::span<const double> points, std::span<const double> reference) {
    const std::size_t m = reference.size();
    ARCHFRONT_ASSERT(m > 0 && points.size() % m == 0, "points of another dimension");
    Boxes boxes;
    std::vector<double> box(m);
    for (std::size_t at = 0; at < points.size(); at += m) {
        std::transform(reference.begin(), reference.end(), points.begin() + static_cast<std::ptrdiff_t>(at),
                       box.begin(), std::minus<>());
        const bool inside = std::all_of(
            box.begin(), box.end(), [](double distance) { return distance > 0 && std::isfinite(distance); });
        if (!inside) continue;
        if (m > 3)
            insert_nondominated(boxes, box);
        else
            boxes.insert(boxes.end(), box.begin(), box.end());
    }
    if (boxes.empty()) return 0;
    if (m == 1) return *std::max_element(boxes.begin(), boxes.end());
    return Wfg(m).volume_of(boxes, m);
}

}  // namespace archfront
