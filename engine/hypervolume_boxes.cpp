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
#include <vector>

#include "engine/hypervolume_sieve.hpp"

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
    for (const std::uint32_t row : tallest_first(boxes, 3, 2)) {
        const double* box = &boxes[std::size_t{3} * row];
        volume += widen(outline, box[0], box[1]) * box[2];
    }
    return volume;
}

class SegmentUnion final : public BoxUnion {
  public:
    void clear() override { longest_ = 0; }

    double add(const double* box) override {
        const double gained = std::max(*box - longest_, 0.0);
        longest_ = std::max(*box, longest_);
        return gained;
    }

  private:
    double longest_ = 0;
};

class RectangleUnion final : public BoxUnion {
  public:
    void clear() override { outline_.clear(); }
    double add(const double* box) override { return widen(outline_, box[0], box[1]); }

  private:
    Outline outline_;
};

class CuboidUnion final : public BoxUnion {
  public:
    void clear() override { boxes_.clear(); }
    double add(const double* box) override { return boxes_.add({box[0], box[1], box[2]}); }

  private:
    BoxUnion3d boxes_;
};

bool contains(const double* outer, const double* inner, std::size_t m) {
    bool all = true;
    for (std::size_t j = 0; j < m; ++j)
        all = all & (outer[j] >= inner[j]);
    return all;
}

/// Adds a box to a front that is ordered by the last axis, largest first, and drops those that it contains.
template <class Axes>
void add_to_front(Boxes& front, const double* box, Axes m) {
    std::size_t kept = 0;
    std::size_t place = 0;
    for (std::size_t other = 0; other < front.size(); other += m) {
        const bool keep = !contains(box, &front[other], m);
        std::copy_n(&front[other], std::size_t{m}, &front[kept]);
        kept += keep ? m : 0;
        place = keep && front[other + m - 1] > box[m - 1] ? kept : place;
    }
    front.resize(kept);
    front.insert(front.begin() + static_cast<std::ptrdiff_t>(place), box, box + m);
}

/// What part of a box none of some others covers, by slices along the last axis.
class Uncovered {
  public:
    /// REQUIRES: m >= 4.
    explicit Uncovered(std::size_t m) : m_(m) {}

    /// The volume. Others: shape (n, m), by the last axis, largest first.
    double operator()(const double* box, std::span<const double> others) {
        const double whole = std::accumulate(box, box + m_, 1.0, std::multiplies<>());
        return others.empty() ? whole : whole - volume(sieve_.parts({box, m_}, others));
    }

    /// Every box adds, at its height along the last axis, what the taller ones leave uncovered along the others.
    /// Sources: While, Bradstreet and Barone 2012, doi:10.1109/TEVC.2010.2077298; four axes as Guerreiro and
    /// Fonseca 2018, doi:10.1109/TEVC.2017.2729550.
    double volume(std::span<const double> boxes) {
        // Not before it is needed: the depth of recursion is bounded by the number of boxes, too.
        if (!slice_) slice_ = make_box_union(m_ - 1);
        slice_->clear();
        double volume = 0;
        for (std::size_t at = 0; at < boxes.size(); at += m_)
            volume += slice_->add(&boxes[at]) * boxes[at + m_ - 1];
        return volume;
    }

  private:
    std::size_t m_;
    BoxSieve sieve_;
    std::unique_ptr<BoxUnion> slice_;
};

class ManyAxesUnion final : public BoxUnion {
  public:
    explicit ManyAxesUnion(std::size_t m) : m_(m), uncovered_(m) {}

    void clear() override { front_.clear(); }

    double add(const double* box) override {
        const double gained = uncovered_(box, front_);
        if (gained <= 0) return 0;
        switch (m_) {
            case 4:
                add_to_front(front_, box, std::integral_constant<std::size_t, 4>());
                break;
            case 5:
                add_to_front(front_, box, std::integral_constant<std::size_t, 5>());
                break;
            default:
                add_to_front(front_, box, m_);
        }
        return gained;
    }

  private:
    std::size_t m_;
    Uncovered uncovered_;
    Boxes front_;  // by the last axis, largest first
};

/// The boxes by their last axis, largest first.
Boxes sorted(std::span<const double> boxes, std::size_t m, std::span<const std::uint32_t> order) {
    Boxes sorted;
    sorted.reserve(boxes.size());
    for (const std::uint32_t row : order) {
        const auto box = boxes.subspan(row * m, m);
        sorted.insert(sorted.end(), box.begin(), box.end());
    }
    return sorted;
}

}  // namespace

std::unique_ptr<BoxUnion> make_box_union(std::size_t m) {
    switch (m) {
        case 1:
            return std::make_unique<SegmentUnion>();
        case 2:
            return std::make_unique<RectangleUnion>();
        case 3:
            return std::make_unique<CuboidUnion>();
        default:
            return std::make_unique<ManyAxesUnion>(m);
    }
}

double box_volume(std::span<const double> boxes, std::size_t m) {
    if (boxes.empty()) return 0;
    if (m == 1) return *std::max_element(boxes.begin(), boxes.end());
    if (m == 2) return volume_2d(boxes);
    if (m == 3) return volume_3d(boxes);
    return Uncovered(m).volume(sorted(boxes, m, tallest_first(boxes, m, m - 1)));
}

std::vector<double> exclusive_volumes_by_slices(std::span<const double> boxes, std::size_t m) {
    const std::vector<std::uint32_t> order = tallest_first(boxes, m, m - 1);
    const Boxes all = sorted(boxes, m, order);
    Boxes others(all.begin() + static_cast<std::ptrdiff_t>(m), all.end());  // all but one
    std::vector<double> volumes(order.size());
    Uncovered uncovered(m);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double* box = &all[i * m];
        volumes[order[i]] = uncovered(box, others);
        if (i + 1 < order.size()) std::copy_n(box, m, &others[i * m]);
    }
    return volumes;
}

}  // namespace archfront
