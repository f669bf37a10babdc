// A small space and formula metrics for tests: nothing to read, and every number can be worked out by hand.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/optimizer.hpp"
#include "engine/problem.hpp"
#include "engine/text.hpp"

namespace archfront::synthetic {

/// Variables "v0", "v1", ... with choices "0", "1", ...; written as "c0,c1,...". With `idle_last`, the last
/// variable has no effect where the first is 0 (canonically 0 there); isomorphic rows are equal but for the
/// order of the first two choices.
class Space : public SearchSpace {
  public:
    explicit Space(const std::vector<std::size_t>& cardinalities, bool idle_last = false)
        : SearchSpace("synthetic", make_variables(cardinalities)), idle_last_(idle_last) {}

  private:
    static std::vector<Variable> make_variables(const std::vector<std::size_t>& cardinalities) {
        std::vector<Variable> variables;
        for (const std::size_t cardinality : cardinalities) {
            Variable variable{"v" + std::to_string(variables.size()), {}};
            for (std::size_t c = 0; c < cardinality; ++c)
                variable.choices.push_back(std::to_string(c));
            variables.push_back(std::move(variable));
        }
        return variables;
    }

    std::string do_to_string(ArchitectureView architecture) const override {
        std::vector<std::string> parts;
        for (const Choice choice : architecture)
            parts.push_back(std::to_string(choice));
        return join(parts, ",");
    }

    Architecture do_parse(std::string_view text) const override {
        Architecture architecture;
        for (const std::string_view part : split(text, ','))
            architecture.push_back(static_cast<Choice>(parse_integer(part).value_or(255)));
        if (!contains(architecture)) throw UserError("no synthetic architecture: '" + excerpt(text) + "'");
        return architecture;
    }

    void do_canonicalise(std::span<Choice> rows, Equivalence equivalence) const override {
        for (std::size_t first = 0; first < rows.size(); first += width()) {
            const std::span<Choice> row = rows.subspan(first, width());
            if (equivalence == Equivalence::isomorphism && row[0] > row[1]) std::swap(row[0], row[1]);
            if (idle_last_ && row.front() == 0) row.back() = 0;
        }
    }

    bool idle_last_;
};

/// A metric given by a function of the architecture.
class Formula : public MetricSource {
  public:
    Formula(std::string id, std::function<double(ArchitectureView)> function,
            Direction direction = Direction::minimise)
        : MetricSource({.id = std::move(id),
                        .unit = "",
                        .direction = direction,
                        .source = "synthetic",
                        .kind = SourceKind::formula,
                        .citation = ""}),
          function_(std::move(function)) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = function_(batch[r]);
    }

    std::function<double(ArchitectureView)> function_;
};

/// Mean of all choices but the last, scaled to [0, 1] by `high`: what a larger network costs.
inline std::shared_ptr<const MetricSource> size_metric(double high) {
    return std::make_shared<const Formula>("size", [high](ArchitectureView a) {
        double total = 0;
        for (std::size_t i = 0; i + 1 < a.size(); ++i)
            total += a[i];
        return total / (high * static_cast<double>(a.size() - 1));
    });
}

/// In [0, 1], lower for larger choices in early variables, with a penalty for unequal neighbours: what a
/// network that is well put together loses less of.
inline std::shared_ptr<const MetricSource> error_metric(double high) {
    return std::make_shared<const Formula>("error", [high](ArchitectureView a) {
        double total = 0;
        double weights = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            const double weight = 2.0 / static_cast<double>(i + 1);
            total += weight * (1 - a[i] / high);
            if (i > 0 && a[i] != a[i - 1]) total += 0.25;
            weights += weight + (i > 0 ? 0.25 : 0);
        }
        return total / weights;
    });
}

/// In [0, 1], the share of variables that take choice 1: at odds with both others.
inline std::shared_ptr<const MetricSource> rarity_metric() {
    return std::make_shared<const Formula>("rarity", [](ArchitectureView a) {
        double ones = 0;
        for (const Choice choice : a)
            ones += choice == 1 ? 1 : 0;
        return 1 - ones / static_cast<double>(a.size());
    });
}

/// 16 variables of 4 choices (4^16 architectures), 1 to 3 objectives with structure, all costs in [0, 1].
inline std::shared_ptr<const Problem> structured_problem(std::size_t objectives,
                                                         std::vector<Constraint> constraints = {}) {
    const auto space = std::make_shared<const Space>(std::vector<std::size_t>(16, 4));
    std::vector<Objective> metrics = {{error_metric(3)}, {size_metric(3)}, {rarity_metric()}};
    metrics.resize(objectives);
    return std::make_shared<const Problem>(space, metrics, std::move(constraints));
}

/// A context for an optimiser of that problem.
inline OptimizerContext context_of(const Problem& problem, std::size_t budget, std::uint64_t seed) {
    return {problem.shared_space(), problem.objectives().size(), budget, seed, problem.equivalence()};
}

}  // namespace archfront::synthetic
