// The default: a portfolio of proposers that share one memory. A Gaussian process for each cost looks for hypervolume
// (see ehvi.cpp), which is best while little is known and in large spaces; boosted trees, which learn from everything
// evaluated, predict a small space whole (see rapid.cpp), which is best once much is known; a Pareto local search
// explores the neighbours of the front, and an evolution crosses its members, for what no model can tell. Each proposes
// by the hypervolume that its proposals of late have added, so nothing depends on a clock.
// Rounds grow with what is known, so that a long search does not spend its time on models; larger rounds early find
// less. Free costs are taken as they are, and what they forbid is not proposed.
// O(m * (rows^3 + candidates * rows^2)) per round, and training the trees with each tenth more that is known.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "optimizers/hypervolume_search.hpp"
#include "optimizers/labels.hpp"
#include "optimizers/predicted_fronts.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

struct AutoOptions {
    HypervolumeSearchOptions search;
};

void bind(OptionTable& table, AutoOptions& options) {
    bind(table, options.search);
}

/// Who made a proposal; the last earns no credit.
enum class Proposer : char { model = 'm', trees = 't', neighbourhood = 'n', crossover = 'c', chance = 'r' };
constexpr std::array<Proposer, 4> proposers = {Proposer::model, Proposer::trees, Proposer::neighbourhood,
                                               Proposer::crossover};

/// What a proposer gained with its proposals of late, older ones counting less and less.
class Credit {
  public:
    void add(double gained) {
        gained_ = gained_ * kept + gained;
        proposals_ = proposals_ * kept + 1;
    }

    /// Gain of a proposal, as if a few more had gained nothing: one stroke of luck is no merit.
    double rate() const { return gained_ / (proposals_ + few); }

    void save(StateWriter& state) const {
        state.real(gained_);
        state.real(proposals_);
    }
    void load(StateReader& state) {
        gained_ = state.real();
        proposals_ = state.real();
        if (!(gained_ >= 0 && proposals_ >= 0 && std::isfinite(gained_ + proposals_))) damaged_state();
    }

  private:
    static constexpr double kept = 0.95;
    static constexpr double few = 2;

    double gained_ = 0;
    double proposals_ = 0;
};

class Auto : public Optimizer {
  public:
    Auto(const OptimizerContext& context, const AutoOptions& options)
        : Optimizer(context),
          random_(context.seed),
          history_(context, {}),
          search_(context, options.search),
          fronts_(context, {},
                  {.predictors = "gradient-boosting trees=50 learning_rate=0.2",
                   .tuned = "",
                   .features = "space"}),
          predicted_(context.space->width()),
          neighbourhood_(*context.space),
          before_(context.objectives) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        if (history_.waiting() == 0) {
            settle();
            propose();
        }
        history_.give(count, proposals);
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    /// Credits the proposers of the last round with what each proposal added to what was known before.
    void settle() {
        constexpr std::size_t directions = 64;
        const std::size_t m = context().objectives;
        const FrontExtents extents(before_.archive());
        HypervolumeGain front(random_, m, directions, far_reference);
        std::vector<double> costs;
        for (std::size_t p = 0; p < before_.archive().size(); ++p) {
            extents.normalise(before_.archive()[p], costs);
            front.add(costs);
        }
        const std::size_t first = history_.told() - round_.size();
        for (std::size_t r = 0; r < round_.size(); ++r) {
            const double violation = history_.costs().violation(first + r);
            double gained = 0;
            if (before_.archive().empty()) {
                gained = gain_of_feasibility(violation);
            } else if (violation <= 0) {
                extents.normalise(history_.costs()[first + r], costs);
                gained = front.mean_gain(costs);
                front.add(costs);
            }
            for (std::size_t p = 0; p < proposers.size(); ++p) {
                if (round_[r] == static_cast<char>(proposers[p])) credits_[p].add(gained);
            }
        }
        for (std::size_t r = 0; r < round_.size(); ++r)
            before_.insert(first + r, history_.costs()[first + r], history_.costs().violation(first + r));
        round_.clear();
    }

