// Training of linear models.
#pragma once

#include <cstddef>
#include <vector>

#include "objectives/labelled_rows.hpp"
#include "objectives/linear_model.hpp"

namespace archfront {

/// A ridge regression with its out-of-fold predictions.
struct RidgeFit {
    LinearModel model;
    /// The penalty that was chosen.
    double penalty = 0;
    /// For each training row, the prediction of a model that was fitted without the row's fold, shape (n).
    std::vector<float> out_of_fold;
};

/// Minimises the mean squared error plus penalty times the squared weights of standardised features. The penalty
/// is the one of 1e-8, 1e-7, ..., 10 with the smallest error on the validation rows or, without any, out of fold.
/// Folds are row number modulo 5. Constant features get weight 0.
/// REQUIRES: at least one training row, f features in each.
/// Source: Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634.
RidgeFit fit_ridge(std::size_t features, const LabelledRows& train, const LabelledRows& validation);

}  // namespace archfront
