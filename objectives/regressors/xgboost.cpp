// Boosted trees with xgboost's defaults, but for where they start: the mean label and not 0.5.
// Source: Chen and Guestrin 2016, doi:10.1145/2939672.2939785. O(trees * depth * rows * features) to train.
#include "objectives/regressors/model_regressors.hpp"

namespace archfront {
namespace {

struct XgboostOptions {
    std::int64_t trees = 100;
    std::int64_t depth = 6;
    double learning_rate = 0.3;
};

void bind(OptionTable& table, XgboostOptions& options) {
    table.integer("trees", options.trees, 1, 10'000, "rounds of boosting");
    table.integer("depth", options.depth, 1, 256, "splits between a tree's root and a leaf, at most");
    table.real("learning_rate", options.learning_rate, 1e-6, 1, "share of each tree that is added");
}

std::unique_ptr<const Regressor> train(const RegressionData& data, const XgboostOptions& options,
                                       std::uint64_t seed) {
    BoostingOptions boosting;
    boosting.rounds = options.trees;
    boosting.max_depth = options.depth;
    boosting.learning_rate = options.learning_rate;
    boosting.seed = seed;
    return train_forest_regressor(data, boosting);
}

const Registration<RegressorPlugin> registration{
    regressor_plugin<XgboostOptions>({.name = "xgboost",
                                      .summary = "boosted trees with xgboost's penalties and defaults",
                                      .citation = "Chen and Guestrin 2016, doi:10.1145/2939672.2939785",
                                      .file = __FILE__},
                                     train)};

}  // namespace
}  // namespace archfront
