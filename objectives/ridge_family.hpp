// Ridge regressions of many labels on the same rows, which cost little more than one.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace archfront {

struct RidgeFamily {
    std::vector<double> weights;     // shape (f, k), row-major; 0 for a constant feature
    std::vector<double> intercepts;  // shape (k)
    /// What each label's root mean squared error on new rows is estimated to be, shape (k).
    std::vector<double> errors;
};

/// Minimises, for each label, the mean squared error plus a penalty times the squared weights of standardised
/// features. The penalty of each label is the one of 1e-8, 1e-7, ..., 10 with the smallest error by generalised
/// cross-validation. features: row-major, shape (n, f); labels: shape (k, n).
/// REQUIRES: n > 1; all finite.
/// Source: Golub, Heath and Wahba 1979, doi:10.1080/00401706.1979.10489751.
RidgeFamily fit_ridge_family(std::size_t rows, std::span<const float> features,
                             std::span<const double> labels);

}  // namespace archfront
