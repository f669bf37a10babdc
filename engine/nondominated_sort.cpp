#include "engine/nondominated_sort.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace archfront {
namespace {

bool equal(const CostsView& costs, PointIndex a, PointIndex b) {
    return std::equal(costs[a].begin(), costs[a].end(), costs[b].begin());
}

}  // namespace

void NondominatedSort::sort(const CostsView& costs) {
    ARCHFRONT_ASSERT(costs.size() < std::numeric_limits<PointIndex>::max(), "too many points to sort");
    order_.resize(costs.size());
    std::iota(order_.begin(), order_.end(), 0U);
    const auto infeasible =
        std::partition(order_.begin(), order_.end(), [&](PointIndex row) { return costs.feasible(row); });
    feasible_ = static_cast<std::size_t>(infeasible - order_.begin());
    sort_feasible(costs);
    std::sort(infeasible, order_.end(), [&](PointIndex a, PointIndex b) {
        return costs.violation(a) != costs.violation(b) ? costs.violation(a) < costs.violation(b) : a < b;
    });

    ranks_.resize(costs.size());
    fronts_.clear();
    if (costs.objectives() <= 2) {
        rank_feasible_by_sweep(costs);
    } else if (costs.objectives() == 3) {
        rank_feasible_by_outlines(costs);
    } else {
        rank_feasible_by_trees(costs);
    }
    rank_count_ = static_cast<PointIndex>(fronts_.size());
    rank_infeasible(costs);
    group_by_rank();
}

/// Sorts what comes first in order_ lexicographically. First costs are sorted together with the rows, because they
/// nearly always decide, and a look into the table of costs is dear.
void NondominatedSort::sort_feasible(const CostsView& costs) {
    keys_.clear();
    for (std::size_t i = 0; i < feasible_; ++i)
        keys_.push_back({costs[order_[i]][0], order_[i]});
    std::sort(keys_.begin(), keys_.end(), [&](const Key& a, const Key& b) {
        if (a.cost != b.cost) return a.cost < b.cost;
        const double* x = costs[a.row].data();
        const double* y = costs[b.row].data();
        for (std::size_t j = 1; j < costs.objectives(); ++j) {
            if (x[j] != y[j]) return x[j] < y[j];
        }
        return a.row < b.row;
    });
    for (std::size_t i = 0; i < feasible_; ++i)
        order_[i] = keys_[i].row;
}

void NondominatedSort::rank_feasible_by_sweep(const CostsView& costs) {
    // Along a front the last cost falls, so a front dominates the next row exactly when its last point does;
    // and those last points rise from front to front.
    const std::size_t last = costs.objectives() - 1;
    for (std::size_t i = 0; i < feasible_; ++i) {
        const PointIndex row = order_[i];
        if (i > 0 && equal(costs, order_[i - 1], row)) {
            ranks_[row] = ranks_[order_[i - 1]];
            continue;
        }
        const double cost = costs[row][last];
        const auto front = std::partition_point(fronts_.begin(), fronts_.end(),
                                                [&](PointIndex point) { return costs[point][last] <= cost; });
        ranks_[row] = static_cast<PointIndex>(front - fronts_.begin());
        if (front == fronts_.end()) {
            fronts_.push_back(row);
        } else {
            *front = row;
        }
    }
}