    /// While nothing is feasible: by how much the violation fell, relative to the least before.
    double gain_of_feasibility(double violation) const {
        if (!std::isfinite(violation)) return 0;
        if (before_.ids().empty()) return 1;
        return std::max(0.0, 1 - violation / history_.costs().violation(before_.ids()[0]));
    }

    void propose() {
        if (history_.told() == 0) {
            constexpr std::size_t most = 20;
            const std::size_t initial = std::clamp<std::size_t>(context().budget / 5, 1, most);
            while (history_.waiting() < initial && draw()) {
            }
            return;
        }
        constexpr std::size_t told_per_proposal = 1'000;
        const std::size_t round = 1 + history_.told() / told_per_proposal;
        std::size_t by_model = 0;
        std::size_t by_trees = 0;
        std::size_t by_neighbourhood = 0;
        for (std::size_t i = 0; i < round; ++i) {
            const Proposer proposer = choose_proposer();
            by_model += proposer == Proposer::model ? 1 : 0;
            by_trees += proposer == Proposer::trees ? 1 : 0;
            by_neighbourhood += proposer == Proposer::neighbourhood ? 1 : 0;
        }
        if (by_model > 0) propose_by_model(by_model);
        for (std::size_t i = 0; i < by_trees; ++i)
            propose_by_trees();
        for (std::size_t i = 0; i < by_neighbourhood; ++i)
            propose_neighbour();
        while (history_.waiting() < round && (propose_child() || draw())) {
        }
    }

    /// By what a proposal gains of late; nobody is given up for good.
    Proposer choose_proposer() {
        constexpr double least = 0.02;
        std::array<double, proposers.size()> merits{};
        double total = 0;
        for (std::size_t p = 0; p < proposers.size(); ++p) {
            merits[p] = credits_[p].rate();
            total += merits[p];
        }
        if (!(total > 0)) {
            merits = {1};
            total = 1;
        }
        double left = random_.uniform() * (1 + least * static_cast<double>(proposers.size()));
        for (std::size_t p = 0; p + 1 < proposers.size(); ++p) {
            left -= merits[p] / total + least;
            if (left < 0) return proposers[p];
        }
        return proposers.back();
    }

    bool take(std::span<Choice> row, Proposer proposer) {
        if (!history_.take(row)) return false;
        round_.push_back(static_cast<char>(proposer));
        return true;
    }

    void propose_by_model(std::size_t count) {
        ArchitectureBatch suggestions(space().width());
        search_.suggest(random_, history_, count, suggestions);
        for (std::size_t r = 0; r < suggestions.size(); ++r)
            take(suggestions.row(r), Proposer::model);
    }

    /// The next of the predicted fronts, which are predicted anew with each tenth more that is known.
    void propose_by_trees() {
        constexpr std::size_t least = 4;
        const std::size_t tenth = std::max(least, history_.told() / 10);
        if (next_predicted_ == predicted_.size() || history_.told() - predicted_at_ >= tenth) {
            predicted_at_ = history_.told();
            next_predicted_ = 0;
            fronts_.suggest(random_, history_.unseen(), history_.costs(), history_.incumbents().ids(), tenth,
                            predicted_);
        }
        while (next_predicted_ < predicted_.size() &&
               !take(predicted_.row(next_predicted_++), Proposer::trees)) {
        }
    }

    /// An unknown neighbour of a random incumbent that has one.
    void propose_neighbour() {
        std::vector<std::size_t> ids(history_.incumbents().ids().begin(), history_.incumbents().ids().end());
        for (; !ids.empty(); ids.pop_back()) {
            std::swap(ids[random_.below(ids.size())], ids.back());
            ArchitectureBatch neighbours(space().width());
            neighbourhood_.append_one_change(random_, history_[ids.back()], neighbours);
            ArchitectureBatch unknown = plausible(neighbours);
            if (unknown.empty()) continue;
            take(unknown.row(random_.below(unknown.size())), Proposer::neighbourhood);
            return;
        }
    }

