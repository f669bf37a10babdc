// Training of one predictor: the link and the scale of what is learnt, then the parts of the family.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/architecture.hpp"
#include "objectives/predictor.hpp"
#include "objectives/split.hpp"
#include "objectives/xgboost.hpp"

namespace archfront {

/// Architectures with what a surrogate sees of them and what it is to answer.
struct TrainingData {
    ArchitectureBatch architectures;
    /// As in Predictor.
    std::string feature_groups{};
    std::size_t features = 0;
    std::uint64_t features_hash = 0;
    std::vector<float> rows{};     // shape (n, features)
    std::vector<double> values{};  // shape (n), finite

    std::span<const float> row(std::size_t r) const {
        return std::span(rows).subspan(r * features, features);
    }
};

struct TrainingOptions {
    /// "forest", "linear", "linear+forest": a forest on what the linear model leaves, or "gaussian-process".
    std::string family = "forest";
    /// The scale that is learnt: "identity", "logarithm" or "reciprocal".
    std::string link = "identity";
    /// Divide what is learnt by its standard deviation, so that penalties mean the same for any unit.
    bool standardise = true;
    BoostingOptions boosting;
};

struct TrainedPredictor {
    Predictor predictor;
    /// Of the linear part, if any.
    double ridge_penalty = 0;
};

/// Trains on the rows of `split.train`; those of `split.validation` decide when to stop and how much to penalise.
/// Throws UserError where the link is not defined for a value, all values are equal, or a Gaussian process has more
/// than 2,000 rows. REQUIRES: split.train is not empty; for a Gaussian process, the features are choices.
TrainedPredictor train_predictor(const TrainingData& data, const Split& split, const TrainingOptions& options,
                                 const BoostingProgress& progress = {});

}  // namespace archfront
