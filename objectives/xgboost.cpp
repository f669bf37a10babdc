#include "objectives/xgboost.hpp"

#include <xgboost/c_api.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

void check(int status) {
    if (status == 0) return;
    const std::string message = XGBGetLastError();
    throw RunError("xgboost: " + excerpt(message.substr(0, message.find('\n')), 200));
}

class Matrix {
  public:
    Matrix(const LabelledRows& rows, std::size_t features) {
        check(XGDMatrixCreateFromMat(rows.features.data(), rows.labels.size(), features,
                                     std::numeric_limits<float>::quiet_NaN(), &handle_));
        check(XGDMatrixSetFloatInfo(handle_, "label", rows.labels.data(), rows.labels.size()));
    }
    ~Matrix() { XGDMatrixFree(handle_); }
    Matrix(const Matrix&) = delete;
    Matrix& operator=(const Matrix&) = delete;
    DMatrixHandle handle() const { return handle_; }

  private:
    DMatrixHandle handle_ = nullptr;
};

class Booster {
  public:
    explicit Booster(const std::vector<DMatrixHandle>& matrices) {
        check(XGBoosterCreate(matrices.data(), matrices.size(), &handle_));
    }
    ~Booster() { XGBoosterFree(handle_); }
    Booster(const Booster&) = delete;
    Booster& operator=(const Booster&) = delete;

    void set(const char* name, const std::string& value) {
        check(XGBoosterSetParam(handle_, name, value.c_str()));
    }

    void update(int round, const Matrix& train) {
        check(XGBoosterUpdateOneIter(handle_, round, train.handle()));
    }

    /// One round by given gradients of the loss, whose second derivatives count as 1.
    void update(const Matrix& train, std::vector<float>& gradients) {
        std::vector<float> curvatures(gradients.size(), 1);
        check(XGBoosterBoostOneIter(handle_, train.handle(), gradients.data(), curvatures.data(),
                                    gradients.size()));
    }

    /// Predictions for the rows of a matrix given at construction cost only the trees that are new.
    std::span<const float> predict(const Matrix& matrix) {
        const bst_ulong* shape = nullptr;
        bst_ulong dimensions = 0;
        const float* values = nullptr;
        check(XGBoosterPredictFromDMatrix(handle_, matrix.handle(),
                                          R"({"type": 0, "training": false, "iteration_begin": 0,
                                              "iteration_end": 0, "strict_shape": false})",
                                          &shape, &dimensions, &values));
        return {values, shape[0]};
    }

    nlohmann::json save() {
        bst_ulong length = 0;
        const char* bytes = nullptr;
        check(XGBoosterSaveModelToBuffer(handle_, R"({"format": "ubj"})", &length, &bytes));
        return nlohmann::json::from_ubjson(bytes, bytes + length);
    }

  private:
    BoosterHandle handle_ = nullptr;
};

double rmse(std::span<const float> predicted, std::span<const float> labels) {
    double squared = 0;
    for (std::size_t i = 0; i < labels.size(); ++i)
        squared += std::pow(static_cast<double>(predicted[i]) - static_cast<double>(labels[i]), 2);
    return std::sqrt(squared / static_cast<double>(labels.size()));
}

/// Appends a tree of xgboost's JSON model, whose nodes stand in any order.
void append_tree(const nlohmann::json& tree, RegressionForest& forest) {
    const auto left = tree.at("left_children").get<std::vector<int>>();
    const auto right = tree.at("right_children").get<std::vector<int>>();
    const auto feature = tree.at("split_indices").get<std::vector<std::size_t>>();
    const auto value = tree.at("split_conditions").get<std::vector<float>>();
    std::vector<int> waiting = {0};
    while (!waiting.empty()) {
        const auto node = static_cast<std::size_t>(waiting.back());
        waiting.pop_back();
        if (left[node] < 0) {
            forest.push_leaf(value[node]);
        } else {
            forest.push_split(feature[node], value[node]);
            waiting.push_back(right[node]);
            waiting.push_back(left[node]);
        }
    }
}

/// No more digits than the float needs: of a base score with more, xgboost silently makes 0.5.
std::string shortest(float number) {
    std::array<char, 32> buffer;
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr};
}

