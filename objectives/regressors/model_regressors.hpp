// What the families share: regressors of the two kinds of models, and the terms in which those are trained.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/regressor.hpp"
#include "objectives/linear_model.hpp"
#include "objectives/xgboost.hpp"

namespace archfront {

/// Trains a forest without validation rows, to the last round, and makes its predictions fast.
std::unique_ptr<const Regressor> train_forest_regressor(const RegressionData& data,
                                                        const BoostingOptions& options);

/// Predicts by a linear model. REQUIRES: a weight for each of the features.
std::unique_ptr<const Regressor> make_linear_regressor(LinearModel model, std::size_t features);

/// "squared", "huber" or "quantile".
Loss loss_of(const std::string& name);

/// The labels as single precision numbers, which is what models are trained on.
std::vector<float> single_precision(std::span<const double> labels);

}  // namespace archfront
