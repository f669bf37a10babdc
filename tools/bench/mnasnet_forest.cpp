#include "tools/bench/mnasnet_forest.hpp"

#include <xgboost/c_api.h>

#include <cmath>
#include <map>
#include <string>

#include "engine/random.hpp"
#include "engine/space.hpp"
#include "objectives/xgboost.hpp"

namespace archfront::bench {
namespace {

RegressionForest train(std::uint64_t seed) {
    const std::size_t n = 5'000;
    const std::vector<float> rows = random_mnasnet_rows(n, 0);
    RandomGenerator random(seed);
    std::vector<float> weights(mnasnet_features), labels(n);
    for (float& weight : weights)
        weight = static_cast<float>(random.uniform());
    for (std::size_t r = 0; r < n; ++r) {
        float sum = 0;
        for (std::size_t f = 0; f < mnasnet_features; ++f)
            sum += weights[f] * rows[r * mnasnet_features + f];
        labels[r] = 60 + 10 * std::tanh(sum / 10) + static_cast<float>(random.uniform());
    }
    BoostingOptions options;
    options.rounds = 500;
    options.max_depth = 6;
    options.learning_rate = 0.05;
    return train_forest(mnasnet_features, {rows, labels}, {}, options);
}

void check(int status) {
    ARCHFRONT_ASSERT(status == 0, XGBGetLastError());
}

}  // namespace

std::vector<float> random_mnasnet_rows(std::size_t n, std::uint64_t seed) {
    const auto space = make_space("mnasnet");
    RandomGenerator random(seed);
    Architecture architecture(space->width());
    std::vector<float> rows;
    for (std::size_t r = 0; r < n; ++r) {
        space->sample(random, architecture);
        rows.insert(rows.end(), architecture.begin(), architecture.end());
    }
    return rows;
}

const RegressionForest& mnasnet_forest(std::uint64_t seed) {
    static std::map<std::uint64_t, RegressionForest> trained;
    const auto known = trained.find(seed);
    return known != trained.end() ? known->second : trained.emplace(seed, train(seed)).first->second;
}

Booster::Booster(const RegressionForest& forest) {
    const std::string model = to_xgboost_model(forest);
    check(XGBoosterCreate(nullptr, 0, &handle_));
    check(XGBoosterLoadModelFromBuffer(handle_, model.data(), model.size()));
    check(XGBoosterSetParam(handle_, "nthread", "1"));
}

Booster::~Booster() {
    XGBoosterFree(handle_);
}

const float* Booster::predict(std::span<const float> rows) {
    DMatrixHandle matrix = nullptr;
    check(
        XGDMatrixCreateFromMat(rows.data(), rows.size() / mnasnet_features, mnasnet_features, NAN, &matrix));
    const float* values = nullptr;
    bst_ulong count = 0;
    check(XGBoosterPredict(handle_, matrix, 0, 0, 0, &count, &values));
    XGDMatrixFree(matrix);
    return values;
}

const float* Booster::predict_in_place(std::span<const float> rows) {
    const std::string array =
        R"({"data": [)" + std::to_string(reinterpret_cast<std::uintptr_t>(rows.data())) +
        R"(, true], "typestr": "<f4", "version": 3, "shape": [)" +
        std::to_string(rows.size() / mnasnet_features) + ", " + std::to_string(mnasnet_features) + "]}";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    check(XGBoosterPredictFromDense(handle_, array.c_str(),
                                    R"({"type": 0, "iteration_begin": 0, "iteration_end": 0,
                                        "missing": NaN, "strict_shape": false, "cache_id": 0})",
                                    nullptr, &shape, &dimensions, &values));
    return values;
}

}  // namespace archfront::bench
