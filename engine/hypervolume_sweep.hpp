// Unions of boxes that grow one box at a time, by sweeps over outlines. A box reaches from the origin to a
// far corner: a point as its distances from a reference, which thereby drops out of everything below.
// Only engine/hypervolume*.cpp include it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace archfront {

/// n boxes by their far corners, row-major, shape (n, m), every coordinate positive and finite.
using Boxes = std::vector<double>;

/// Row numbers by coordinate `axis`, largest first, equal ones by row. O(n log n) at worst, O(n) where the
/// coordinates are spread evenly. REQUIRES: at least one row, fewer than 2^32 - 1; axis < m.
std::vector<std::uint32_t> tallest_first(std::span<const double> boxes, std::size_t m, std::size_t axis);

/// The outline of a union of rectangles: steps (x, y), x rising and y strictly falling.
class Staircase {
  public:
    /// REQUIRES: at most `capacity` calls of add() follow.
    void clear(std::size_t capacity);

    /// The first step at x or right of it: found from the left, from the right or by bisection.
    std::size_t from_left(double x) const;
    std::size_t from_right(double x) const;
    std::size_t by_bisection(double x) const;

    /// Adds a rectangle and returns by how much the area grew. Constant time, but for the steps that it hides
    /// and, where it becomes neither the first nor the last step, those on its right.
    /// REQUIRES: at is the first step at x or right of it.
    double add(double x, double y, std::size_t at);

  private:
    struct Step {
        double x;
        double y;
    };

    std::vector<Step> steps_;  // begin_ to end_ are in use, with room on both sides
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// A growing union of boxes in three axes, kept in two orders so that a look at one more box is two linear
/// passes.
class BoxUnion3d {
  public:
    struct Box {
        double x;
        double y;
        double z;
    };

    void clear();

    /// Adds a box, and drops those that it contains; returns by how much the volume grew. Summed over n boxes
    /// O(n^2), because only a box that is about to be dropped can need more than constant time in a pass.
    double add(const Box& box);

  private:
    /// How much of a box the union leaves uncovered; O(n), but for boxes that it contains.
    double uncovered(const Box& box);

    std::vector<Box> by_x_;  // largest first, likewise
    std::vector<Box> by_z_;
    Staircase outline_;
    // Of the box that uncovered() last found a part of: where it belongs, and whether it contains others.
    std::ptrdiff_t place_by_x_ = 0;
    std::ptrdiff_t place_by_z_ = 0;
    bool contains_others_ = false;
};

}  // namespace archfront
