// MOEA/D: one scalar subproblem per weight vector, each with an incumbent that mates with and is replaced by
// children of its neighbours. Costs are normalised by the running ideal and nadir, because latencies and
// accuracies differ by orders of magnitude.
// Source: Zhang and Li 2007, doi:10.1109/TEVC.2007.892759; mating beyond the neighbourhood and the limit of
// replacements from Li and Zhang 2009, doi:10.1109/TEVC.2008.925798. O(population * m) per proposal.
#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/optimizer.hpp"
#include "engine/simplex_lattice.hpp"
#include "optimizers/initial_design.hpp"
#include "optimizers/population.hpp"
#include "optimizers/scalarisation.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

/// On NAS-Bench-201 fewer subproblems, more replacements and more mating beyond the neighbourhood than the
/// papers have (100 or more, 2 and 0.9) do better; the size of the neighbourhood hardly matters.
struct MoeadOptions {
    std::int64_t population = 20;
    std::string scalarisation = "tchebycheff";
    double penalty = 5;
    std::int64_t neighbours = 5;
    double neighbourhood_probability = 0.5;
    std::int64_t replacements = 4;
    VariationOptions variation;
    InitialDesign initial_design;
};

void bind(OptionTable& table, MoeadOptions& options) {
    table.integer("population", options.population, 1, 100'000,
                  "weight vectors: the largest simplex lattice with no more, but at least one per objective");
    table.one_of("scalarisation", options.scalarisation, scalarisation_names(),
                 "how a weight vector makes one cost of many; pbi is penalty boundary intersection");
    table.real("penalty", options.penalty, 0, 1e6, "of pbi for the distance from the weight vector");
    table.integer("neighbours", options.neighbours, 1, 100'000,
                  "subproblems nearest to one, itself included, that it mates with and that its children may "
                  "replace");
    table.real("neighbourhood_probability", options.neighbourhood_probability, 0, 1,
               "chance that parents and replaced incumbents come from the neighbourhood and not from "
               "everywhere");
    table.integer("replacements", options.replacements, 1, 100'000,
                  "incumbents that one child replaces at most");
    bind(table, options.variation);
    bind(table, options.initial_design);
}

class Moead : public Optimizer {
  public:
    Moead(const OptimizerContext& context, const MoeadOptions& options)
        : Optimizer(context),
          penalty_(options.penalty),
          neighbourhood_probability_(options.neighbourhood_probability),
          replacements_(static_cast<std::size_t>(options.replacements)),
          variation_(*context.space, options.variation),
          weights_(simplex_lattice(context.objectives, static_cast<std::size_t>(options.population))),
          subproblems_(weights_.size() / context.objectives),
          neighbours_(std::min(static_cast<std::size_t>(options.neighbours), subproblems_)),
          nearest_(nearest_rows(weights_, context.objectives, neighbours_)),
          random_(context.seed),
          unseen_(context),
          incumbents_(context),
          ideal_(context.objectives, std::numeric_limits<double>::infinity()),
          nadir_(context.objectives),
          bars_(subproblems_),
          normalised_(context.objectives) {
        const auto& names = scalarisation_names();
        const auto name = std::find(names.begin(), names.end(), options.scalarisation);
        scalarisation_ = static_cast<Scalarisation>(name - names.begin());
        child_.resize(context.space->width());
        everyone_.resize(subproblems_);
        std::iota(everyone_.begin(), everyone_.end(), std::size_t{0});
        draw_initial_design(options.initial_design, subproblems_, space(), random_, unseen_);
    }

  private:
    std::span<const double> weights(std::size_t subproblem) const {
        const std::size_t m = context().objectives;
        return std::span(weights_).subspan(subproblem * m, m);
    }

