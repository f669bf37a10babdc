// RAPID's search as published: one training on random architectures, one prediction of all others, and the evaluation
// of those that its own dominance rule leaves. There the method ends; ours goes on with what the rule leaves of the
// rest, by the same predictions, until the budget is spent.
// Source: rapid.py of github.com/McGill-Edge-Intelligence/RAPID. O(training + candidates * (prediction + front)).
#include <algorithm>

#include "optimizers/candidates.hpp"
#include "optimizers/cost_predictor.hpp"
#include "optimizers/history.hpp"
#include "optimizers/rapid_dominance.hpp"

namespace archfront {
namespace {

struct RapidPublishedOptions {
    std::int64_t train = 0;
    bool as_coded = false;
    CandidateOptions candidates;
    PredictorOptions predictor = {.predictors = "xgboost", .tuned = "", .features = "choices"};
};

void bind(OptionTable& table, RapidPublishedOptions& options) {
    table.integer(
        "train", options.train, 0, 1'000'000'000,
        "random architectures to train on; 0: a tenth of the space, but at most half of the budget");
    table.flag("as_coded", options.as_coded,
               "also mistake the direction of the first objective, as rapid.py does with accuracy");
    bind(table, options.candidates);
    bind(table, options.predictor);
}

class RapidPublished : public Optimizer {
  public:
    RapidPublished(const OptimizerContext& context, const RapidPublishedOptions& options)
        : Optimizer(context),
          options_(options),
          random_(context.seed),
          history_(context, {}),
          predictor_(context, options.predictor) {
        const std::uint64_t half_budget = context.budget / 2;
        const std::uint64_t tenth = context.space->size().value_or(~std::uint64_t{0}) / 10;
        train_ = static_cast<std::size_t>(options.train > 0 ? static_cast<std::uint64_t>(options.train)
                                                            : std::min(tenth, half_budget));
        train_ = std::max<std::size_t>(2, train_);
    }

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        if (history_.waiting() == 0) propose();
        history_.give(count, proposals);
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    void propose() {
        Architecture row(space().width());
        if (history_.told() < train_) {
            training_seed_ = random_.next();
            for (std::size_t i = 0; i < train_ && history_.draw(random_, row); ++i) {
            }
            return;
        }
        const ArchitectureBatch candidates =
            unknown_candidates(context(), options_.candidates, history_.unseen(), {}, random_);
        // A sample of a large space may hold nothing unknown.
        if (candidates.empty()) {
            history_.draw(random_, row);
            return;
        }
        for (const std::size_t chosen : predicted_front(candidates)) {
            row.assign(candidates[chosen].begin(), candidates[chosen].end());
            history_.take(row);
        }
    }

    std::vector<std::size_t> predicted_front(const ArchitectureBatch& candidates) {
        if (!trained_) {
            const CostsView all = history_.costs();
            const CostsView first(all.values().first(train_ * all.objectives()),
                                  all.violations().first(train_), all.objectives());
            predictor_.train(history_.unseen().proposed().view().subview(0, train_), first, training_seed_);
            trained_ = true;
        }
        Costs predicted(context().objectives);
        predictor_.predict(candidates, predicted);
        for (std::size_t r = 0; r < predicted.size() && options_.as_coded; ++r)
            predicted.row(r)[0] = -predicted.row(r)[0];
        return front_as_published(predicted);
    }

    // Predictors are not saved but trained anew, with the same seed on the same rows.
    void do_save(StateWriter& state) const override {
        state.random(random_);
        state.integer(training_seed_);
        history_.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        training_seed_ = state.integer();
        history_.load(state);
        trained_ = false;
    }

    RapidPublishedOptions options_;
    std::size_t train_;

    RandomGenerator random_;
    std::uint64_t training_seed_ = 0;
    History history_;

    CostPredictor predictor_;
    bool trained_ = false;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<RapidPublished, RapidPublishedOptions>(
    {.name = "rapid-published",
     .summary = "RAPID as published: one training, one predicted front, by a dominance of its own",
     .citation = "RAPID, github.com/McGill-Edge-Intelligence/RAPID",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
