// Exact hypervolume of a set of points, of one that grows, and what each point contributes to it.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace archfront {

/// Volume dominated by n points of minimised costs, row-major, shape (n, m), and bounded by `reference`,
/// shape (m), which is finite. Exact for any m >= 1: sweeps in O(n log n) up to three objectives and in
/// O(n^2) for four, beyond by WFG down to that.
/// Points that are not strictly below the reference everywhere, or not finite, count nothing; order, ties and
/// dominated points do not matter.
double hypervolume(std::span<const double> points, std::span<const double> reference);

/// By how much the hypervolume would fall without each point, shape (n): 0 for points that count nothing, have
/// an equal or are dominated; a point that only one other dominates takes away from that one. O(n log n) up to
/// three objectives; beyond, n volumes of what the others cover of a point.
std::vector<double> hypervolume_contributions(std::span<const double> points,
                                              std::span<const double> reference);

class BoxUnion;

/// The hypervolume of a growing set of points.
class GrowingHypervolume {
  public:
    /// reference: shape (m), finite. REQUIRES: m >= 1.
    explicit GrowingHypervolume(std::span<const double> reference);
    ~GrowingHypervolume();
    GrowingHypervolume(GrowingHypervolume&&) noexcept;
    GrowingHypervolume& operator=(GrowingHypervolume&&) noexcept;

    /// Adds a point of minimised costs, shape (m), and returns by how much the hypervolume grew: 0 for a point
    /// that counts nothing, or that an earlier one dominates or equals. Two objectives: O(log n), averaged over n
    /// points; three: O(front); beyond: the volume of what the front covers of the point's box.
    double add(std::span<const double> point);

    /// The sum of the gains, which is hypervolume() of the points but for rounding.
    double value() const { return value_; }

  private:
    std::vector<double> reference_;
    std::vector<double> box_;  // memory
    std::unique_ptr<BoxUnion> union_;
    double value_ = 0;
};

}  // namespace archfront