/// A tree of xgboost's JSON model.
nlohmann::json tree_to_json(const RegressionForest& forest, std::size_t tree) {
    const std::span<const RegressionForest::Node> nodes = forest.tree(tree);
    const std::size_t count = nodes.size();
    constexpr int none = -1, no_parent = std::numeric_limits<int>::max();
    std::vector<int> left(count, none), right(count, none), parent(count, no_parent);
    std::vector<std::uint32_t> feature(count);
    std::vector<float> value(count);
    // xgboost takes the node behind a left child for the right one.
    std::vector<std::size_t> place(count);
    std::size_t next = 1;
    for (std::size_t n = 0; n < count; ++n) {
        const std::size_t p = place[n];
        value[p] = nodes[n].value;
        if (nodes[n].is_leaf()) continue;
        feature[p] = nodes[n].feature;
        place[n + 1] = next++;
        place[nodes[n].right - forest.roots()[tree]] = next++;
        left[p] = static_cast<int>(next - 2);
        right[p] = static_cast<int>(next - 1);
        parent[next - 2] = parent[next - 1] = static_cast<int>(p);
    }
    const std::vector<int> zeros(count);
    const nlohmann::json none_of_it = nlohmann::json::array();
    return {{"id", tree},
            {"tree_param",
             {{"num_deleted", "0"},
              {"num_feature", std::to_string(forest.features())},
              {"num_nodes", std::to_string(count)},
              {"size_leaf_vector", "0"}}},
            {"left_children", left},
            {"right_children", right},
            {"parents", parent},
            {"split_indices", feature},
            {"split_conditions", value},
            {"split_type", zeros},
            {"default_left", zeros},
            {"base_weights", std::vector<float>(count)},
            {"loss_changes", std::vector<float>(count)},
            {"sum_hessian", std::vector<float>(count)},
            {"categories", none_of_it},
            {"categories_nodes", none_of_it},
            {"categories_segments", none_of_it},
            {"categories_sizes", none_of_it}};
}

}  // namespace

namespace {

float mean_label(const LabelledRows& rows) {
    ARCHFRONT_ASSERT(!rows.labels.empty(), "nothing to train on");
    return static_cast<float>(std::accumulate(rows.labels.begin(), rows.labels.end(), 0.0) /
                              static_cast<double>(rows.labels.size()));
}

/// What every training sets.
void prepare(Booster& booster, float base) {
    booster.set("verbosity", "0");
    booster.set("nthread", "1");
    booster.set("objective", "reg:squarederror");
    booster.set("base_score", format_number(static_cast<double>(base)));
}

/// Of the loss by the prediction.
float gradient(Loss loss, double quantile, float prediction, float label) {
    if (loss == Loss::huber) return std::clamp(prediction - label, -1.0F, 1.0F);
    return static_cast<float>(prediction >= label ? 1 - quantile : -quantile);
}

/// xgboost's own pseudo-Huber loss divides by second derivatives that vanish; gradients alone do not.
void boost(Booster& booster, int round, const Matrix& matrix, std::span<const float> labels, Loss loss,
           double quantile) {
    if (loss == Loss::squared) return booster.update(round, matrix);
    const std::span<const float> predictions = booster.predict(matrix);
    std::vector<float> gradients;
    for (std::size_t i = 0; i < labels.size(); ++i)
        gradients.push_back(gradient(loss, quantile, predictions[i], labels[i]));
    booster.update(matrix, gradients);
}

}  // namespace

