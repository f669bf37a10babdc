// Dominance, fronts and ranks. Costs are minimised; equal points do not dominate each other.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/costs.hpp"

namespace archfront {

/// a <= b everywhere and a < b somewhere. REQUIRES: equal sizes.
bool dominates(std::span<const double> a, std::span<const double> b);

/// Feasible first: a feasible point dominates every infeasible one, of two infeasible ones the smaller
/// violation dominates, and feasible ones dominate by their costs. Source: Deb 2000,
/// doi:10.1016/S0045-7825(99)00389-8.
bool dominates(const CostsView& costs, std::size_t a, std::size_t b);

/// Indices of the feasible rows that no other feasible row dominates, ascending; equal rows are all kept. O(n
/// log n) for one or two objectives, O(n * front) beyond.
std::vector<std::size_t> pareto_front(const CostsView& costs);

}  // namespace archfront
