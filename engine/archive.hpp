// The non-dominated points seen so far, unbounded. Kept in lexicographic order of costs, so that contents and
// iteration do not depend on the order of insertion and, for two costs, one look at a neighbour decides.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

/// Feasible, mutually non-dominated points with ids. Equal points with different ids are all kept.
class Archive {
  public:
    /// REQUIRES: objectives > 0.
    explicit Archive(std::size_t objectives) : objectives_(objectives) {
        ARCHFRONT_ASSERT(objectives > 0, "an archive of points without costs");
    }

    /// Takes a point in unless one of the archive dominates it, and drops those that it dominates. Returns
    /// whether it is in the archive now. Infeasible points (violation > 0) never are. Finding the place is
    /// O(log n) for one and two costs, O(n) beyond; making room moves O(n) values.
    /// REQUIRES: costs.size() == objectives(), none is NaN.
    bool insert(std::size_t id, std::span<const double> costs, double violation = 0);

    std::size_t size() const { return ids_.size(); }
    bool empty() const { return ids_.empty(); }
    std::size_t objectives() const { return objectives_; }

    /// By cost from the first objective on, by id where equal, shape (n).
    std::span<const std::size_t> ids() const { return ids_; }
    /// In the same order, row-major, shape (n, m).
    std::span<const double> costs() const { return costs_; }
    std::span<const double> operator[](std::size_t row) const {
        return costs().subspan(row * objectives_, objectives_);
    }

    void clear() {
        ids_.clear();
        costs_.clear();
    }

  private:
    std::size_t place_of(std::size_t id, std::span<const double> costs) const;
    void drop_dominated_from(std::size_t place, std::span<const double> costs);
    void erase(std::size_t first, std::size_t last);

    std::size_t objectives_;
    std::vector<std::size_t> ids_;
    std::vector<double> costs_;
};

}  // namespace archfront
