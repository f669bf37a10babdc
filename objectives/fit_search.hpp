// Choosing how to train a surrogate: several configurations, compared on the validation part alone.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "objectives/fit.hpp"

namespace archfront {

/// Called after each configuration with its number (from 0), its validation tau-b, and whether it is the best yet.
using FitSearchProgress = std::function<void(std::size_t number, double validation_tau, bool is_best)>;

/// Fits one member `configurations` times: as asked for, then with families, links and boosting options drawn at random
/// (seed: options.split.seed), and fits all members (and the spread) as the configuration says that has the highest
/// Kendall tau-b on the validation part, the first of equals. The test part decides nothing. The report lists what
/// was tried. Throws UserError where no row is left for validation.
FitResult fit_search(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                     const MetricSource* spread, const FitOptions& options, std::size_t configurations,
                     const FitSearchProgress& progress = {});

}  // namespace archfront