RegressionForest train_forest(std::size_t features, const LabelledRows& train, const LabelledRows& validation,
                              const BoostingOptions& options, const BoostingProgress& progress) {
    const float base = mean_label(train);
    const Matrix train_matrix(train, features);
    const Matrix validation_matrix(validation, features);
    Booster booster({train_matrix.handle(), validation_matrix.handle()});
    prepare(booster, base);
    booster.set("tree_method", options.tree_method);
    booster.set("num_parallel_tree", std::to_string(options.parallel_trees));
    booster.set("seed", std::to_string(options.seed & 0x7fffffff));  // all it takes
    booster.set("max_depth", std::to_string(options.max_depth));
    booster.set("eta", format_number(options.learning_rate));
    booster.set("min_child_weight", format_number(options.min_child_weight));
    booster.set("subsample", format_number(options.subsample));
    booster.set("colsample_bytree", format_number(options.colsample));
    booster.set("colsample_bylevel", format_number(options.colsample_by_level));
    booster.set("lambda", format_number(options.lambda));
    booster.set("alpha", format_number(options.alpha));

    std::size_t best_trees = 0, all_trees = 0;
    double best_rmse = std::numeric_limits<double>::infinity();
    for (std::size_t trees = 1; trees <= static_cast<std::size_t>(options.rounds); ++trees) {
        boost(booster, static_cast<int>(trees - 1), train_matrix, train.labels, options.loss,
              options.quantile);
        all_trees = trees;
        if (validation.labels.empty()) {
            best_trees = trees;
            continue;
        }
        const double error = rmse(booster.predict(validation_matrix), validation.labels);
        if (progress) progress(trees, error);
        if (error < best_rmse) {
            best_rmse = error;
            best_trees = trees;
        }
        if (trees - best_trees >= static_cast<std::size_t>(options.early_stopping)) break;
    }

    RegressionForest forest(features, base);
    const nlohmann::json model = booster.save();
    const nlohmann::json& trees = model.at("learner").at("gradient_booster").at("model").at("trees");
    const std::size_t kept_rounds = options.keep_all_trees ? all_trees : best_trees;
    for (std::size_t t = 0; t < kept_rounds * static_cast<std::size_t>(options.parallel_trees); ++t)
        append_tree(trees.at(t), forest);
    return forest;
}

LinearModel train_linear(std::size_t features, const LabelledRows& train,
                         const LinearBoostingOptions& options) {
    const float base = mean_label(train);
    const Matrix matrix(train, features);
    Booster booster({matrix.handle()});
    prepare(booster, base);
    booster.set("booster", "gblinear");
    booster.set("updater", "coord_descent");
    booster.set("eta", format_number(options.learning_rate));
    booster.set("lambda", format_number(options.lambda));
    booster.set("alpha", format_number(options.alpha));
    for (int round = 0; round < options.rounds; ++round)
        boost(booster, round, matrix, train.labels, options.loss, 0);
    const nlohmann::json model = booster.save();
    LinearModel linear;
    linear.weights =
        model.at("learner").at("gradient_booster").at("model").at("weights").get<std::vector<float>>();
    ARCHFRONT_ASSERT(linear.weights.size() == features + 1,
                     "a linear model of xgboost ends with its intercept");
    linear.intercept = base + linear.weights.back();
    linear.weights.pop_back();
    return linear;
}

std::string to_xgboost_model(const RegressionForest& forest) {
    nlohmann::json trees = nlohmann::json::array();
    for (std::size_t t = 0; t < forest.trees(); ++t)
        trees.push_back(tree_to_json(forest, t));
    const std::string count = std::to_string(forest.trees());
    const nlohmann::json booster = {
        {"name", "gbtree"},
        {"model",
         {{"gbtree_model_param",
           {{"num_trees", count}, {"num_parallel_tree", "1"}, {"size_leaf_vector", "0"}}},
          {"tree_info", std::vector<int>(forest.trees())},
          {"trees", trees}}}};
    const nlohmann::json model = {
        {"version", {1, 7, 4}},
        {"learner",
         {{"attributes", nlohmann::json::object()},
          {"feature_names", nlohmann::json::array()},
          {"feature_types", nlohmann::json::array()},
          {"gradient_booster", booster},
          {"learner_model_param",
           {{"base_score", shortest(forest.base())},
            {"num_class", "0"},
            {"num_feature", std::to_string(forest.features())},
            {"num_target", "1"}}},
          {"objective", {{"name", "reg:squarederror"}, {"reg_loss_param", {{"scale_pos_weight", "1"}}}}}}}};
    return model.dump();
}

std::string xgboost_version() {
    int major = 0, minor = 0, patch = 0;
    XGBoostVersion(&major, &minor, &patch);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace archfront
