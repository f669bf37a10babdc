// Figures of what the runs on one device attain, in two objectives and in slices through three.
#pragma once

#include <cstddef>
#include <vector>

#include "results/report/front_layers.hpp"
#include "results/report/study_report.hpp"

namespace archfront {

/// The median attainment surfaces of all optimisers, and where the two best attain differently. Three objectives are
/// cut: runs attain a point of the plane with a third cost of c exactly when what they found with a third cost of at
/// most c attains it, so a slice is the attainment of that in two objectives; at the quartiles of the third cost over
/// the best front, the difference at its median.
/// fronts: has the axes, plane what is drawn on them. REQUIRES: two or three objectives.
std::vector<Figure> attainment_figures(const Study& study, const Analysis& analysis, std::size_t device,
                                       const Figure& fronts, const Plane& plane);

}  // namespace archfront
