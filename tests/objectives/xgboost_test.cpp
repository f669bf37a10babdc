#include "objectives/xgboost.hpp"

#include <doctest/doctest.h>
#include <xgboost/c_api.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "engine/random.hpp"
#include "engine/text.hpp"

using namespace archfront;

namespace {

constexpr std::size_t features = 7;

struct Sample {
    std::vector<float> rows;
    std::vector<float> labels;

    /// Whole and real numbers, a label that depends on both, and noise.
    Sample(std::size_t n, std::uint64_t seed) {
        RandomGenerator random(seed);
        for (std::size_t r = 0; r < n; ++r) {
            for (std::size_t f = 0; f < features; ++f) {
                rows.push_back(f % 2 == 0 ? static_cast<float>(random.below(4))
                                          : static_cast<float>(random.uniform()));
            }
            const float* row = rows.data() + r * features;
            labels.push_back(50 + row[0] * row[1] + std::sin(row[2] + 4 * row[3]) +
                             0.1F * static_cast<float>(random.uniform()));
        }
    }
    LabelledRows view() const { return {rows, labels}; }
};

/// What xgboost itself, trained alike, predicts for its training rows.
std::vector<float> predicted_by_xgboost(const Sample& sample, const BoostingOptions& options) {
    DMatrixHandle matrix = nullptr;
    XGDMatrixCreateFromMat(sample.rows.data(), sample.labels.size(), features,
                           std::numeric_limits<float>::quiet_NaN(), &matrix);
    XGDMatrixSetFloatInfo(matrix, "label", sample.labels.data(), sample.labels.size());
    BoosterHandle booster = nullptr;
    XGBoosterCreate(&matrix, 1, &booster);
    const auto base = static_cast<float>(std::accumulate(sample.labels.begin(), sample.labels.end(), 0.0) /
                                         static_cast<double>(sample.labels.size()));
    const std::vector<std::pair<const char*, std::string>> parameters = {
        {"objective", "reg:squarederror"},
        {"tree_method", "hist"},
        {"nthread", "1"},
        {"base_score", format_number(static_cast<double>(base))},
        {"seed", std::to_string(options.seed)},
        {"max_depth", std::to_string(options.max_depth)},
        {"eta", format_number(options.learning_rate)},
        {"subsample", format_number(options.subsample)},
        {"colsample_bytree", format_number(options.colsample)}};
    for (const auto& [name, value] : parameters)
        XGBoosterSetParam(booster, name, value.c_str());
    for (int round = 0; round < options.rounds; ++round)
        XGBoosterUpdateOneIter(booster, round, matrix);
    // A second matrix, so that the predictions come from the trees and not from the cache of the training.
    DMatrixHandle fresh = nullptr;
    XGDMatrixCreateFromMat(sample.rows.data(), sample.labels.size(), features,
                           std::numeric_limits<float>::quiet_NaN(), &fresh);
    bst_ulong length = 0;
    const float* values = nullptr;
    REQUIRE(XGBoosterPredict(booster, fresh, 0, 0, 0, &length, &values) == 0);
    std::vector<float> predictions(values, values + length);
    XGBoosterFree(booster);
    XGDMatrixFree(fresh);
    XGDMatrixFree(matrix);
    return predictions;
}

}  // namespace

TEST_CASE("our prediction equals xgboost's bit for bit") {
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
        const Sample sample(300 + 100 * seed, seed);
        BoostingOptions options;
        options.seed = seed;
        options.rounds = static_cast<std::int64_t>(20 * seed);
        options.max_depth = static_cast<std::int64_t>(1 + 2 * seed);
        options.learning_rate = 0.05 * static_cast<double>(seed);
        options.subsample = seed % 2 == 0 ? 0.7 : 1;
        options.colsample = seed == 3 ? 0.5 : 1;
        const RegressionForest forest = train_forest(features, sample.view(), {}, options);
        CHECK(forest.trees() == static_cast<std::size_t>(options.rounds));
        std::vector<float> predictions(sample.labels.size());
        forest.predict(sample.rows, predictions);
        CHECK(predictions == predicted_by_xgboost(sample, options));
    }
}

TEST_CASE("training stops early and keeps the trees of the best round") {
    const Sample train(400, 5), validation(200, 6);
    BoostingOptions options;
    options.rounds = 5'000;
    options.learning_rate = 0.3;
    options.early_stopping = 10;
    std::size_t best_trees = 0, last_trees = 0;
    double best_rmse = std::numeric_limits<double>::infinity();
    const auto observe = [&](std::size_t trees, double rmse) {
        last_trees = trees;
        if (rmse >= best_rmse) return;
        best_rmse = rmse;
        best_trees = trees;
    };
    const RegressionForest forest = train_forest(features, train.view(), validation.view(), options, observe);
    CHECK(forest.trees() == best_trees);
    CHECK(last_trees == best_trees + 10);
    std::vector<float> predictions(validation.labels.size());
    forest.predict(validation.rows, predictions);
    double squared = 0;
    for (std::size_t i = 0; i < predictions.size(); ++i)
        squared += std::pow(static_cast<double>(predictions[i] - validation.labels[i]), 2);
    CHECK(std::sqrt(squared / static_cast<double>(predictions.size())) == doctest::Approx(best_rmse));
}
