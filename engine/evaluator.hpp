// Pays for evaluations: each distinct architecture once, in order, in parallel inside a batch.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/architecture_set.hpp"
#include "engine/costs.hpp"
#include "engine/problem.hpp"

namespace archfront {

/// Evaluations known from an earlier, interrupted run of the same cell, in their order.
struct RecordedEvaluations {
    explicit RecordedEvaluations(std::size_t width) : architectures(width) {}
    ArchitectureBatch architectures;
    std::vector<double> metrics;  // row-major, shape (n, k)
};

/// One run's evaluations. Single-threaded from outside.
class Evaluator {
  public:
    explicit Evaluator(std::shared_ptr<const Problem> problem, std::size_t budget);

    /// The first evaluations will be taken from `recorded` instead of being computed. Throws RunError later,
    /// in evaluate(), when the run asks for other architectures than were recorded. REQUIRES: nothing
    /// evaluated yet.
    void replay(RecordedEvaluations recorded);

    /// Rewrites `batch` to canonical form and gives the costs of each row; known architectures are free.
    /// REQUIRES: batch.size() <= remaining().
    void evaluate(ArchitectureBatch& batch, Costs& costs);

    const Problem& problem() const { return *problem_; }
    std::size_t budget() const { return budget_; }
    /// Distinct architectures evaluated so far.
    std::size_t spent() const { return known_.size(); }
    std::size_t remaining() const { return budget_ - spent(); }
    /// How many of the spent ones came from replay().
    std::size_t replayed() const { return std::min(spent(), recorded_.architectures.size()); }

    /// Distinct architectures in the order of their evaluation, shape (spent, d).
    ArchitectureBatchView architectures() const { return known_.view(); }
    /// Their metrics in own units, row-major, shape (spent, k).
    std::span<const double> metrics() const { return metrics_; }
    /// Their costs, shape (spent, m).
    CostsView costs() const { return costs_; }

  private:
    void pay(std::size_t first);

    std::shared_ptr<const Problem> problem_;
    std::size_t budget_;
    ArchitectureSet known_;
    std::vector<double> metrics_;
    Costs costs_;
    std::vector<std::size_t> indices_;  // of the present batch in known_
    RecordedEvaluations recorded_;
};

}  // namespace archfront
