// What the families of trees share: training by xgboost, and fast predictions.
#pragma once

#include <memory>

#include "engine/regressor.hpp"
#include "objectives/linear_model.hpp"
#include "objectives/xgboost.hpp"

namespace archfront {

/// Trains a forest without validation rows, to the last round.
std::unique_ptr<const Regressor> train_forest_regressor(const RegressionData& data,
                                                        const BoostingOptions& options);

/// "squared", "huber" or "quantile".
Loss loss_of(const std::string& name);

/// The labels as single precision numbers, which is what is trained on.
std::vector<float> single_precision(std::span<const double> labels);

}  // namespace archfront
