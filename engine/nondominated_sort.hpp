// Ranks of a whole population at once, and crowding distances inside a rank: what NSGA-II and its relatives
// select by. Memory is kept between calls, because a search sorts thousands of times.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/costs.hpp"

namespace archfront {

/// Row number of a point.
using PointIndex = std::uint32_t;

/// Non-dominated sorting under Deb's rule (feasible first, see dominates() in pareto.hpp): rank 0 holds the
/// points nobody dominates, rank r those that only points of lower ranks dominate. Feasible points are ranked
/// by their costs; infeasible ones follow, one rank per distinct violation. Equal points share a rank.
/// A used sorter allocates only for larger inputs than it has seen.
class NondominatedSort {
  public:
    /// Ranks n points; the results below are valid until the next call. REQUIRES: no cost is NaN; n < 2^32.
    /// One and two costs: O(n log n), by a sweep in lexicographic order that keeps the last point of each
    /// front (Jensen 2003, doi:10.1109/TEVC.2003.817234). Beyond, a point looks for its front by bisection
    /// (Zhang et al. 2015, doi:10.1109/TEVC.2014.2308305). Three: a front is the outline of its points in the last
    /// two costs, O(n log^2 n) comparisons, and moves within outlines that are n^2 at worst but short on random
    /// points. More: a front keeps its points in a k-d tree (ENS-NDT; Gustavsson and Syberfeldt 2018,
    /// doi:10.1162/evco_a_00204): O(n log^(m-1) n) on random points, O(m n^2) at worst.
    void sort(const CostsView& costs);

    /// Rank of each point, shape (n).
    std::span<const PointIndex> ranks() const { return ranks_; }
    std::size_t fronts() const { return front_begins_.empty() ? 0 : front_begins_.size() - 1; }
    /// The points of a rank, by cost from the first objective on (by index where equal); may be reordered.
    /// REQUIRES: rank < fronts().
    std::span<PointIndex> front(std::size_t rank) {
        return std::span(by_rank_).subspan(front_begins_[rank],
                                           front_begins_[rank + 1] - front_begins_[rank]);
    }

  private:
    /// Where a tree's node is cut: points with costs[objective] < value go low, the others high. One tree of
    /// splits, balanced over all points, serves the trees of all fronts.
    struct Split {
        std::size_t objective = 0;
        double value = 0;
        PointIndex low = 0;  // children; 0: none is needed
        PointIndex high = 0;
    };
    struct Node {
        static constexpr std::size_t capacity = 8;
        PointIndex low = 0;  // children; 0: a leaf
        PointIndex high = 0;
        PointIndex count = 0;
        std::array<PointIndex, capacity> points{};
    };

    struct Key {
        double cost;
        PointIndex row;
    };
    struct Step {
        double y;
        double z;
    };
    /// The steps that no other of a front dominates: y rises, z falls.
    using Outline = std::vector<Step>;

    void sort_feasible(const CostsView& costs);
    void rank_feasible_by_sweep(const CostsView& costs);
    void rank_feasible_by_outlines(const CostsView& costs);
    void rank_feasible_by_trees(const CostsView& costs);
    void rank_infeasible(const CostsView& costs);
    void group_by_rank();
    PointIndex make_splits(const CostsView& costs, std::span<PointIndex> points, std::size_t objective);
    bool tree_dominates(const CostsView& costs, PointIndex node, PointIndex split,
                        std::span<const double> point) const;
    void insert(const CostsView& costs, PointIndex node, PointIndex split, PointIndex point);
    PointIndex make_leaf();

    std::vector<PointIndex> order_;  // feasible rows lexicographically, then infeasible ones by violation
    std::size_t feasible_ = 0;       // how many of them come first
    std::vector<PointIndex> ranks_;
    PointIndex rank_count_ = 0;
    std::vector<PointIndex> by_rank_;
    std::vector<std::size_t> front_begins_;  // shape (fronts + 1)
    std::vector<PointIndex> fronts_;         // of each front the last point (sweep), the first, or the root
    std::vector<Outline> outlines_;          // of each front, and more from sorts before
    std::vector<Key> keys_;
    std::vector<Node> nodes_;    // the first is a placeholder, so that 0 can mean none
    std::vector<Split> splits_;  // likewise
    std::vector<PointIndex> scratch_;
};

/// Crowding distances of the points of one front, written to distances[point] for each: the sum over the
/// objectives of the gap between its two neighbours, relative to the front's extent; infinite at the ends. An
/// objective of zero or infinite extent adds nothing to inner points. Ties are broken by index. Reorders
/// `front`. Source: Deb et al. 2002, doi:10.1109/4235.996017, section III-B.
/// REQUIRES: distances.size() == costs.size().
void crowding_distances(const CostsView& costs, std::span<PointIndex> front, std::span<double> distances);

}  // namespace archfront
