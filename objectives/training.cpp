#include "objectives/training.hpp"

#include <algorithm>
#include <cmath>

#include "engine/gaussian_process.hpp"
#include "engine/text.hpp"
#include "objectives/ridge.hpp"

namespace archfront {
namespace {

/// The rows of one part, contiguous.
struct Part {
    std::vector<float> features;
    std::vector<float> labels;  // linked, over the predictor's scale
    LabelledRows rows() const { return {features, labels}; }
};

Part gather(const TrainingData& data, const RowNumbers& rows, const Predictor& predictor) {
    Part part;
    for (const std::size_t r : rows) {
        const std::span<const float> row = data.row(r);
        part.features.insert(part.features.end(), row.begin(), row.end());
        part.labels.push_back(to_link(predictor.link, data.values[r]) / predictor.scale);
    }
    return part;
}

Link link_of(const TrainingOptions& options, const TrainingData& data) {
    const Link link = *parse_link(options.link);
    for (const double value : data.values) {
        if (link != Link::identity && value <= 0) {
            throw UserError("--link " + options.link + " needs values above 0, but one is " +
                            format_number(value) + "; use --link identity");
        }
        if (!std::isfinite(static_cast<float>(value)) || !std::isfinite(to_link(link, value))) {
            throw UserError("the value " + format_number(value) +
                            " is beyond what float numbers hold; correct it, or choose another unit");
        }
    }
    return link;
}

/// The standard deviation of the linked values. Throws UserError where they are all equal.
float deviation_of(const TrainingData& data, const RowNumbers& rows, Link link) {
    const auto [lowest, highest] =
        std::minmax_element(rows.begin(), rows.end(),
                            [&](std::size_t a, std::size_t b) { return data.values[a] < data.values[b]; });
    if (rows.size() > 1 && data.values[*lowest] == data.values[*highest]) {
        throw UserError("all " + with_thousands(rows.size()) + " values to learn from are " +
                        format_number(data.values[*lowest]) +
                        "; there is nothing to learn: check the metric, its table and its source");
    }
    double sum = 0, squares = 0;
    for (const std::size_t r : rows) {
        const auto label = static_cast<double>(to_link(link, data.values[r]));
        sum += label;
        squares += label * label;
    }
    const auto n = static_cast<double>(rows.size());
    const double variance = squares / n - (sum / n) * (sum / n);
    return variance > 1e-12 * squares / n ? static_cast<float>(std::sqrt(variance)) : 1.0F;
}

/// What was trained on. What is no forest may extrapolate by a tenth, but not below what is positive: a network that
/// costs nothing would win every comparison.
PredictionRange range_of(const TrainingData& data, const RowNumbers& rows, const TrainingOptions& options) {
    double lowest = data.values[rows[0]], highest = lowest;
    for (const std::size_t r : rows) {
        lowest = std::min(lowest, data.values[r]);
        highest = std::max(highest, data.values[r]);
    }
    if (options.family != "forest") {
        const double more = (highest - lowest) / 10;
        highest += more;
        if (lowest <= 0) lowest -= more;
    }
    return {static_cast<float>(lowest), static_cast<float>(highest)};
}

/// Replaces labels by what the linear model leaves of them, and shows the forest its predictions, out of fold on
/// the training rows so that it learns from errors of the kind it will meet.
Part residuals(const Part& part, const LinearModel& linear, std::span<const float> out_of_fold) {
    Part left;
    const std::size_t features = linear.weights.size();
    for (std::size_t r = 0; r < part.labels.size(); ++r) {
        const std::span<const float> row(part.features.data() + r * features, features);
        const float prediction = out_of_fold.empty() ? linear.predict(row) : out_of_fold[r];
        left.features.insert(left.features.end(), row.begin(), row.end());
        left.features.push_back(prediction);
        left.labels.push_back(part.labels[r] - prediction);
    }
    return left;
}

std::shared_ptr<const GaussianProcess> train_process(const TrainingData& data, const RowNumbers& rows,
                                                     const Part& train) {
    if (rows.size() > most_process_rows) {
        throw UserError("a Gaussian process of " + with_thousands(rows.size()) +
                        " rows costs the cube of them; use --family linear or forest, or a --train list of " +
                        with_thousands(most_process_rows) + " at most");
    }
    ArchitectureBatch architectures(data.architectures.width());
    for (const std::size_t r : rows)
        architectures.push_back(data.architectures[r]);
    const std::vector<double> labels(train.labels.begin(), train.labels.end());
    return std::make_shared<const GaussianProcess>(GaussianProcess::fit(architectures, labels));
}

}  // namespace

TrainedPredictor train_predictor(const TrainingData& data, const Split& split, const TrainingOptions& options,
                                 const BoostingProgress& progress) {
    TrainedPredictor trained;
    Predictor& predictor = trained.predictor;
    predictor.feature_groups = data.feature_groups;
    predictor.features = data.features;
    predictor.features_hash = data.features_hash;
    predictor.link = link_of(options, data);
    const float deviation = deviation_of(data, split.train, predictor.link);
    predictor.scale = options.standardise ? deviation : 1.0F;
    predictor.range = range_of(data, split.train, options);
    const Part train = gather(data, split.train, predictor);
    const Part validation = gather(data, split.validation, predictor);
    if (options.family == "gaussian-process") {
        predictor.process = train_process(data, split.train, train);
    } else if (options.family == "forest") {
        predictor.forest =
            train_forest(data.features, train.rows(), validation.rows(), options.boosting, progress);
    } else {
        const RidgeFit ridge = fit_ridge(data.features, train.rows(), validation.rows());
        predictor.linear = ridge.model;
        predictor.forest = RegressionForest(data.features + 1, 0);
        trained.ridge_penalty = ridge.penalty;
        if (options.family == "linear") return trained;
        const Part train_left = residuals(train, ridge.model, ridge.out_of_fold);
        const Part validation_left = residuals(validation, ridge.model, {});
        predictor.forest = train_forest(data.features + 1, train_left.rows(), validation_left.rows(),
                                        options.boosting, progress);
    }
    return trained;
}

}  // namespace archfront