void NondominatedSort::rank_feasible_by_outlines(const CostsView& costs) {
    for (std::size_t i = 0; i < feasible_; ++i) {
        const PointIndex row = order_[i];
        if (i > 0 && equal(costs, order_[i - 1], row)) {
            ranks_[row] = ranks_[order_[i - 1]];
            continue;
        }
        const Step step = {costs[row][1], costs[row][2]};
        const auto beyond = [&](auto& outline) {
            return std::upper_bound(outline.begin(), outline.end(), step.y,
                                    [](double y, const Step& other) { return y < other.y; });
        };
        // Nobody who comes later is lower in the first cost, so a front dominates him exactly when its outline does.
        const auto outlines_end = outlines_.begin() + static_cast<std::ptrdiff_t>(fronts_.size());
        const auto outline =
            std::partition_point(outlines_.begin(), outlines_end, [&](const Outline& earlier) {
                const auto right = beyond(earlier);
                return right != earlier.begin() && std::prev(right)->z <= step.z;
            });
        ranks_[row] = static_cast<PointIndex>(outline - outlines_.begin());
        if (outline == outlines_end) {
            fronts_.push_back(row);
            if (outlines_.size() < fronts_.size()) outlines_.emplace_back();
            outlines_[fronts_.size() - 1].assign(1, step);
            continue;
        }
        auto begin = beyond(*outline);
        if (begin != outline->begin() && std::prev(begin)->y == step.y) --begin;
        const auto end =
            std::find_if(begin, outline->end(), [&](const Step& other) { return other.z < step.z; });
        if (begin == end) {
            outline->insert(begin, step);
        } else {
            *begin = step;
            outline->erase(std::next(begin), end);
        }
    }
}

void NondominatedSort::rank_feasible_by_trees(const CostsView& costs) {
    nodes_.assign(1, {});
    splits_.assign(1, {});
    scratch_.clear();
    for (std::size_t i = 0; i < feasible_; ++i) {
        if (i == 0 || !equal(costs, order_[i - 1], order_[i])) scratch_.push_back(order_[i]);
    }
    const PointIndex root_split = make_splits(costs, scratch_, 1);
    for (std::size_t i = 0; i < feasible_; ++i) {
        const PointIndex row = order_[i];
        if (i > 0 && equal(costs, order_[i - 1], row)) {
            ranks_[row] = ranks_[order_[i - 1]];
            continue;
        }
        // Whoever is dominated by a front is dominated by all earlier ones.
        const auto front = std::partition_point(fronts_.begin(), fronts_.end(), [&](PointIndex root) {
            return tree_dominates(costs, root, root_split, costs[row]);
        });
        ranks_[row] = static_cast<PointIndex>(front - fronts_.begin());
        const PointIndex root = front == fronts_.end() ? make_leaf() : *front;
        if (front == fronts_.end()) fronts_.push_back(root);
        insert(costs, root, root_split, row);
    }
}

/// Splits distinct points by medians of objectives 1 ... m - 1 in turn until they fit a leaf. Points that
/// differ in objective 0 only are left together: no front holds two of them.
PointIndex NondominatedSort::make_splits(const CostsView& costs, std::span<PointIndex> points,
                                         std::size_t objective) {
    if (points.size() <= Node::capacity) return 0;
    const std::size_t m = costs.objectives();
    for (std::size_t tried = 1; tried < m; ++tried, objective = objective + 1 < m ? objective + 1 : 1) {
        const auto less = [&](PointIndex a, PointIndex b) {
            return costs[a][objective] < costs[b][objective];
        };
        const auto middle = points.begin() + static_cast<std::ptrdiff_t>(points.size() / 2);
        std::nth_element(points.begin(), middle, points.end(), less);
        double value = costs[*middle][objective];
        const auto below = [&](PointIndex point) { return costs[point][objective] < value; };
        auto high = std::partition(points.begin(), points.end(), below);
        if (high == points.begin()) {
            // Half of the points or more share the lowest value: they go low, whatever is above goes high.
            high = std::partition(points.begin(), points.end(),
                                  [&](PointIndex point) { return costs[point][objective] <= value; });
            if (high == points.end()) continue;
            value = costs[*std::min_element(high, points.end(), less)][objective];
        }
        const auto index = static_cast<PointIndex>(splits_.size());
        splits_.push_back({objective, value, 0, 0});
        const std::size_t next = objective + 1 < m ? objective + 1 : 1;
        const PointIndex low_child = make_splits(costs, {points.begin(), high}, next);
        const PointIndex high_child = make_splits(costs, {high, points.end()}, next);
        splits_[index].low = low_child;
        splits_[index].high = high_child;
        return index;
    }
    return 0;
}

