// RAPID's search made sequential: train predictors on what was evaluated, predict what is unknown, evaluate the fronts
// of the predictions, by Pareto dominance, and train again. The published search is one shot (see rapid-published).
// Source: RAPID, github.com/McGill-Edge-Intelligence/RAPID. O(training + candidates * (prediction + log candidates)) a
// round.
#include <algorithm>

#include "optimizers/history.hpp"
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
          history_(context, {}),
          fronts_(context, options.candidates, options.predictor),
          suggestions_(context.space->width()) {
        const double share = options.train_fraction * static_cast<double>(context.budget);
        initial_ = std::max<std::size_t>(2, static_cast<std::size_t>(share));
        const std::size_t rest = context.budget > initial_ ? context.budget - initial_ : 1;
        const auto rounds = static_cast<std::size_t>(options.rounds);
        batch_ = (rest + rounds - 1) / rounds;
    }

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        if (history_.waiting() == 0) propose();
        history_.give(count, proposals);
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    void propose() {
        Architecture row(space().width());
        if (history_.told() == 0) {
            for (std::size_t i = 0; i < initial_ && history_.draw(random_, row); ++i) {
            }
            return;
        }
        fronts_.suggest(random_, history_.unseen(), history_.costs(), history_.incumbents().ids(), batch_,
                        suggestions_);
        for (std::size_t r = 0; r < suggestions_.size(); ++r)
            history_.take(suggestions_.row(r));
        // A sample of a large space may hold nothing unknown.
        if (suggestions_.empty()) history_.draw(random_, row);
    }

    // Predictors are not saved: they are trained when they are wanted, and forgotten.
    void do_save(StateWriter& state) const override {
        state.random(random_);
        history_.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        history_.load(state);
    }

    std::size_t initial_;
    std::size_t batch_;

    RandomGenerator random_;
    History history_;

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
