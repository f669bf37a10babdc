// The volume of a union of boxes, for any number of axes. Only engine/hypervolume*.cpp include it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/hypervolume_sieve.hpp"
#include "engine/hypervolume_sweep.hpp"

namespace archfront {

/// Volumes of unions of boxes. Keeps its memory between calls, because the recursion over axes makes many.
class BoxVolume {
  public:
    /// Order, ties and contained boxes do not matter. REQUIRES: m >= 1.
    double of(std::span<const double> boxes, std::size_t m);

    /// The volume of `box`, shape (m), that none of `others`, shape (n, m), covers.
    /// REQUIRES: m >= 4; others by their last coordinate, largest first.
    double uncovered(std::span<const double> box, std::span<const double> others);

  private:
    template <class Axes>
    double by_last_axis(std::span<const double> boxes, Axes m);
    double in_four_axes(std::span<const double> boxes);
    double of_sorted(std::span<const double> boxes, std::size_t m);

    /// Memory of the recursion at one number of axes.
    struct Level {
        Boxes front;
        BoxSieve sieve;
    };

    std::vector<Level> levels_;  // by number of axes
    BoxUnion3d union_;
};

}  // namespace archfront
