// Hypervolume by random points, for fronts whose exact hypervolume would take too long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace archfront {

struct HypervolumeEstimate {
    double value = 0;
    /// As if two more samples had counted and two had not, so that it is 0 only for a hypervolume that is.
    double standard_error = 0;
};

/// From `samples` random points, O(n m) each: the dominated share of points between the ideal and the reference or,
/// where the volumes of the points' boxes add up to less, of points in the boxes, the share that no earlier box
/// covers. Points and reference as for hypervolume(). The same seed gives the same estimate.
/// Sources: Bader and Zitzler 2011, doi:10.1162/EVCO_a_00009; Karp, Luby and Madras 1989,
/// doi:10.1016/0196-6774(89)90038-2; standard error of a proportion as Agresti and Coull 1998,
/// doi:10.1080/00031305.1998.10480550. REQUIRES: samples > 0.
HypervolumeEstimate estimate_hypervolume(std::span<const double> points, std::span<const double> reference,
                                         std::size_t samples, std::uint64_t seed = 0);

/// How many points in m objectives, none of which dominates another, take about a second exactly, on one core of
/// 2.6 GHz. Measured on concave spheres, which are harder than most.
std::size_t points_in_a_second(std::size_t m);

/// How many samples of n points in m objectives take about a second.
std::size_t samples_in_a_second(std::size_t n, std::size_t m);

}  // namespace archfront