    /// The first incumbents together, then one child at a time: a child may replace the parents of the next.
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        const std::size_t told = incumbents_.size();
        if (told < subproblems_) {
            const std::size_t left = unseen_.proposed().size() - told;
            proposals.append(unseen_.proposed().view().subview(told, std::min(count, left)));
        } else if (breed() || unseen_.draw(random_, child_)) {
            proposals.push_back(child_);
        }
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        for (std::size_t r = 0; r < architectures.size(); ++r) {
            if (costs.feasible(r)) {
                for (std::size_t j = 0; j < ideal_.size(); ++j) {
                    bars_are_known_ = bars_are_known_ && costs[r][j] >= ideal_[j];
                    ideal_[j] = std::min(ideal_[j], costs[r][j]);
                }
            }
            if (incumbents_.size() < subproblems_) {
                incumbents_.push_back(architectures[r], costs[r], costs.violation(r));
            } else {
                update_nadir();
                update_bars();
                replace_incumbents(architectures[r], costs[r], costs.violation(r));
            }
        }
    }

    /// A child for the next subproblem in turn. mates_ is whence its parents come and whom it may replace.
    bool breed() {
        const std::size_t subproblem = turn_++ % subproblems_;
        if (random_.bernoulli(neighbourhood_probability_)) {
            const auto nearest = std::span(nearest_).subspan(subproblem * neighbours_, neighbours_);
            mates_.assign(nearest.begin(), nearest.end());
        } else {
            mates_ = everyone_;
        }
        const auto parents = [&] {
            const std::size_t mother = mates_[random_.below(mates_.size())];
            const std::size_t father = mates_[random_.below(mates_.size())];
            return std::pair{incumbents_.architectures[mother], incumbents_.architectures[father]};
        };
        return variation_.breed(random_, unseen_, parents, child_);
    }

    /// The worst costs of feasible incumbents.
    void update_nadir() {
        if (nadir_is_known_) return;
        nadir_is_known_ = true;
        std::vector<double>& nadir = normalised_;  // free at present
        nadir.assign(nadir.size(), -std::numeric_limits<double>::infinity());
        for (std::size_t i = 0; i < subproblems_; ++i) {
            if (incumbents_.costs.violation(i) > 0) continue;
            for (std::size_t j = 0; j < nadir.size(); ++j)
                nadir[j] = std::max(nadir[j], incumbents_.costs[i][j]);
        }
        bars_are_known_ = bars_are_known_ && nadir == nadir_;
        nadir_ = nadir;
    }

    /// The incumbents' scalar costs, which change with ideal and nadir.
    void update_bars() {
        if (bars_are_known_) return;
        bars_are_known_ = true;
        for (std::size_t i = 0; i < subproblems_; ++i) {
            normalise(incumbents_.costs[i]);
            bars_[i] = scalar_cost(i);
        }
    }

    /// In random order, those of mates_ to which the child is better.
    void replace_incumbents(ArchitectureView child, std::span<const double> costs, double violation) {
        normalise(costs);
        std::size_t replaced = 0;
        RandomGenerator random = random_;  // in registers: for all a compiler knows, mates_ lie in random_
        for (std::size_t left = mates_.size(); left > 0 && replaced < replacements_; --left) {
            std::swap(mates_[left - 1], mates_[random.below(left)]);
            const std::size_t i = mates_[left - 1];
            if (!is_better(i, violation)) continue;
            incumbents_.replace(i, child, costs, violation);
            bars_[i] = scalar_cost(i);
            ++replaced;
        }
        random_ = random;
        nadir_is_known_ = nadir_is_known_ && replaced == 0;
    }

    /// Whether the child in normalised_ is, than the incumbent of a subproblem: feasible first, then by
    /// violation or by scalar cost.
    bool is_better(std::size_t subproblem, double violation) const {
        const double bar = incumbents_.costs.violation(subproblem);
        if (violation > 0 || bar > 0) return violation < bar;
        return scalar_cost(subproblem) < bars_[subproblem];
    }

    /// Writes costs to normalised_: the ideal is 0, the nadir 1.
    void normalise(std::span<const double> costs) {
        for (std::size_t j = 0; j < costs.size(); ++j) {
            const double extent = nadir_[j] - ideal_[j];
            normalised_[j] = (costs[j] - ideal_[j]) / (extent > 0 ? extent : 1);
        }
    }

    /// Of normalised_.
    double scalar_cost(std::size_t subproblem) const {
        return scalarise(scalarisation_, weights(subproblem), normalised_, penalty_);
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        incumbents_.save(state);
        state.reals(ideal_);
        state.integer(turn_);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        incumbents_.load(state, space());
        ideal_ = state.reals();
        turn_ = state.integer();
        nadir_is_known_ = false;
        bars_are_known_ = false;
        if (incumbents_.size() > std::min(subproblems_, unseen_.proposed().size()) ||
            ideal_.size() != context().objectives)
            damaged_state();
    }

    Scalarisation scalarisation_;
    double penalty_;
    double neighbourhood_probability_;
    std::size_t replacements_;
    Variation variation_;
    std::vector<double> weights_;  // shape (subproblems, m)
    std::size_t subproblems_;
    std::size_t neighbours_;
    std::vector<std::size_t> nearest_;   // shape (subproblems, neighbours)
    std::vector<std::size_t> everyone_;  // all subproblems

    RandomGenerator random_;
    Unseen unseen_;
    Population incumbents_;  // one a subproblem; fewer while the first are drawn
    std::vector<double> ideal_;
    std::uint64_t turn_ = 0;

    std::vector<double> nadir_;
    bool nadir_is_known_ = false;
    std::vector<double> bars_;  // scalar costs of the incumbents
    bool bars_are_known_ = false;

    // Kept to avoid allocation.
    Architecture child_;
    std::vector<std::size_t> mates_;
    std::vector<double> normalised_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Moead, MoeadOptions>(
    {.name = "moead",
     .summary = "decomposition into scalar subproblems that share parents with their neighbours",
     .citation = "Zhang and Li 2007, doi:10.1109/TEVC.2007.892759",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
