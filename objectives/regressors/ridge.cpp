// Ridge regression whose penalty is chosen by cross-validation.
// Source: Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634. O(rows * features^2 + features^3) to train.
#include "objectives/ridge.hpp"

#include "objectives/regressors/model_regressors.hpp"

namespace archfront {
namespace {

struct RidgeOptions {};

void bind(OptionTable&, RidgeOptions&) {}

std::unique_ptr<const Regressor> train(const RegressionData& data, const RidgeOptions&, std::uint64_t) {
    const std::vector<float> labels = single_precision(data.labels);
    return make_linear_regressor(fit_ridge(data.features, {data.rows, labels}, {}).model, data.features);
}

const Registration<RegressorPlugin> registration{
    regressor_plugin<RidgeOptions>({.name = "ridge",
                                    .summary = "linear model with a penalty chosen by cross-validation",
                                    .citation = "Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634",
                                    .file = __FILE__},
                                   train)};

}  // namespace
}  // namespace archfront
