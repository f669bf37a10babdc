// Choosing how to train a surrogate: several configurations, compared and combined by the validation part alone.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "objectives/fit.hpp"

namespace archfront {

/// Called after each configuration with its number (from 0), its validation tau-b, and whether it is the best yet.
using FitSearchProgress = std::function<void(std::size_t number, double validation_tau, bool is_best)>;

/// Trains `configurations` predictors: as asked for, then with features, families, links and boosting options drawn at
/// random (seed: options.split.seed). Of these, at most options.members are taken, one after another, each the one with
/// which the mean of all taken has the highest Kendall tau-b on the validation part, while that grows. The test part
/// decides nothing. The report lists what was tried and what was taken. Throws UserError where no row is left for
/// validation, for folds, and for fewer configurations than members.
/// Source of the selection: Caruana et al. 2004, doi:10.1145/1015330.1015432, without replacement.
FitResult fit_search(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                     const MetricSource* spread, const FitOptions& options, std::size_t configurations,
                     const FitSearchProgress& progress = {});

}  // namespace archfront
