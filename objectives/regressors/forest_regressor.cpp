#include "objectives/regressors/forest_regressor.hpp"

#include <algorithm>

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

}  // namespace

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

std::unique_ptr<const Regressor> train_forest_regressor(const RegressionData& data,
                                                        const BoostingOptions& options) {
    const std::vector<float> labels = single_precision(data.labels);
    return std::make_unique<ForestRegressor>(train_forest(data.features, {data.rows, labels}, {}, options));
}

}  // namespace archfront
