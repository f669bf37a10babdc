// RAPID's search made sequential: train predictors on what was evaluated, predict what is unknown, evaluate the fronts
// of the predictions, by Pareto dominance, and train again. The published search is one shot (see rapid-published).
// Source: RAPID, github.com/McGill-Edge-Intelligence/RAPID. O(training + candidates * (prediction + log candidates)) a
// round.
#include <algorithm>

#include "engine/optimizer.hpp"
#include "optimizers/incumbents.hpp"
#include "optimizers/predicted_fronts.hpp"

namespace archfront {
namespace {

/// On RAPID's NAS-Bench-201 no other regressor does clearly better than these trees, few of them do as well as many,
/// and neither the rounds nor whether measured points are ranked along with predictions matter much.
struct RapidOptions {
    double train_fraction = 0.1;
    std::int64_t rounds = 10;
    CandidateOptions candidates;
    PredictorOptions predictor = {
        .predictors = "gradient-boosting trees=50 learning_rate=0.2", .tuned = "", .features = "space"};
};

void bind(OptionTable& table, RapidOptions& options) {
    table.real("train_fraction", options.train_fraction, 0, 1,
               "share of the budget that is evaluated at random before the first training");
    table.integer("rounds", options.rounds, 1, 1'000'000, "trainings over the rest of the budget");
    bind(table, options.candidates);
    bind(table, options.predictor);
}

class Rapid : public Optimizer {
  public:
    Rapid(const OptimizerContext& context, const RapidOptions& options)
        : Optimizer(context),
          random_(context.seed),
          unseen_(context),
          costs_(context.objectives),
          fronts_(context, options.candidates, options.predictor),
          suggestions_(context.space->width()) {
        const double share = options.train_fraction * static_cast<double>(context.budget);
        initial_ = std::max<std::size_t>(2, static_cast<std::size_t>(share));
        const std::size_t rest = context.budget > initial_ ? context.budget - initial_ : 1;
        const auto rounds = static_cast<std::size_t>(options.rounds);
        batch_ = (rest + rounds - 1) / rounds;
    }

  private:
    // Proposal r has costs_[r]; those from told() on wait for their turn or their costs.

    std::size_t told() const { return costs_.size(); }

    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        if (told() == unseen_.proposed().size()) propose();
        const std::size_t left = unseen_.proposed().size() - told();
        proposals.append(unseen_.proposed().view().subview(told(), std::min(count, left)));
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override {
        for (std::size_t r = 0; r < costs.size(); ++r)
            costs_.push_back(costs[r], costs.violation(r));
    }

    void propose() {
        Architecture row(space().width());
        if (told() == 0) {
            for (std::size_t i = 0; i < initial_ && unseen_.draw(random_, row); ++i) {
            }
            return;
        }
        fronts_.suggest(random_, unseen_, costs_, incumbents(), batch_, suggestions_);
        for (std::size_t r = 0; r < suggestions_.size(); ++r)
            unseen_.take(suggestions_.row(r));
        // A sample of a large space may hold nothing unknown.
        if (suggestions_.empty()) unseen_.draw(random_, row);
    }

    std::vector<std::size_t> incumbents() const {
        Incumbents best(context().objectives);
        for (std::size_t r = 0; r < told(); ++r)
            best.insert(r, costs_[r], costs_.violation(r));
        return {best.ids().begin(), best.ids().end()};
    }

    // Predictors are not saved: they are trained when they are wanted, and forgotten.
    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        state.costs(costs_);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        state.costs(costs_);
        if (told() > unseen_.proposed().size()) damaged_state();
    }

    std::size_t initial_;
    std::size_t batch_;

    RandomGenerator random_;
    Unseen unseen_;
    Costs costs_;

    PredictedFronts fronts_;
    ArchitectureBatch suggestions_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Rapid, RapidOptions>(
    {.name = "rapid",
     .summary = "evaluates the front that predictors expect, and trains them again",
     .citation = "RAPID, github.com/McGill-Edge-Intelligence/RAPID",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
