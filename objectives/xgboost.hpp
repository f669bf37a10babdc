// Training of gradient-boosted trees. xgboost.cpp is the only file that knows xgboost.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "objectives/labelled_rows.hpp"
#include "objectives/regression_forest.hpp"

namespace archfront {

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
    std::uint64_t seed = 0;
};

/// Called after each round with the number of trees and the validation error (RMSE).
using BoostingProgress = std::function<void(std::size_t trees, double rmse)>;

/// Trains on squared error, from the mean label on, and keeps the trees up to the round with the lowest validation
/// error (all rounds without validation rows or with keep_all_trees). One thread and a fixed seed: the same bytes
/// every time with one version of xgboost. Throws RunError when xgboost fails. REQUIRES: at least one training row.
RegressionForest train_forest(std::size_t features, const LabelledRows& train, const LabelledRows& validation,
                              const BoostingOptions& options, const BoostingProgress& progress = {});

/// The forest as a model that xgboost loads (its JSON form), to compare with its own predictions.
std::string to_xgboost_model(const RegressionForest& forest);

/// "1.7.4"
std::string xgboost_version();

}  // namespace archfront
