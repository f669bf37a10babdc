// A problem: a space, objectives and constraints on one device. The one place where signs flip.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/costs.hpp"
#include "engine/free_costs.hpp"
#include "engine/metric.hpp"
#include "engine/space.hpp"

namespace archfront {

struct Objective {
    std::shared_ptr<const MetricSource> source;
    /// Optimisers may ask for it without an evaluation.
    bool free = false;
};

/// source <= bound, or source >= bound, in the metric's own unit.
struct Constraint {
    enum class Relation { at_most, at_least };

    std::shared_ptr<const MetricSource> source;
    Relation relation = Relation::at_most;
    double bound = 0;
    /// As in Objective.
    bool free = false;
};

/// Immutable, shared by threads.
class Problem {
  public:
    /// REQUIRES: at least one objective; no metric is an objective twice.
    Problem(std::shared_ptr<const SearchSpace> space, std::vector<Objective> objectives,
            std::vector<Constraint> constraints = {}, Equivalence equivalence = Equivalence::spelling);

    const SearchSpace& space() const { return *space_; }
    const std::shared_ptr<const SearchSpace>& shared_space() const { return space_; }
    const std::vector<Objective>& objectives() const { return objectives_; }
    const std::vector<Constraint>& constraints() const { return constraints_; }
    /// Which architectures count as one evaluation.
    Equivalence equivalence() const { return equivalence_; }

    /// The distinct metrics of objectives and constraints, objectives first, shape (k).
    const std::vector<std::shared_ptr<const MetricSource>>& metrics() const { return metrics_; }

    /// Metric values in their own units, row-major, shape (n, k). REQUIRES: values.size() == n * k.
    void evaluate(ArchitectureBatchView batch, std::span<double> values) const;

    /// Costs of one row of metric values, shape (m): minimised ones as they are, maximised ones negated (not
    /// inverted, which would change the geometry of fronts); infinite when an objective or constraint metric
    /// is not finite. Returns the total violation: the sum over constraints of the excess relative to |bound|
    /// (absolute for bound 0).
    double costs(std::span<const double> metrics, std::span<double> costs) const;

    /// Of the objectives and constraints that are free; null without any.
    const std::shared_ptr<const FreeCosts>& free_costs() const { return free_costs_; }

  private:
    std::shared_ptr<const SearchSpace> space_;
    std::vector<Objective> objectives_;
    std::vector<Constraint> constraints_;
    Equivalence equivalence_;
    std::vector<std::shared_ptr<const MetricSource>> metrics_;
    std::vector<std::size_t> constraint_metric_;  // index into metrics_ of each constraint
    std::shared_ptr<const FreeCosts> free_costs_;
};

}  // namespace archfront
