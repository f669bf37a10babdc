#include "engine/problem.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace archfront {

Problem::Problem(std::shared_ptr<const SearchSpace> space, std::vector<Objective> objectives,
                 std::vector<Constraint> constraints, Equivalence equivalence)
    : space_(std::move(space)),
      objectives_(std::move(objectives)),
      constraints_(std::move(constraints)),
      equivalence_(equivalence) {
    ARCHFRONT_ASSERT(!objectives_.empty(), "a problem needs an objective");
    for (const Objective& objective : objectives_) {
        ARCHFRONT_ASSERT(std::find(metrics_.begin(), metrics_.end(), objective.source) == metrics_.end(),
                         "a metric is an objective twice");
        metrics_.push_back(objective.source);
    }
    for (const Constraint& constraint : constraints_) {
        const auto known = std::find(metrics_.begin(), metrics_.end(), constraint.source);
        constraint_metric_.push_back(static_cast<std::size_t>(known - metrics_.begin()));
        if (known == metrics_.end()) metrics_.push_back(constraint.source);
    }
}

void Problem::evaluate(ArchitectureBatchView batch, std::span<double> values) const {
    const std::size_t k = metrics_.size();
    ARCHFRONT_ASSERT(values.size() == batch.size() * k, "metric matrix of another shape");
    // Sources answer columns; blocks on the stack turn them into rows without an allocation.
    constexpr std::size_t block = 256;
    std::array<double, block> column;
    for (std::size_t first = 0; first < batch.size(); first += block) {
        const std::size_t count = std::min(block, batch.size() - first);
        for (std::size_t j = 0; j < k; ++j) {
            metrics_[j]->evaluate(batch.subview(first, count), std::span(column).first(count));
            for (std::size_t r = 0; r < count; ++r)
                values[(first + r) * k + j] = column[r];
        }
    }
}

double Problem::costs(std::span<const double> metrics, std::span<double> costs) const {
    ARCHFRONT_ASSERT(metrics.size() == metrics_.size() && costs.size() == objectives_.size(),
                     "row of another shape");
    constexpr double infinity = std::numeric_limits<double>::infinity();
    bool complete = true;
    for (const double value : metrics)
        complete = complete && std::isfinite(value);
    if (!complete) {
        std::fill(costs.begin(), costs.end(), infinity);
        return infinity;
    }
    for (std::size_t j = 0; j < objectives_.size(); ++j) {
        const bool maximised = objectives_[j].source->info().direction == Direction::maximise;
        costs[j] = maximised ? -metrics[j] : metrics[j];
    }
    double violation = 0;
    for (std::size_t c = 0; c < constraints_.size(); ++c) {
        const Constraint& constraint = constraints_[c];
        const double value = metrics[constraint_metric_[c]];
        const double excess = constraint.relation == Constraint::Relation::at_most ? value - constraint.bound
                                                                                   : constraint.bound - value;
        if (excess > 0) violation += constraint.bound == 0 ? excess : excess / std::abs(constraint.bound);
    }
    return violation;
}

}  // namespace archfront
