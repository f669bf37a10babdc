// Studies of different problems side by side: what their optimisers have in common.
#pragma once

#include <string>
#include <vector>

#include "results/combine.hpp"

namespace archfront {

/// Leaves the optimisers that all studies have, in the order of the first, and as many runs of each as the smallest
/// study has. Returns what was left out, in sentences without a stop. Throws UserError when fewer than two studies are
/// given, or they have no optimiser in common.
std::vector<std::string> keep_common(std::vector<NamedStudy>& studies);

/// One study whose devices are all devices of all studies, "STUDY" or "STUDY: DEVICE", with their references, and whose
/// cells have costs alone: enough for hypervolumes and what is said of them, whatever was traded off.
/// REQUIRES: keep_common was called.
Study side_by_side(const std::vector<NamedStudy>& studies);

}  // namespace archfront
