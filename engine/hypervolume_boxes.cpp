#include "engine/hypervolume_boxes.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <map>
#include <memory_resource>
#include <numeric>
#include <tuple>
#include <type_traits>

namespace archfront {
namespace {

double volume_2d(std::span<const double> boxes) {
    double area = 0;
    double covered = 0;
    for (const std::uint32_t row : tallest_first(boxes, 2, 0)) {
        const double y = boxes[std::size_t{2} * row + 1];
        if (y <= covered) continue;
        area += boxes[std::size_t{2} * row] * (y - covered);
        covered = y;
    }
    return area;
}

/// What Staircase is, as a tree: one rectangle anywhere in O(log n). x to y.
using Outline = std::pmr::map<double, double>;

/// Adds a rectangle and returns by how much the area grew.
double widen(Outline& steps, double x, double y) {
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

/// Downwards along z, the outline of the boxes that reach the present height grows.
double volume_3d(std::span<const double> boxes) {
    std::array<std::byte, 8'192> small;
    std::pmr::monotonic_buffer_resource memory{small.data(), small.size()};
    Outline outline(&memory);
    double volume = 0;
    for (const std::uint32_t row : tallest_first(boxes, 3, 2))
        volume += widen(outline, boxes[3 * row], boxes[3 * row + 1]) * boxes[3 * row + 2];
    return volume;
}

bool contains(const double* outer, const double* inner, std::size_t m) {
    bool all = true;
    for (std::size_t j = 0; j < m; ++j)
        all = all & (outer[j] >= inner[j]);
    return all;
}

/// A number of axes that the compiler can unroll loops by.
template <std::size_t m>
using Fixed = std::integral_constant<std::size_t, m>;

template <std::size_t m>
constexpr Fixed<m - 1> without_last(Fixed<m>) {
    return {};
}
constexpr std::size_t without_last(std::size_t m) {
    return m - 1;
}

}  // namespace

double BoxVolume::of(std::span<const double> boxes, std::size_t m) {
    if (boxes.empty()) return 0;
    if (m == 1) return *std::max_element(boxes.begin(), boxes.end());
    if (m == 2) return volume_2d(boxes);
    if (m == 3) return volume_3d(boxes);
    Boxes sorted;
    sorted.reserve(boxes.size());
    for (const std::uint32_t row : tallest_first(boxes, m, m - 1)) {
        const auto box = boxes.subspan(row * m, m);
        sorted.insert(sorted.end(), box.begin(), box.end());
    }
    return of_sorted(sorted, m);
}

double BoxVolume::of_sorted(std::span<const double> boxes, std::size_t m) {
    switch (m) {
        case 4:
            return in_four_axes(boxes);
        case 5:
            return by_last_axis(boxes, Fixed<5>());
        case 6:
            return by_last_axis(boxes, Fixed<6>());
        default:
            return by_last_axis(boxes, m);
    }
}

/// Every box adds, at its height along the last axis, what the taller ones leave uncovered along the others.
/// O(n^2), like the sweep of Guerreiro and Fonseca 2018, doi:10.1109/TEVC.2017.2729550.
double BoxVolume::in_four_axes(std::span<const double> boxes) {
    union_.clear();
    double volume = 0;
    for (std::size_t at = 0; at < boxes.size(); at += 4)
        volume += union_.add({boxes[at], boxes[at + 1], boxes[at + 2]}) * boxes[at + 3];
    return volume;
}

/// WFG: the same, where what is covered of a box is a union with one axis less. Of the taller boxes only
/// those are kept that no other contains along the remaining axes.
/// Source: While, Bradstreet and Barone 2012, doi:10.1109/TEVC.2010.2077298.
template <class Axes>
double BoxVolume::by_last_axis(std::span<const double> boxes, Axes m) {
    const auto k = without_last(m);
    if (levels_.size() <= m) levels_.resize(m + 1);
    double volume = 0;
    levels_[m].front.clear();
    for (std::size_t at = 0; at < boxes.size(); at += m) {
        const double* box = &boxes[at];
        Boxes& front = levels_[m].front;
        const double gained = uncovered({box, k}, front);
        if (gained <= 0) continue;
        volume += gained * box[k];
        std::size_t kept = 0;
        std::size_t place = 0;  // by the last of the remaining axes, as the next level needs it
        for (std::size_t other = 0; other < front.size(); other += k) {
            const bool keep = !contains(box, &front[other], k);
            std::copy_n(&front[other], std::size_t{k}, &front[kept]);
            kept += keep ? k : 0;
            place = keep && front[other + k - 1] > box[k - 1] ? kept : place;
        }
        front.resize(kept);
        front.insert(front.begin() + static_cast<std::ptrdiff_t>(place), box, box + k);
    }
    return volume;
}

double BoxVolume::uncovered(std::span<const double> box, std::span<const double> others) {
    const std::size_t m = box.size();
    const double whole = std::accumulate(box.begin(), box.end(), 1.0, std::multiplies<>());
    if (others.empty()) return whole;
    if (levels_.size() <= m) levels_.resize(m + 1);
    return whole - of_sorted(levels_[m].sieve.parts(box, others), m);
}

}  // namespace archfront
