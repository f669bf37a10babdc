// Pareto local search: each archive member has its one-change neighbourhood explored once. Proposals are
// rows of the memory of what was proposed, so that a member is its row number and nothing is stored twice.
// Source: Paquete, Chiarandini and Stuetzle 2004, doi:10.1007/978-3-642-17144-4_7 (DOI unchecked), which
// explores a whole neighbourhood before it chooses again. O(archive + neighbourhood) a choice of member.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/optimizer.hpp"
#include "optimizers/incumbents.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

/// One neighbour at a time was best on NAS-Bench-201 at every budget from 50 to 1,000; above 5, starts hardly
/// matter.
struct LocalSearchOptions {
    std::int64_t starts = 10;
    std::int64_t neighbours = 1;
};

void bind(OptionTable& table, LocalSearchOptions& options) {
    table.integer("starts", options.starts, 1, 1'000'000, "random architectures that a search starts from");
    table.integer(
        "neighbours", options.neighbours, 1, 1'000'000,
        "of one member evaluated before the next member is chosen; more can be evaluated in parallel, "
        "and from the size of a neighbourhood on it is explored whole, as published");
}

class LocalSearch : public Optimizer {
  public:
    LocalSearch(const OptimizerContext& context, const LocalSearchOptions& options)
        : Optimizer(context),
          starts_(static_cast<std::size_t>(options.starts)),
          neighbours_(static_cast<std::size_t>(options.neighbours)),
          random_(context.seed),
          unseen_(context),
          costs_(context.objectives),
          incumbents_(context.objectives) {
        const std::span<const Variable> variables = context.space->variables();
        for (std::size_t v = 0; v < variables.size(); ++v) {
            for (std::size_t other = 0; other + 1 < variables[v].cardinality(); ++other)
                changes_.push_back({v, other});
        }
    }

  private:
    // The present search began with proposal first_; member i is proposal first_ + i. Proposals from
    // told() on wait for their turn or their costs.

    std::size_t told() const { return first_ + costs_.size(); }

    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        if (told() == unseen_.proposed().size() && !explore_a_member()) restart();
        const std::size_t left = unseen_.proposed().size() - told();
        proposals.append(unseen_.proposed().view().subview(told(), std::min(count, left)));
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override {
        for (std::size_t r = 0; r < costs.size(); ++r)
            admit(costs[r], costs.violation(r));
    }

    void admit(std::span<const double> costs, double violation) {
        incumbents_.insert(costs_.size(), costs, violation);
        costs_.push_back(costs, violation);
        explored_.push_back('0');
    }

    /// Proposes unknown neighbours of a random unexplored member; false when there is none.
    bool explore_a_member() {
        for (;;) {
            unexplored_.clear();
            for (const std::size_t member : incumbents_.ids()) {
                if (explored_[member] == '0') unexplored_.push_back(member);
            }
            if (unexplored_.empty()) return false;
            if (propose_neighbours(unexplored_[random_.below(unexplored_.size())])) return true;
        }
    }

    /// In random order; marks the member as explored when none is left. Returns whether there were any.
    bool propose_neighbours(std::size_t member) {
        const std::size_t before = unseen_.proposed().size();
        order_.resize(changes_.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        for (std::size_t left = order_.size(); left > 0; --left) {
            std::swap(order_[left - 1], order_[random_.below(left)]);
            const auto [variable, other] = changes_[order_[left - 1]];
            const ArchitectureView row = unseen_.proposed()[first_ + member];
            neighbour_.assign(row.begin(), row.end());
            change(neighbour_[variable], other);
            if (unseen_.take(neighbour_) && unseen_.proposed().size() - before == neighbours_) return true;
        }
        explored_[member] = '1';
        return unseen_.proposed().size() > before;
    }

    /// Begins another search, with an archive of its own: its members would hardly ever enter that of the
    /// searches before, and never be explored. Proposes nothing when the space is exhausted.
    void restart() {
        first_ = unseen_.proposed().size();
        costs_.clear();
        explored_.clear();
        incumbents_ = Incumbents(context().objectives);
        neighbour_.resize(space().width());
        for (std::size_t start = 0; start < starts_; ++start) {
            if (!unseen_.draw(random_, neighbour_)) return;
        }
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        state.integer(first_);
        state.costs(costs_);
        state.text(explored_);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        first_ = state.integer();
        Costs costs(context().objectives);
        state.costs(costs);
        if (first_ > unseen_.proposed().size() || costs.size() > unseen_.proposed().size() - first_)
            damaged_state();
        costs_.clear();
        incumbents_ = Incumbents(context().objectives);
        for (std::size_t member = 0; member < costs.size(); ++member)
            admit(costs[member], costs.violation(member));
        explored_ = state.text();
        if (explored_.size() != costs_.size()) damaged_state();
    }

    std::size_t starts_;
    std::size_t neighbours_;
    std::vector<std::pair<std::size_t, std::size_t>> changes_;  // variable, and which other choice

    RandomGenerator random_;
    Unseen unseen_;
    std::size_t first_ = 0;
    Costs costs_;           // of the present search's members
    std::string explored_;  // one '0' or '1' a member
    Incumbents incumbents_;

    // Kept to avoid allocation.
    std::vector<std::size_t> unexplored_;
    std::vector<std::size_t> order_;
    Architecture neighbour_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<LocalSearch, LocalSearchOptions>(
    {.name = "local-search",
     .summary = "Pareto local search over one-change neighbourhoods, with random restarts",
     .citation = "Paquete, Chiarandini and Stuetzle 2004, doi:10.1007/978-3-642-17144-4_7",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
