// Training of gradient-boosted trees. xgboost.cpp is the only file that knows xgboost.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "objectives/labelled_rows.hpp"
#include "objectives/linear_model.hpp"
#include "objectives/regression_forest.hpp"

namespace archfront {

/// What a round of boosting lessens. For the last two a leaf is a gradient step: the mean gradient of its rows.
enum class Loss {
    squared,
    /// Linear from a distance of 1 on. Source: Huber 1964, doi:10.1214/aoms/1177703732.
    huber,
    /// The pinball loss of a quantile. Source: Koenker and Bassett 1978, doi:10.2307/1913643.
    quantile,
};

/// Names and meanings as in xgboost. Source: Chen and Guestrin 2016, doi:10.1145/2939672.2939785.
struct BoostingOptions {
    std::int64_t rounds = 2'000;
    std::int64_t max_depth = 6;
    double learning_rate = 0.1;
    double min_child_weight = 1;
    double subsample = 1;
    double colsample = 1;  // by tree
    double colsample_by_level = 1;
    double lambda = 1;
    double alpha = 0;
    /// Rounds without a better validation error after which training ends.
    std::int64_t early_stopping = 50;
    /// "hist", or "exact": no binning of values (the default of xgboost before 2.0 for small data).
    std::string tree_method = "hist";
    /// Also the trees behind the best validation error, as Accel-NASBench's published surrogates do.
    bool keep_all_trees = false;
    /// Trees of one round, whose mean is added: a random forest is one round of them, with subsample below 1.
    std::int64_t parallel_trees = 1;
    Loss loss = Loss::squared;
    double quantile = 0.9;
    std::uint64_t seed = 0;
};

/// Called after each round with the number of trees and the validation error (RMSE).
using BoostingProgress = std::function<void(std::size_t trees, double rmse)>;

/// Trains from the mean label on, and keeps the trees up to the round with the lowest validation error, a squared one
/// whatever the loss (all rounds without validation rows or with keep_all_trees). One thread and a fixed seed: the same
/// bytes every time with one version of xgboost. Throws RunError when xgboost fails. REQUIRES: at least one training
/// row.
RegressionForest train_forest(std::size_t features, const LabelledRows& train, const LabelledRows& validation,
                              const BoostingOptions& options, const BoostingProgress& progress = {});

/// A linear model trained by boosting, one pass of coordinate descent over all weights a round.
struct LinearBoostingOptions {
    /// No quantile.
    Loss loss = Loss::squared;
    std::int64_t rounds = 100;
    double learning_rate = 0.5;
    /// Penalties on squared and absolute weights, of the mean loss.
    double lambda = 0;
    double alpha = 0;
};

/// The same bytes every time with one version of xgboost. Throws RunError when xgboost fails.
/// REQUIRES: at least one training row.
LinearModel train_linear(std::size_t features, const LabelledRows& train,
                         const LinearBoostingOptions& options);

/// The forest as a model that xgboost loads (its JSON form), to compare with its own predictions.
std::string to_xgboost_model(const RegressionForest& forest);

/// "1.7.4"
std::string xgboost_version();

}  // namespace archfront
