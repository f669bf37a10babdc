#include "objectives/regressors/model_regressors.hpp"

#include <algorithm>
#include <utility>

#include "objectives/forest_evaluator.hpp"

namespace archfront {
namespace {

class ForestRegressor : public Regressor {
  public:
    explicit ForestRegressor(const RegressionForest& forest)
        : Regressor(forest.features()), evaluator_(forest) {}

  private:
    void do_predict(std::span<const float> rows, std::span<double> values) const override {
        std::vector<float> predictions(values.size());
        evaluator_.predict(rows, predictions);
        std::copy(predictions.begin(), predictions.end(), values.begin());
    }

    ForestEvaluator evaluator_;
};

class LinearRegressor : public Regressor {
  public:
    LinearRegressor(LinearModel model, std::size_t features) : Regressor(features), model_(std::move(model)) {
        ARCHFRONT_ASSERT(model_.weights.size() == features, "a weight for each feature");
    }

  private:
    void do_predict(std::span<const float> rows, std::span<double> values) const override {
        std::vector<float> predictions(values.size());
        model_.predict(rows, predictions);
        std::copy(predictions.begin(), predictions.end(), values.begin());
    }

    LinearModel model_;
};

}  // namespace

std::unique_ptr<const Regressor> train_forest_regressor(const RegressionData& data,
                                                        const BoostingOptions& options) {
    const std::vector<float> labels = single_precision(data.labels);
    return std::make_unique<ForestRegressor>(train_forest(data.features, {data.rows, labels}, {}, options));
}

std::unique_ptr<const Regressor> make_linear_regressor(LinearModel model, std::size_t features) {
    return std::make_unique<LinearRegressor>(std::move(model), features);
}

Loss loss_of(const std::string& name) {
    if (name == "huber") return Loss::huber;
    return name == "quantile" ? Loss::quantile : Loss::squared;
}

std::vector<float> single_precision(std::span<const double> labels) {
    std::vector<float> numbers;
    for (const double label : labels)
        numbers.push_back(static_cast<float>(label));
    return numbers;
}

}  // namespace archfront
