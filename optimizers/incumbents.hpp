// Whose neighbourhoods a local search looks into: the Pareto archive, or what violates constraints least
// while nothing is feasible, so that the search descends to the feasible region first.
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "engine/archive.hpp"

namespace archfront {

/// Ids of the best points so far.
class Incumbents {
  public:
    explicit Incumbents(std::size_t objectives) : archive_(objectives) {}

    /// Takes a point in unless a known one is better: feasible ones by dominance, before that by violation.
    /// Equal points are all kept; points of infinite violation never are.
    void insert(std::size_t id, std::span<const double> costs, double violation) {
        archive_.insert(id, costs, violation);
        if (!archive_.empty() || violation > least_violation_ || std::isinf(violation)) return;
        if (violation < least_violation_) violators_.clear();
        least_violation_ = violation;
        violators_.push_back(id);
    }

    /// The archive's order, or that of insertion while nothing is feasible.
    std::span<const std::size_t> ids() const { return archive_.empty() ? violators_ : archive_.ids(); }

    /// Empty while nothing is feasible.
    const Archive& archive() const { return archive_; }

  private:
    Archive archive_;
    std::vector<std::size_t> violators_;  // ids of the least violation while nothing is feasible
    double least_violation_ = std::numeric_limits<double>::infinity();
};

}  // namespace archfront
