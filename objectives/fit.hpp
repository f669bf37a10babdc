// Fitting a surrogate of a metric: split, train, and say honestly how good it is.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "engine/options.hpp"
#include "objectives/agreement.hpp"
#include "objectives/model.hpp"
#include "objectives/split.hpp"
#include "objectives/training.hpp"

namespace archfront {

struct FitOptions {
    /// Its seed is the first member's seed of boosting, too.
    SplitOptions split;
    TrainingOptions training;
    /// Groups of features, as FeatureMap reads them; a Gaussian process sees choices.
    std::string features = "space";
    /// Predictors whose mean is the answer. They differ in the seed of boosting and, with folds, in the fold that
    /// validates them.
    std::int64_t members = 1;
    /// The model's source name in results.
    std::string name = "surrogate";
};

/// Binds every option but the name.
void bind(OptionTable& table, FitOptions& options);

struct FitPart {
    std::string name;  // "train", "validation" or "test"
    std::size_t rows = 0;
    Agreement agreement;  // all zero without rows
};

using FitParts = std::array<FitPart, 3>;

struct FitResult {
    Model model;
    FitParts parts{};
    /// Of the standard deviation of repeated measurements, where it was asked for; else without rows.
    FitParts spread_parts{};
    /// A JSON object with all that went into the model and came out: no times, so that the same training gives the
    /// same bytes.
    std::string report{};
};

/// Trains on the rows of `source` that have a value and, where `spread` is given, another predictor on the values
/// above 0 of that. Throws UserError when a source knows no finite list of architectures, or too few; when the values
/// are all equal; and for members that would all be the same.
FitResult fit(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
              const MetricSource* spread, const FitOptions& asked, const BoostingProgress& progress = {});

struct FitCheck {
    FitParts parts{};
    FitParts spread_parts{};
    /// In words; nothing where all agrees with the report.
    std::vector<std::string> differences{};
};

/// Measures a model anew on the rows that its report says it was trained, validated and tested on; `lists` has the
/// files of an explicit split, `sources` opens the metrics that the report names. Throws UserError where the report
/// lacks what this needs or is another model's, and where the lists are not those it names.
FitCheck check_fit(const Model& model, const std::string& report_text, const SplitOptions& lists,
                   MetricCatalogue& sources);

/// Hash of the model's predictions (float32) for 1,000 architectures drawn with seed 0: equal where the model
/// computes the same bits.
std::uint64_t prediction_checksum(const Model& model, const std::shared_ptr<const SearchSpace>& space);

}  // namespace archfront
