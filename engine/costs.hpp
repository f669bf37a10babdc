// What an optimiser is told: costs, always minimised, and by how much constraints are violated.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

/// Costs of n architectures in m objectives, row-major, shape (n, m), and total constraint violations, shape
/// (n): 0 is feasible. An architecture without a value has infinite costs and infinite violation.
class CostsView {
  public:
    CostsView(std::span<const double> costs, std::span<const double> violations, std::size_t objectives)
        : costs_(costs), violations_(violations), objectives_(objectives) {
        ARCHFRONT_ASSERT(costs.size() == violations.size() * objectives, "cost matrix of another shape");
    }

    std::size_t size() const { return violations_.size(); }
    std::size_t objectives() const { return objectives_; }
    std::span<const double> operator[](std::size_t row) const {
        return costs_.subspan(row * objectives_, objectives_);
    }
    double violation(std::size_t row) const { return violations_[row]; }
    bool feasible(std::size_t row) const { return violations_[row] <= 0; }
    std::span<const double> values() const { return costs_; }
    std::span<const double> violations() const { return violations_; }

  private:
    std::span<const double> costs_;
    std::span<const double> violations_;
    std::size_t objectives_;
};

/// A growing table of costs.
class Costs {
  public:
    explicit Costs(std::size_t objectives) : objectives_(objectives) {}

    std::size_t size() const { return violations_.size(); }
    std::size_t objectives() const { return objectives_; }
    std::span<const double> operator[](std::size_t row) const {
        return {costs_.data() + row * objectives_, objectives_};
    }
    double violation(std::size_t row) const { return violations_[row]; }

    void clear() {
        costs_.clear();
        violations_.clear();
    }

    void push_back(std::span<const double> costs, double violation) {
        ARCHFRONT_ASSERT(costs.size() == objectives_, "costs of another problem");
        costs_.insert(costs_.end(), costs.begin(), costs.end());
        violations_.push_back(violation);
    }

    void resize(std::size_t rows) {
        costs_.resize(rows * objectives_);
        violations_.resize(rows);
    }
    std::span<double> row(std::size_t row) { return {costs_.data() + row * objectives_, objectives_}; }
    void set_violation(std::size_t row, double violation) { violations_[row] = violation; }

    CostsView view() const { return {costs_, violations_, objectives_}; }
    operator CostsView() const { return view(); }  // NOLINT: a table is a view of itself

  private:
    std::vector<double> costs_;
    std::vector<double> violations_;
    std::size_t objectives_;
};

}  // namespace archfront
