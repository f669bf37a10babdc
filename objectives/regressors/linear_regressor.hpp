// What the linear families share.
#pragma once

#include <memory>

#include "engine/regressor.hpp"
#include "objectives/linear_model.hpp"

namespace archfront {

/// Predicts by a linear model. REQUIRES: model.weights.size() == features.
std::unique_ptr<const Regressor> make_linear_regressor(LinearModel model, std::size_t features);

}  // namespace archfront
