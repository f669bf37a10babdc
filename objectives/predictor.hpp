// What a trained surrogate computes: a linear model, a forest on what it leaves, or a Gaussian process, and the
// inverse of the link that the target went through.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/gaussian_process.hpp"
#include "objectives/forest_evaluator.hpp"
#include "objectives/linear_model.hpp"
#include "objectives/regression_forest.hpp"

namespace archfront {

/// The scale on which a metric is learnt. Latencies add up over layers; so does the reciprocal of a throughput.
enum class Link { identity, logarithm, reciprocal };

std::string to_string(Link link);
/// nullopt for no link's name.
std::optional<Link> parse_link(std::string_view text);

/// To the scale of the link, and back. logarithm and reciprocal REQUIRE value > 0.
float to_link(Link link, double value);
float from_link(Link link, float value);

/// What predictions are kept within, in the metric's own unit: sums overshoot what they were trained on (a latency
/// below zero).
struct PredictionRange {
    float lowest = -std::numeric_limits<float>::infinity();
    float highest = std::numeric_limits<float>::infinity();
};

/// Training a Gaussian process, and reading one back, costs the cube of its rows.
inline constexpr std::size_t most_process_rows = 2'000;

struct Predictor {
    /// What it sees: groups as FeatureMap reads them, how many features f they are, and a hash of their names.
    std::string feature_groups = "space";
    std::size_t features = 0;
    std::uint64_t features_hash = 0;
    Link link = Link::identity;
    /// What is learnt is the linked target over this: boosting's penalties mean the same for any unit.
    float scale = 1;
    /// No weights: no linear part.
    LinearModel linear{};
    /// Sees the f features and, when there is a linear part, its prediction as the last.
    RegressionForest forest{0, 0};
    /// Where there is one, it is all; its features are choices.
    std::shared_ptr<const GaussianProcess> process{};
    PredictionRange range{};
    /// Made by prepare().
    std::optional<ForestEvaluator> evaluator{};

    /// Makes predictions fast, to the same bits. Takes milliseconds; afterwards the forest must not change.
    void prepare() { evaluator.emplace(forest); }

    bool has_linear_part() const { return !linear.weights.empty(); }

    /// Predictions for n rows of features, shape (n, f) row-major, into shape (n). Where `deviations` (shape (n), or
    /// empty) is given, also the standard deviation of each, in the metric's own unit and to first order behind a
    /// link: a Gaussian process's posterior, 0 for what states none.
    /// REQUIRES: rows.size() == predictions.size() * features; no NaN.
    void predict(std::span<const float> rows, std::span<float> predictions,
                 std::span<float> deviations = {}) const;
};

}  // namespace archfront
