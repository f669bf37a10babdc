// RAPID's own dominance rule, which is not Pareto's: rapid-published and the tuner reproduce its numbers with it.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/costs.hpp"

namespace archfront {

/// True where a is nowhere worse than b and better in at least two objectives: of two points that tie in all objectives
/// but one, neither dominates. A single objective, which RAPID does not provide for, has to be better. Feasible first,
/// as everywhere here. Source: adrs_tuner.py and rapid.py of github.com/McGill-Edge-Intelligence/RAPID.
bool dominates_as_published(const CostsView& costs, std::size_t a, std::size_t b);

/// Rows that no other dominates in this way, by violation and costs from the first objective on. O(n * front).
std::vector<std::size_t> front_as_published(const CostsView& costs);

}  // namespace archfront
