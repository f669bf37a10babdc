// What a continuous algorithm may know of a discrete problem: a box in place of the choices, one fitness for
// each point of it, and no constraints.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "optimizers/unseen.hpp"

namespace archfront {

/// Everything proposed, and the costs of those that were told: the first ones, in order of proposal.
class Knowledge {
  public:
    explicit Knowledge(const OptimizerContext& context)
        : proposed(context), costs(context.objectives), row_(context.space->width()) {
        for (const Variable& variable : context.space->variables())
            cardinalities_.push_back(variable.cardinality());
    }

    const std::vector<std::size_t>& cardinalities() const { return cardinalities_; }
    /// pagmo's algorithms want two costs at least: a single one is given twice.
    std::size_t fitness_width() const { return std::max<std::size_t>(2, costs.objectives()); }
    std::size_t told() const { return costs.size(); }
    std::size_t pending() const { return proposed.proposed().size() - told(); }

    void tell(std::span<const double> row, double violation) {
        costs.push_back(row, violation);
        if (!has_value(told() - 1)) return;
        if (best_.empty()) {
            best_.assign(row.begin(), row.end());
            worst_ = best_;
        }
        for (std::size_t j = 0; j < row.size(); ++j) {
            best_[j] = std::min(best_[j], row[j]);
            worst_[j] = std::max(worst_[j], row[j]);
        }
    }

    /// Proposal number of a decision vector of the box; a new one is remembered as a proposal.
    std::size_t index_of(const double* decisions) {
        for (std::size_t i = 0; i < row_.size(); ++i) {
            const auto choice = static_cast<std::size_t>(std::max(0.0, decisions[i]));
            row_[i] = static_cast<Choice>(std::min(choice, cardinalities_[i] - 1));
        }
        if (proposed.take(row_)) return proposed.proposed().size() - 1;
        return *proposed.proposed().find(row_);
    }

    /// Writes the fitness of a told proposal, shape (fitness_width).
    void fitness(std::size_t index, double* fitness) const {
        const std::size_t m = costs.objectives();
        for (std::size_t j = 0; j < fitness_width(); ++j)
            fitness[j] = has_value(index) ? costs[index][j % m] : penalty(index, j % m);
    }

    Unseen proposed;
    Costs costs;

  private:
    /// Feasible, with costs pagmo can calculate with.
    bool has_value(std::size_t index) const {
        const auto row = costs[index];
        return costs.violation(index) <= 0 &&
               std::all_of(row.begin(), row.end(), [](double cost) { return std::isfinite(cost); });
    }

    /// One to two extents of the feasible costs beyond their worst, growing with the violation.
    double penalty(std::size_t index, std::size_t objective) const {
        const double worst = worst_.empty() ? 0 : worst_[objective];
        const double extent = worst_.empty() ? 0 : worst - best_[objective];
        const double violation = costs.violation(index);
        const double degree = std::isfinite(violation) ? violation / (1 + violation) : 1;
        return worst + (extent > 0 ? extent : 1) * (1 + degree);
    }

    std::vector<std::size_t> cardinalities_;
    Architecture row_;
    std::vector<double> best_;  // of the feasible costs told so far, shape (m); empty before the first
    std::vector<double> worst_;
};

}  // namespace archfront
