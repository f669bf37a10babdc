// RAPID's tuner: which regressors, one for each metric, together predict the front best. Every configuration is trained
// once for each metric; then every combination is ranked by the ADRS of the front that it predicts.
// Source: adrs_tuner.py of github.com/McGill-Edge-Intelligence/RAPID.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/options.hpp"
#include "engine/problem.hpp"
#include "objectives/agreement.hpp"

namespace archfront {

struct TuneOptions {
    double train_fraction = 0.1;
    double validation_fraction = 0.1;
    std::int64_t seed = 24;
    std::string features = "choices";
    /// Fronts by RAPID's own dominance rule (optimizers/rapid_dominance.hpp), and its ADRS, undefined where a front
    /// does not vary in an objective. Its tuner, unlike rapid.py, has the directions right.
    bool as_published = false;
    std::int64_t keep = 100;
};

void bind(OptionTable& table, TuneOptions& options);

/// For each metric the configurations to combine, as parse_regressor() reads them.
using PredictorLists = std::vector<std::vector<std::string>>;

/// The families and values of adrs_tuner.py. Depth "none" is 6 for xgboost, its default, and 256 for random forests,
/// which stands in the grid anyway.
std::vector<std::string> published_grid();

struct Combination {
    /// Index of a configuration, for each metric.
    std::vector<std::size_t> predictors;
    double adrs = 0;
    /// Architectures of the validation part that are predicted to be non-dominated.
    std::size_t front = 0;
};

struct TuneResult {
    std::size_t train_rows = 0;
    std::size_t validation_rows = 0;
    /// Points of the measured front of the validation part.
    std::size_t front = 0;
    /// On the validation part, of each metric's configurations.
    std::vector<std::vector<Agreement>> agreements{};
    /// How many were ranked, and the best of them: in order of ADRS, of configuration numbers where equal. Of
    /// configurations whose predictions are equal only the first takes part.
    std::size_t ranked = 0;
    std::vector<Combination> best{};
};

/// Called by one thread at a time.
using TuneProgress = std::function<void(std::string_view stage, std::size_t done, std::size_t all)>;

/// Trains and ranks for the objectives of a problem without constraints; the same for any number of threads. Throws
/// UserError where no metric knows a finite list of architectures, for too few rows that have all values, and for more
/// than ten million combinations. REQUIRES: a list of configurations for each objective, none empty.
TuneResult tune(const Problem& problem, const PredictorLists& lists, const TuneOptions& options,
                const TuneProgress& progress = {});

}  // namespace archfront