    /// A child of two random incumbents, every other one mutated.
    bool propose_child() {
        constexpr int children = 8;
        const std::span<const std::size_t> ids = history_.incumbents().ids();
        ArchitectureBatch brood(space().width());
        for (int i = 0; i < children && !ids.empty(); ++i) {
            const ArchitectureView mother = history_[ids[random_.below(ids.size())]];
            const ArchitectureView father = history_[ids[random_.below(ids.size())]];
            const std::span<Choice> child = brood.emplace_back();
            for (std::size_t v = 0; v < child.size(); ++v)
                child[v] = random_.bernoulli(0.5) ? mother[v] : father[v];
            if (random_.bernoulli(0.5)) mutate_variable(random_, space(), random_.below(child.size()), child);
        }
        ArchitectureBatch unknown = plausible(brood);
        return !unknown.empty() && take(unknown.row(0), Proposer::crossover);
    }

    /// A random unknown architecture, not one of which it is known at no cost that it is infeasible, if it can be
    /// helped.
    bool draw() {
        constexpr int tries = 1'000;
        ArchitectureBatch drawn(space().width());
        for (int i = 0; i < (context().free_costs == nullptr ? 0 : tries); ++i)
            space().sample(random_, drawn.emplace_back());
        ArchitectureBatch unknown = plausible(drawn);
        if (!unknown.empty() && take(unknown.row(0), Proposer::chance)) return true;
        Architecture row(space().width());
        if (!history_.draw(random_, row)) return false;
        round_.push_back(static_cast<char>(Proposer::chance));
        return true;
    }

    /// The unknown ones, by their representatives, that no free constraint forbids.
    ArchitectureBatch plausible(ArchitectureBatch& candidates) const {
        ArchitectureBatch unknown = history_.unseen().unknown(candidates);
        if (context().free_costs == nullptr) return unknown;
        std::vector<double> costs(unknown.size() * context().objectives);
        std::vector<double> violations(unknown.size());
        context().free_costs->evaluate(unknown, costs, violations);
        ArchitectureBatch kept(space().width());
        for (std::size_t r = 0; r < unknown.size(); ++r) {
            if (violations[r] <= 0) kept.push_back(unknown[r]);
        }
        return kept;
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        history_.save(state);
        search_.save(state);
        state.architectures(predicted_);
        state.integer(next_predicted_);
        state.integer(predicted_at_);
        state.text(round_);
        for (const Credit& credit : credits_)
            credit.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        history_.load(state);
        search_.load(state, history_);
        load_architectures(state, space(), predicted_);
        next_predicted_ = state.integer();
        predicted_at_ = state.integer();
        if (next_predicted_ > predicted_.size() || predicted_at_ > history_.told()) damaged_state();
        round_ = state.text();
        const std::size_t proposed = history_.unseen().proposed().size();
        if (round_.size() > proposed || round_.size() < history_.waiting()) damaged_state();
        before_ = Incumbents(context().objectives);
        for (std::size_t r = 0; r < proposed - round_.size(); ++r)
            before_.insert(r, history_.costs()[r], history_.costs().violation(r));
        for (Credit& credit : credits_)
            credit.load(state);
    }

    RandomGenerator random_;
    History history_;
    HypervolumeSearch search_;
    PredictedFronts fronts_;
    ArchitectureBatch predicted_;  // by fronts_, proposed up to next_predicted_
    std::size_t next_predicted_ = 0;
    std::size_t predicted_at_ = 0;  // told then
    Neighbourhood neighbourhood_;
    std::string round_;  // the proposer of each proposal of the present round, which are the last ones
    Incumbents before_;  // the round
    std::array<Credit, proposers.size()> credits_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Auto, AutoOptions>(
    {.name = "auto",
     .summary =
         "a model's hypervolume improvement, local search and crossover, each by what it gains; the default",
     .citation =
         "archfront; probability matching of operators as in Thierens 2005, doi:10.1145/1068009.1068251",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
