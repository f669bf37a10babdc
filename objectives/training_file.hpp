// Options of training read from a file: a YAML mapping of them, or the configuration space of upstream's boosted
// trees, whose defaults are what upstream trains with.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/options.hpp"

namespace archfront {

/// What a file of at most 1 MiB says, in its order, under the names of `archfront fit`, for OptionTable::assign: which
/// of them exist and what they may be is decided there. The file is one of
///   * a mapping, {max-depth: 4, learning-rate: 0.05}, in xgboost's names too (max_depth, eta);
///   * a ConfigSpace file, {"hyperparameters": [{"name": "param:max_depth", "default": 4}, ...]}, as in
///     Accel-NASBench's configs/model_configs/gradient_boosting/xgb*.json. Ranges are not read: a search has its own.
/// Throws UserError at what is malformed, given twice, conditional, or of another family of models.
std::vector<OptionAssignment> read_training_file(const std::filesystem::path& file);

}  // namespace archfront
