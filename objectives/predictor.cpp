#include "objectives/predictor.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/error.hpp"

namespace archfront {
namespace {

constexpr std::array<std::string_view, 3> link_names = {"identity", "logarithm", "reciprocal"};

}  // namespace

std::string to_string(Link link) {
    return std::string(link_names[static_cast<std::size_t>(link)]);
}

std::optional<Link> parse_link(std::string_view text) {
    const auto found = std::find(link_names.begin(), link_names.end(), text);
    if (found == link_names.end()) return std::nullopt;
    return static_cast<Link>(found - link_names.begin());
}

float to_link(Link link, double value) {
    switch (link) {
        case Link::identity:
            return static_cast<float>(value);
        case Link::logarithm:
            return static_cast<float>(std::log(value));
        case Link::reciprocal:
            return static_cast<float>(1 / value);
    }
    return 0;
}

float from_link(Link link, float value) {
    switch (link) {
        case Link::identity:
            return value;
        case Link::logarithm:
            return std::exp(value);
        case Link::reciprocal:
            // No time at all: the caller's range says what the fastest is.
            return 1 / std::max(value, std::numeric_limits<float>::min());
    }
    return 0;
}

namespace {

void predict_forest(const Predictor& predictor, std::span<const float> rows, std::span<float> predictions) {
    if (predictor.evaluator) return predictor.evaluator->predict(rows, predictions);
    predictor.forest.predict(rows, predictions);
}

/// Linear model and forest, on the learnt scale.
void predict_sum(const Predictor& predictor, std::span<const float> rows, std::span<float> predictions) {
    if (!predictor.has_linear_part()) return predict_forest(predictor, rows, predictions);
    const std::size_t features = predictor.features;
    std::vector<float> linear(predictions.size());
    predictor.linear.predict(rows, linear);
    if (predictor.forest.trees() == 0) {
        std::ranges::transform(linear, predictions.begin(),
                               [base = predictor.forest.base()](float sum) { return base + sum; });
        return;
    }
    std::vector<float> wider(predictions.size() * (features + 1));
    for (std::size_t r = 0; r < predictions.size(); ++r) {
        float* out = std::copy_n(rows.data() + r * features, features, wider.data() + r * (features + 1));
        *out = linear[r];
    }
    predict_forest(predictor, wider, predictions);
    for (std::size_t r = 0; r < predictions.size(); ++r)
        predictions[r] += linear[r];
}

/// Of a Gaussian process, on the learnt scale.
void predict_process(const Predictor& predictor, std::span<const float> rows, std::span<float> predictions,
                     std::span<float> deviations) {
    ArchitectureBatch batch(predictor.features);
    batch.reserve(predictions.size());
    for (std::size_t r = 0; r < predictions.size(); ++r) {
        std::transform(rows.begin() + static_cast<std::ptrdiff_t>(r * predictor.features),
                       rows.begin() + static_cast<std::ptrdiff_t>((r + 1) * predictor.features),
                       batch.emplace_back().begin(),
                       [](float choice) { return static_cast<Choice>(choice); });
    }
    std::vector<double> means(predictions.size()), variances(predictions.size());
    predictor.process->predict(batch, means, variances);
    std::transform(means.begin(), means.end(), predictions.begin(),
                   [](double mean) { return static_cast<float>(mean); });
    if (deviations.empty()) return;
    std::transform(variances.begin(), variances.end(), deviations.begin(),
                   [](double variance) { return static_cast<float>(std::sqrt(variance)); });
}

/// How fast the metric moves with what is learnt, where the metric is `value`.
float slope(Link link, float value) {
    switch (link) {
        case Link::identity:
            return 1;
        case Link::logarithm:
            return value;
        case Link::reciprocal:
            return value * value;
    }
    return 0;
}

}  // namespace

void Predictor::predict(std::span<const float> rows, std::span<float> predictions,
                        std::span<float> deviations) const {
    ARCHFRONT_ASSERT(rows.size() == predictions.size() * features, "feature matrix of another shape");
    std::ranges::fill(deviations, 0.0F);
    if (process) {
        predict_process(*this, rows, predictions, deviations);
    } else {
        predict_sum(*this, rows, predictions);
    }
    for (float& prediction : predictions)
        prediction = std::clamp(from_link(link, scale * prediction), range.lowest, range.highest);
    for (std::size_t r = 0; r < deviations.size(); ++r)
        deviations[r] *= scale * slope(link, predictions[r]);
}

}  // namespace archfront
