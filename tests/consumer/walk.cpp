// The simplest evolution strategy: one parent, one mutated child, and the child moves in unless it is worse.
// Source: (1+1)-PAES without its archive, Knowles and Corne 2000, doi:10.1162/106365600568167.
#include "engine/optimizer.hpp"
#include "engine/pareto.hpp"

namespace archfront {
namespace {

struct WalkOptions {
    double mutation = 0.3;
};

void bind(OptionTable& table, WalkOptions& options) {
    table.real("mutation", options.mutation, 0.001, 1, "probability that a choice is drawn anew");
}

class Walk : public Optimizer {
  public:
    Walk(const OptimizerContext& context, const WalkOptions& options)
        : Optimizer(context),
          options_(options),
          random_(context.seed),
          parent_(space().width()),
          parent_costs_(context.objectives),
          draw_(space().width()) {}

  private:
    /// One child at a time, however many are asked for: the next depends on what becomes of this one.
    void do_ask(std::size_t, ArchitectureBatch& proposals) override {
        space().sample(random_, draw_);
        const std::span<Choice> child = proposals.emplace_back();
        for (std::size_t i = 0; i < child.size(); ++i) {
            const bool mutate = parent_.empty() || random_.bernoulli(options_.mutation);
            child[i] = mutate ? draw_[i] : parent_[0][i];
        }
    }

    void do_tell(ArchitectureBatchView children, CostsView costs) override {
        if (!parent_.empty()) {
            Costs both = parent_costs_;
            both.push_back(costs[0], costs.violation(0));
            if (dominates(both, 0, 1)) return;
        }
        parent_.clear();
        parent_.append(children);
        parent_costs_.clear();
        parent_costs_.push_back(costs[0], costs.violation(0));
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        state.architectures(parent_);
        state.costs(parent_costs_);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        state.architectures(parent_);
        state.costs(parent_costs_);
    }

    WalkOptions options_;
    RandomGenerator random_;
    ArchitectureBatch parent_;  // none before the first tell, one afterwards
    Costs parent_costs_;
    Architecture draw_;
};

const Registration<OptimizerPlugin> registration{
    optimizer_plugin<Walk, WalkOptions>({.name = "walk",
                                         .summary = "one parent, one mutated child",
                                         .citation = "Knowles and Corne 2000, doi:10.1162/106365600568167",
                                         .file = __FILE__})};

}  // namespace
}  // namespace archfront
