// The volume of a union of boxes, and one that grows box by box, for any number of axes. Only
// engine/hypervolume*.cpp include it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/hypervolume_sweep.hpp"

namespace archfront {

/// The boxes of the points, shape (n, m), that are finite and strictly below the reference, shape (m), everywhere:
/// their distances from it, in their order. REQUIRES: m >= 1.
Boxes boxes_of(std::span<const double> points, std::span<const double> reference);

/// A growing union of boxes. Keeps its memory when cleared, because a recursion over axes grows many.
class BoxUnion {
  public:
    virtual ~BoxUnion() = default;

    virtual void clear() = 0;

    /// Adds a box, shape (m), and drops those that it contains. Returns by how much the volume grew.
    virtual double add(const double* box) = 0;
};

/// An empty union of boxes of m axes. To add a box takes constant time for one axis, O(log n) for two, averaged
/// over n boxes, O(n) for three, and beyond the volume of what the others cover of it. REQUIRES: m >= 1.
std::unique_ptr<BoxUnion> make_box_union(std::size_t m);

/// Volume of a union of boxes, shape (n, m). Order, ties and contained boxes do not matter. REQUIRES: m >= 1.
double box_volume(std::span<const double> boxes, std::size_t m);

/// What each box, shape (n, m), covers alone, shape (n). REQUIRES: m >= 4, n >= 1.
std::vector<double> exclusive_volumes_by_slices(std::span<const double> boxes, std::size_t m);

}  // namespace archfront
