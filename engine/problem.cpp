#include "engine/problem.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace archfront {
namespace {

double to_cost(const MetricSource& source, double value) {
    return source.info().direction == Direction::maximise ? -value : value;
}

double excess(const Constraint& constraint, double value) {
    const double beyond = constraint.relation == Constraint::Relation::at_most ? value - constraint.bound
                                                                               : constraint.bound - value;
    if (!(beyond > 0)) return 0;
    return constraint.bound == 0 ? beyond : beyond / std::abs(constraint.bound);
}

/// Asks the sources each time, as they are pure.
class FreeMetrics : public FreeCosts {
  public:
    FreeMetrics(std::vector<Objective> objectives, std::vector<Constraint> constraints)
        : objectives_(std::move(objectives)), constraints_(std::move(constraints)) {}

    bool cost_is_free(std::size_t j) const override { return objectives_[j].free; }

    bool violation_is_free() const override {
        return std::all_of(constraints_.begin(), constraints_.end(),
                           [](const Constraint& constraint) { return constraint.free; });
    }

    void evaluate(ArchitectureBatchView batch, std::span<double> costs,
                  std::span<double> violations) const override {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const std::size_t m = objectives_.size();
        ARCHFRONT_ASSERT(costs.size() == batch.size() * m && violations.size() == batch.size(),
                         "free costs of another shape");
        std::vector<double> values(batch.size());
        std::fill(costs.begin(), costs.end(), std::numeric_limits<double>::quiet_NaN());
        std::fill(violations.begin(), violations.end(), 0.0);
        for (std::size_t j = 0; j < m; ++j) {
            if (!objectives_[j].free) continue;
            objectives_[j].source->evaluate(batch, values);
            for (std::size_t r = 0; r < batch.size(); ++r) {
                const bool has_value = std::isfinite(values[r]);
                costs[r * m + j] = has_value ? to_cost(*objectives_[j].source, values[r]) : infinity;
                if (!has_value) violations[r] = infinity;
            }
        }
        for (const Constraint& constraint : constraints_) {
            if (!constraint.free) continue;
            constraint.source->evaluate(batch, values);
            for (std::size_t r = 0; r < batch.size(); ++r)
                violations[r] += std::isfinite(values[r]) ? excess(constraint, values[r]) : infinity;
        }
    }

  private:
    std::vector<Objective> objectives_;
    std::vector<Constraint> constraints_;
};

template <class Items>
bool any_free(const Items& items) {
    return std::any_of(items.begin(), items.end(), [](const auto& item) { return item.free; });
}

}  // namespace

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
    if (any_free(objectives_) || any_free(constraints_))
        free_costs_ = std::make_shared<const FreeMetrics>(objectives_, constraints_);
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
    for (std::size_t j = 0; j < objectives_.size(); ++j)
        costs[j] = to_cost(*objectives_[j].source, metrics[j]);
    double violation = 0;
    for (std::size_t c = 0; c < constraints_.size(); ++c)
        violation += excess(constraints_[c], metrics[constraint_metric_[c]]);
    return violation;
}

}  // namespace archfront
