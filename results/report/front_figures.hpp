// Figures of the fronts of one device, as many objectives as there are.
#pragma once

#include <cstddef>
#include <vector>

#include "results/report/study_report.hpp"

namespace archfront {

/// For two objectives fronts and attainment_figures; for three fronts in each pair of objectives and
/// attainment_figures; beyond, parallel coordinates; none for one.
/// REQUIRES: some run found something feasible on the device.
std::vector<Figure> front_figures(const Study& study, const Analysis& analysis, std::size_t device);

}  // namespace archfront
