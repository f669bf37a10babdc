// Training a surrogate of a metric from a table: split, train, and say honestly how good it is.
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
#include "objectives/xgboost.hpp"

namespace archfront {

struct FitOptions {
    double test_fraction = 0.1;
    double validation_fraction = 0.1;
    /// Of the split and of the boosting.
    std::int64_t seed = 0;
    /// "forest", "linear", or "linear+forest": a forest on what the linear model leaves.
    std::string family = "forest";
    /// The scale that is learnt: "identity", "logarithm" or "reciprocal".
    std::string link = "identity";
    BoostingOptions boosting;
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

struct FitResult {
    Model model;
    std::array<FitPart, 3> parts{};
    /// Of the linear part, if any.
    double ridge_penalty = 0;
    /// A JSON object with all that went into the model and came out: no times and no paths, so that the same
    /// training gives the same bytes.
    std::string report{};
};

/// Row numbers, ascending.
using RowNumbers = std::vector<std::size_t>;

/// Divides rows into train, validation and test part by a seeded shuffle of isomorphism classes: cells that
/// are the same network stay in one part, or the test would be answered from memory. Throws UserError when
/// there are too few rows for the fractions asked for.
std::array<RowNumbers, 3> split_rows(const SearchSpace& space, ArchitectureBatchView architectures,
                                     const FitOptions& options);

/// Trains on the rows of `source` that have a value. Throws UserError when it knows no finite list of
/// architectures, or too few.
FitResult fit(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
              const FitOptions& options, const BoostingProgress& progress = {});

/// Hash of the model's predictions (float32) for 1,000 architectures drawn with seed 0: equal where the model
/// computes the same bits.
std::uint64_t prediction_checksum(const Model& model, const SearchSpace& space);

}  // namespace archfront
