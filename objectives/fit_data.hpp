// The rows a surrogate is fitted on and measured by: features, values, and each member's split.
#pragma once

#include <memory>
#include <vector>

#include "engine/metric.hpp"
#include "objectives/feature_map.hpp"
#include "objectives/fit.hpp"

namespace archfront {

struct FitData {
    TrainingData rows;
    /// Rows of the source without a value.
    std::size_t missing = 0;
    /// One per member.
    std::vector<Split> splits{};
};

/// A Gaussian process sees choices; other families what was asked for. Throws UserError for a process that was asked to
/// see something else.
FitOptions with_features_of_family(FitOptions options);

/// Rows of `source` that have a finite value; above 0 where `positive`. Throws UserError as fit() does.
FitData collect_fit_data(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                         const FitOptions& options, bool positive);

/// How the members agree with the measurements: all of them on what any was trained on, on the validation rows
/// (each row by the members that it validated), and all on the test rows.
FitParts measure_fit(const std::vector<Predictor>& members, const FitData& data,
                     const std::shared_ptr<const SearchSpace>& space);

/// The result of trained members: the model, how good it is, the report, and the spread if it is asked for.
FitResult finish_fit(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                     const MetricSource* spread, const FitOptions& options, const FitData& data,
                     const std::vector<TrainedPredictor>& members, const BoostingProgress& progress);

}  // namespace archfront