PointIndex NondominatedSort::make_leaf() {
    nodes_.emplace_back();
    return static_cast<PointIndex>(nodes_.size() - 1);
}

/// True when a point of the tree dominates `point`, which comes later in lexicographic order and equals none.
bool NondominatedSort::tree_dominates(const CostsView& costs, PointIndex node, PointIndex split,
                                      std::span<const double> point) const {
    const Node& here = nodes_[node];
    if (here.low == 0) {
        return std::any_of(here.points.begin(), here.points.begin() + here.count, [&](PointIndex other) {
            const double* other_costs = costs[other].data();
            std::size_t j = 1;
            while (j < point.size() && other_costs[j] <= point[j])
                ++j;
            return j == point.size();
        });
    }
    const Split& cut = splits_[split];
    return tree_dominates(costs, here.low, cut.low, point) ||
           (point[cut.objective] >= cut.value && tree_dominates(costs, here.high, cut.high, point));
}

void NondominatedSort::insert(const CostsView& costs, PointIndex node, PointIndex split, PointIndex point) {
    for (;;) {
        const Split& cut = splits_[split];
        const auto goes_low = [&](PointIndex p) { return costs[p][cut.objective] < cut.value; };
        if (nodes_[node].low == 0) {
            Node& leaf = nodes_[node];
            if (leaf.count < Node::capacity) {
                leaf.points[leaf.count++] = point;
                return;
            }
            ARCHFRONT_ASSERT(split != 0, "a full leaf that cannot be split");
            const Node full = leaf;
            const PointIndex low = make_leaf();
            const PointIndex high = make_leaf();
            for (const PointIndex p : full.points) {
                Node& child = nodes_[goes_low(p) ? low : high];
                child.points[child.count++] = p;
            }
            nodes_[node].low = low;
            nodes_[node].high = high;
        }
        const bool low = goes_low(point);
        node = low ? nodes_[node].low : nodes_[node].high;
        split = low ? cut.low : cut.high;
    }
}

void NondominatedSort::rank_infeasible(const CostsView& costs) {
    for (std::size_t i = feasible_; i < order_.size(); ++i) {
        if (i == feasible_ || costs.violation(order_[i]) > costs.violation(order_[i - 1])) ++rank_count_;
        ranks_[order_[i]] = rank_count_ - 1;
    }
}

void NondominatedSort::group_by_rank() {
    front_begins_.assign(rank_count_ + 1, 0);
    for (const PointIndex rank : ranks_)
        ++front_begins_[rank + 1];
    std::partial_sum(front_begins_.begin(), front_begins_.end(), front_begins_.begin());
    by_rank_.resize(order_.size());
    for (const PointIndex row : order_)
        by_rank_[front_begins_[ranks_[row]]++] = row;
    // Each begin has moved to its end, which is the next begin.
    std::copy_backward(front_begins_.begin(), front_begins_.end() - 1, front_begins_.end());
    front_begins_[0] = 0;
}

void crowding_distances(const CostsView& costs, std::span<PointIndex> front, std::span<double> distances) {
    ARCHFRONT_ASSERT(distances.size() == costs.size(), "one distance a point");
    if (front.empty()) return;
    for (const PointIndex point : front)
        distances[point] = 0;
    for (std::size_t j = 0; j < costs.objectives(); ++j) {
        std::sort(front.begin(), front.end(), [&](PointIndex a, PointIndex b) {
            return costs[a][j] != costs[b][j] ? costs[a][j] < costs[b][j] : a < b;
        });
        const double extent = costs[front.back()][j] - costs[front.front()][j];
        distances[front.front()] = distances[front.back()] = std::numeric_limits<double>::infinity();
        if (!(extent > 0) || !std::isfinite(extent)) continue;
        for (std::size_t i = 1; i + 1 < front.size(); ++i)
            distances[front[i]] += (costs[front[i + 1]][j] - costs[front[i - 1]][j]) / extent;
    }
}

}  // namespace archfront
