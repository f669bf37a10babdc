// Linear models with the losses and penalties of scikit-learn's SGDRegressor, and its strengths, but solved by
// coordinate descent (xgboost's gblinear): stochastic gradient descent on rows that are not standardised may diverge.
// O(rounds * rows * features) to train.
#include "objectives/regressors/model_regressors.hpp"

namespace archfront {
namespace {

struct LinearOptions {
    std::string loss = "squared";
    std::string penalty = "l2";
    double strength = 1e-4;
    double l1_ratio = 0.15;
    std::int64_t rounds = 100;
};

void bind(OptionTable& table, LinearOptions& options) {
    table.one_of("loss", options.loss, {"squared", "huber"},
                 "squared error, or Huber loss with its bend at one standard deviation of the labels");
    table.one_of("penalty", options.penalty, {"l2", "l1", "elasticnet", "none"},
                 "on squared weights, absolute weights, a mixture of both, or none");
    table.real("strength", options.strength, 0, 1e6, "of the penalty, against the mean loss");
    table.real("l1_ratio", options.l1_ratio, 0, 1, "share of absolute weights in an elasticnet penalty");
    table.integer("rounds", options.rounds, 1, 100'000, "passes over all weights");
}

std::unique_ptr<const Regressor> train(const RegressionData& data, const LinearOptions& options,
                                       std::uint64_t) {
    double l1_share = options.l1_ratio;
    if (options.penalty == "l2") l1_share = 0;
    if (options.penalty == "l1") l1_share = 1;
    const double strength = options.penalty == "none" ? 0 : options.strength;
    const std::vector<float> labels = single_precision(data.labels);
    const LinearModel model = train_linear(data.features, {data.rows, labels},
                                           {.loss = loss_of(options.loss),
                                            .rounds = options.rounds,
                                            .lambda = strength * (1 - l1_share),
                                            .alpha = strength * l1_share});
    return make_linear_regressor(model, data.features);
}

const Registration<RegressorPlugin> registration{
    regressor_plugin<LinearOptions>({.name = "linear",
                                     .summary = "linear model for a squared or Huber loss, with a penalty",
                                     .citation = "Zou and Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x",
                                     .file = __FILE__},
                                    train)};

}  // namespace
}  // namespace archfront
