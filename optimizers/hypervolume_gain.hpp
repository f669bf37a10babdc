// How much hypervolume a point would add to a front, for any number of objectives and in a time that does not
// depend on the front: along random directions from the reference point, a front is the distance it reaches.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/random.hpp"

namespace archfront {

/// In extents of the front beyond its best costs: far enough that the ends of the front can grow, which a reference
/// point close to the front so far would never reward.
inline constexpr double far_reference = 3;

class HypervolumeGain {
  public:
    /// Of an empty front, measured along `directions` random directions against a reference point of `reference` in
    /// each of m costs.
    HypervolumeGain(RandomGenerator& random, std::size_t m, std::size_t directions, double reference);

    /// Takes a point into the front; costs, shape (m).
    void add(std::span<const double> costs);

    /// Estimate of the volume that a point would add, in units of its own: up to a factor that only the number of
    /// objectives decides. Mean over points, row-major, shape (n, m). Rounded to 24 bits, lest the last bit of another
    /// machine's exp() behind the costs decide between two candidates.
    /// Source: Deng and Zhang 2019, doi:10.1109/TEVC.2019.2909271; Golovin and Zhang 2020, arXiv:2006.04655, lemma 5.
    double mean_gain(std::span<const double> points) const;

  private:
    /// Volume reached along each direction, written to reached_.
    void reach(std::span<const double> costs) const;

    std::size_t m_;
    double reference_;
    std::vector<double> inverses_;         // 1 / direction, shape (m, directions)
    std::vector<double> front_;            // volume reached along each direction
    mutable std::vector<double> reached_;  // likewise, of one point
    mutable std::vector<double> gained_;   // likewise, of all points
};

}  // namespace archfront
