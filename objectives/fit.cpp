#include "objectives/fit.hpp"

#include <algorithm>

#include "engine/file.hpp"
#include "engine/hash.hpp"
#include "objectives/ensemble.hpp"
#include "objectives/fit_data.hpp"
#include "objectives/fit_report.hpp"

namespace archfront {
namespace {

/// Members differ by the rows they see or by boosting's own lots.
void refuse_equal_members(const FitOptions& options) {
    if (options.members == 1 || options.split.folds > 1) return;
    const BoostingOptions& boosting = options.training.boosting;
    const bool has_trees = options.training.family == "forest" || options.training.family == "linear+forest";
    if (has_trees && (boosting.subsample < 1 || boosting.colsample < 1 || boosting.colsample_by_level < 1))
        return;
    throw UserError(
        "--members " + std::to_string(options.members) +
        " would all be the same predictor; give --folds, so that each is validated by another fold" +
        (has_trees ? ", or --subsample or --colsample below 1" : ""));
}

std::vector<TrainedPredictor> train_members(const FitData& data, const FitOptions& options,
                                            const BoostingProgress& progress) {
    std::vector<TrainedPredictor> members;
    for (std::size_t m = 0; m < data.splits.size(); ++m) {
        TrainingOptions training = options.training;
        training.boosting.seed = static_cast<std::uint64_t>(options.split.seed) + m;
        members.push_back(train_predictor(data.rows, data.splits[m], training, progress));
    }
    return members;
}

std::vector<Predictor> predictors_of(const std::vector<TrainedPredictor>& trained) {
    std::vector<Predictor> predictors;
    for (const TrainedPredictor& member : trained)
        predictors.push_back(member.predictor);
    return predictors;
}

/// One predictor, which needs no members to differ, on the logarithm: a spread cannot be negative.
FitOptions spread_options(FitOptions options) {
    options.members = 1;
    options.training.link = "logarithm";
    return options;
}

}  // namespace

void bind(OptionTable& table, FitOptions& options) {
    bind(table, options.split);
    TrainingOptions& training = options.training;
    BoostingOptions& boosting = training.boosting;
    table.integer("members", options.members, 1, 100, "predictors whose mean is the answer");
    table.one_of(
        "family", training.family, {"forest", "linear", "linear+forest", "gaussian-process"},
        "what is trained: boosted trees, ridge regression, trees on what the ridge regression leaves, or a "
        "Gaussian process");
    table.text(
        "features", options.features,
        "what is seen of an architecture: space, choices, pairs, costs, depth, or several joined by '+'");
    table.one_of("link", training.link, {"identity", "logarithm", "reciprocal"},
                 "scale that is learnt; times add up over layers, and so do reciprocals of throughputs");
    table.flag("standardise", training.standardise, "divide what is learnt by its standard deviation");
    table.integer("rounds", boosting.rounds, 1, 100'000, "trees at most");
    table.integer("max-depth", boosting.max_depth, 1, 30, "splits between a tree's root and a leaf, at most");
    table.real("learning-rate", boosting.learning_rate, 1e-6, 1, "share of each tree that is added");
    table.real("min-child-weight", boosting.min_child_weight, 0, 1e9, "rows in a leaf, at least");
    table.real("subsample", boosting.subsample, 0.01, 1, "share of the rows each tree sees");
    table.real("colsample", boosting.colsample, 0.01, 1, "share of the features each tree sees");
    table.real("colsample-by-level", boosting.colsample_by_level, 0.01, 1,
               "share of a tree's features that each of its levels sees");
    table.real("lambda", boosting.lambda, 0, 1e9, "L2 penalty on leaf values");
    table.real("alpha", boosting.alpha, 0, 1e9, "L1 penalty on leaf values");
    table.integer("early-stopping", boosting.early_stopping, 1, 100'000,
                  "rounds without a better validation error after which to stop");
    table.one_of("tree-method", boosting.tree_method, {"hist", "exact"}, "how splits are searched");
    table.flag("keep-all-trees", boosting.keep_all_trees,
               "keep the trees behind the best validation error, too");
}

FitOptions with_features_of_family(FitOptions options) {
    if (options.training.family != "gaussian-process") return options;
    if (options.features == FitOptions().features) options.features = "choices";
    if (options.features != "choices")
        throw UserError("a Gaussian process sees choices; leave out --features");
    return options;
}

FitResult finish_fit(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                     const MetricSource* spread, const FitOptions& options, const FitData& data,
                     const std::vector<TrainedPredictor>& members, const BoostingProgress& progress) {
    MetricInfo info = source.info();
    info.kind = SourceKind::surrogate;
    info.source = options.name;
    info.partial = false;
    info.aliases.clear();
    info.note.clear();
    FitResult result{.model = {{.space = space->name(), .info = info}, predictors_of(members)}};
    result.parts = measure_fit(result.model.members, data, space);
    const std::uint64_t checksum = prediction_checksum(result.model, space);
    const FitRecord record{source, data, members, result.parts};
    if (spread == nullptr) {
        result.report = fit_report(*space, options, record, nullptr, checksum);
        return result;
    }
    const FitOptions of_spread = spread_options(options);
    const FitData spread_data = collect_fit_data(space, *spread, of_spread, true);
    const std::vector<TrainedPredictor> trained = train_members(spread_data, of_spread, progress);
    result.model.spread = trained.front().predictor;
    result.spread_parts = measure_fit({*result.model.spread}, spread_data, space);
    const FitRecord spread_record{*spread, spread_data, trained, result.spread_parts};
    result.report = fit_report(*space, options, record, &spread_record, checksum);
    return result;
}

FitResult fit(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
              const MetricSource* spread, const FitOptions& asked, const BoostingProgress& progress) {
    const FitOptions options = with_features_of_family(asked);
    refuse_equal_members(options);
    const FitData data = collect_fit_data(space, source, options, false);
    return finish_fit(space, source, spread, options, data, train_members(data, options, progress), progress);
}

std::uint64_t prediction_checksum(const Model& model, const std::shared_ptr<const SearchSpace>& space) {
    RandomGenerator random(0);
    ArchitectureBatch architectures(space->width());
    for (int i = 0; i < 1'000; ++i)
        space->sample(random, architectures.emplace_back());
    std::vector<double> means(architectures.size());
    Ensemble(model.members, space, "model").predict(architectures, means);
    const std::vector<float> predictions(means.begin(), means.end());
    return hash_bytes(predictions.data(), predictions.size() * sizeof(float));
}

}  // namespace archfront
