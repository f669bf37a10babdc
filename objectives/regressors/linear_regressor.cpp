#include "objectives/regressors/linear_regressor.hpp"

#include <algorithm>
#include <utility>

namespace archfront {
namespace {

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

std::unique_ptr<const Regressor> make_linear_regressor(LinearModel model, std::size_t features) {
    return std::make_unique<LinearRegressor>(std::move(model), features);
}

}  // namespace archfront
