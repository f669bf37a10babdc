#include "optimizers/history.hpp"

namespace archfront {

void bind(OptionTable& table, ProposalOptions& options) {
    table.integer("initial", options.initial, 1, 1'000'000, "random architectures before the first model");
    table.integer("batch", options.batch, 1, 10'000,
                  "proposals made with the same knowledge, to be evaluated in parallel");
}

History::History(const OptimizerContext& context, const ProposalOptions& options)
    : options_(options), unseen_(context), costs_(context.objectives), incumbents_(context.objectives) {}

void History::tell(CostsView costs) {
    for (std::size_t r = 0; r < costs.size(); ++r) {
        incumbents_.insert(told(), costs[r], costs.violation(r));
        costs_.push_back(costs[r], costs.violation(r));
    }
}

void History::save(StateWriter& state) const {
    unseen_.save(state);
    state.costs(costs_);
}

void History::load(StateReader& state) {
    unseen_.load(state);
    Costs costs(costs_.objectives());
    state.costs(costs);
    if (costs.size() > unseen_.proposed().size()) damaged_state();
    costs_.clear();
    incumbents_ = Incumbents(costs_.objectives());
    tell(costs);
}

}  // namespace archfront
