// HW-GPT-Bench's local search: a random member of the Pareto archive changes one random variable. Its rule
// for the archive lets two architectures of equal costs remove each other, so that changing a layer without
// effect loses the incumbent; that is a fault, and ours keeps both. Ours never repeats a proposal either.
// Source: Sukthanker et al. 2024, HW-GPT-Bench, baselines/local_search.py. O(1) per proposal.
#include "engine/optimizer.hpp"
#include "optimizers/incumbents.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

struct HwgptLocalSearchOptions {};

void bind(OptionTable&, HwgptLocalSearchOptions&) {}

class HwgptLocalSearch : public Optimizer {
  public:
    HwgptLocalSearch(const OptimizerContext& context, const HwgptLocalSearchOptions&)
        : Optimizer(context),
          random_(context.seed),
          unseen_(context),
          costs_(context.objectives),
          incumbents_(context.objectives),
          child_(context.space->width()) {}

  private:
    // An architecture's id is its place in the order of proposals.

    /// One at a time: each may change the archive that the next comes from.
    void do_ask(std::size_t, ArchitectureBatch& proposals) override {
        if (change_an_incumbent() || unseen_.draw(random_, child_)) proposals.push_back(child_);
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override {
        for (std::size_t r = 0; r < costs.size(); ++r)
            admit(costs[r], costs.violation(r));
    }

    void admit(std::span<const double> costs, double violation) {
        incumbents_.insert(costs_.size(), costs, violation);
        costs_.push_back(costs, violation);
    }

    /// When all single changes tried are known, as in a local optimum, the last one gets more. False before
    /// the first incumbent, or when those are known too.
    bool change_an_incumbent() {
        constexpr int single_changes = 100;
        const auto incumbents = incumbents_.ids();
        if (incumbents.empty()) return false;
        for (int attempt = 0; attempt < single_changes; ++attempt) {
            const std::size_t incumbent = incumbents[random_.below(incumbents.size())];
            const ArchitectureView row = unseen_.proposed()[incumbent];
            child_.assign(row.begin(), row.end());
            mutate_variable(random_, space(), random_.below(child_.size()), child_);
            if (unseen_.take(child_)) return true;
        }
        return mutate_until_unseen(random_, space(), unseen_, child_);
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        state.costs(costs_);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        Costs costs(context().objectives);
        state.costs(costs);
        if (costs.size() != unseen_.proposed().size()) damaged_state();
        costs_.clear();
        incumbents_ = Incumbents(context().objectives);
        for (std::size_t id = 0; id < costs.size(); ++id)
            admit(costs[id], costs.violation(id));
    }

    RandomGenerator random_;
    Unseen unseen_;
    Costs costs_;
    Incumbents incumbents_;
    Architecture child_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<HwgptLocalSearch, HwgptLocalSearchOptions>(
    {.name = "hwgpt-local-search",
     .summary = "HW-GPT-Bench's local search: one change to a random archive member",
     .citation = "Sukthanker et al. 2024, HW-GPT-Bench (baselines/local_search.py)",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
