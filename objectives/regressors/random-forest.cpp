// Random forests grown by xgboost: deep trees without penalties, each on a share of the rows. The share is what a
// bootstrap sample holds of distinct rows, drawn without replacement; every split sees all features, as in
// scikit-learn's RandomForestRegressor.
// Source: Breiman 2001, doi:10.1023/A:1010933404324. O(trees * depth * rows * features) to train.
#include "objectives/regressors/model_regressors.hpp"

namespace archfront {
namespace {

struct RandomForestOptions {
    std::int64_t trees = 100;
    std::int64_t depth = 256;
};

/// 1 - 1/e.
constexpr double bootstrap_share = 0.6321;

void bind(OptionTable& table, RandomForestOptions& options) {
    table.integer("trees", options.trees, 1, 10'000, "trees whose mean is the answer");
    table.integer("depth", options.depth, 1, 256, "splits between a tree's root and a leaf, at most");
}

std::unique_ptr<const Regressor> train(const RegressionData& data, const RandomForestOptions& options,
                                       std::uint64_t seed) {
    BoostingOptions boosting;
    boosting.rounds = 1;
    boosting.parallel_trees = options.trees;
    boosting.max_depth = options.depth;
    boosting.learning_rate = 1;
    boosting.subsample = bootstrap_share;
    boosting.min_child_weight = 1;
    boosting.lambda = 0;
    boosting.seed = seed;
    return train_forest_regressor(data, boosting);
}

const Registration<RegressorPlugin> registration{regressor_plugin<RandomForestOptions>(
    {.name = "random-forest",
     .summary = "the mean of deep trees, each grown on a share of the rows",
     .citation = "Breiman 2001, doi:10.1023/A:1010933404324",
     .file = __FILE__},
    train)};

}  // namespace
}  // namespace archfront
