// The file that the tuner writes, and that another tuning and the optimiser `rapid` (optimizers/cost_predictor.cpp)
// read.
#pragma once

#include <string>

#include "experiments/tune.hpp"

namespace archfront {

/// The result as a JSON document, which YAML readers understand, too.
std::string tuned_to_json(const Problem& problem, const PredictorLists& lists, const TuneOptions& options,
                          const TuneResult& result);

/// The configurations that occur in the combinations of a file of the tuner, best first, to be mixed anew; sets
/// options.features to what they were tuned on. Throws UserError for a file that is none, or of another number of
/// metrics.
PredictorLists read_tuned(const std::string& file, std::size_t metrics, TuneOptions& options);

}  // namespace archfront
