// What a model learns of costs: numbers of one scale, in which everything infeasible comes last.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engine/random.hpp"
#include "optimizers/history.hpp"

namespace archfront {

/// Best cost of each objective on the front so far, and how far the front extends from there; an extent is 1
/// where it has none.
struct FrontExtents {
    explicit FrontExtents(const Archive& archive);

    /// Costs above the best, in extents, shape (m).
    void normalise(std::span<const double> costs, std::vector<double>& normalised) const;

    std::vector<double> best;
    std::vector<double> extent;
};

/// One cost of many, from normalised costs, shape (m); lower is better, and 0 the lowest.
using ScalarCost = std::function<double(std::span<const double> normalised)>;

/// The scalar cost of everything told, shape (told). What is infeasible, or has no number for a scalar cost,
/// gets one to two extents of the others beyond their worst, by its violation; nothing feasible means that
/// violations alone count.
std::vector<double> scalar_costs(const History& history, const ScalarCost& scalar_cost);

/// Replaces labels by the logarithms of what they are above the best one: the many bad ones would drown the
/// differences between good ones. Returns the shift: a label was exp(logarithm) + shift.
/// REQUIRES: labels, all finite.
double take_logarithms(std::vector<double>& labels);

/// Rows to learn from, at most `most`: the one half those of the lowest labels, the other random. The lowest
/// label comes first.
std::vector<std::size_t> best_and_random_rows(RandomGenerator& random, std::span<const double> labels,
                                              std::size_t most);

}  // namespace archfront
