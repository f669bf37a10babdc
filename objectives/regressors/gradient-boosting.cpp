// Shallow boosted trees without penalties, as Friedman proposed them and scikit-learn's GradientBoostingRegressor has
// them, grown by xgboost. For the squared loss they are the same trees. For the others leaves are gradient steps, where
// scikit-learn's are medians or quantiles of what is left: those losses need more trees here.
// Source: Friedman 2001, doi:10.1214/aos/1013203451. O(trees * depth * rows * features) to train.
#include "objectives/regressors/model_regressors.hpp"

namespace archfront {
namespace {

struct GradientBoostingOptions {
    std::string loss = "squared";
    double quantile = 0.9;
    double learning_rate = 0.1;
    std::int64_t trees = 100;
    std::int64_t depth = 3;
};

void bind(OptionTable& table, GradientBoostingOptions& options) {
    table.one_of("loss", options.loss, {"squared", "huber", "quantile"},
                 "squared error, Huber loss with its bend at one standard deviation of the labels, or the "
                 "pinball loss");
    table.real("quantile", options.quantile, 0.01, 0.99, "what the quantile loss learns");
    table.real("learning_rate", options.learning_rate, 1e-6, 1, "share of each tree that is added");
    table.integer("trees", options.trees, 1, 10'000, "rounds of boosting");
    table.integer("depth", options.depth, 1, 30, "splits between a tree's root and a leaf, at most");
}

std::unique_ptr<const Regressor> train(const RegressionData& data, const GradientBoostingOptions& options,
                                       std::uint64_t seed) {
    BoostingOptions boosting;
    boosting.loss = loss_of(options.loss);
    boosting.quantile = options.quantile;
    boosting.learning_rate = options.learning_rate;
    boosting.rounds = options.trees;
    boosting.max_depth = options.depth;
    boosting.min_child_weight = 0;
    boosting.lambda = 0;
    boosting.seed = seed;
    return train_forest_regressor(data, boosting);
}

const Registration<RegressorPlugin> registration{regressor_plugin<GradientBoostingOptions>(
    {.name = "gradient-boosting",
     .summary = "shallow boosted trees for a squared, Huber or quantile loss",
     .citation = "Friedman 2001, doi:10.1214/aos/1013203451",
     .file = __FILE__},
    train)};

}  // namespace
}  // namespace archfront
