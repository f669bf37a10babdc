#include "optimizers/cost_predictor.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/document.hpp"
#include "engine/parallel.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

/// What the violation's regressor learns: 0 for feasible, 1 to 2 for infeasible, so that this limit tells them apart.
constexpr double feasibility_limit = 0.5;

std::vector<double> violation_labels(std::span<const double> violations) {
    double most = 0;
    for (const double violation : violations)
        most = std::max(most, std::isfinite(violation) ? violation : 0.0);
    std::vector<double> labels;
    for (const double violation : violations) {
        if (violation <= 0) {
            labels.push_back(0);
        } else {
            labels.push_back(std::isfinite(violation) ? 1 + violation / most : 2);
        }
    }
    return labels;
}

/// The predictors of the best combination in a file of 'archfront tune'.
std::vector<RegressorChoice> read_tuned(const std::string& file, std::string& features) {
    const Node document = read_yaml(file);
    Fields fields(document, "a file of 'archfront tune'");
    features = fields.require("features").as_text("features");
    const Node& combinations = fields.require("combinations");
    if (!combinations.is_sequence() || combinations.items.empty())
        throw UserError(combinations.where, "'combinations' is no list; write it with 'archfront tune'");
    std::vector<RegressorChoice> choices;
    const Node& predictors = Fields(combinations.items[0], "a combination").require("predictors");
    for (const Node& predictor : predictors.as_list())
        choices.push_back(parse_regressor(predictor.as_text("predictors"), predictor.where));
    return choices;
}

std::vector<RegressorChoice> choose(const OptimizerContext& context, PredictorOptions& options) {
    std::vector<RegressorChoice> choices;
    if (!options.tuned.empty()) {
        choices = read_tuned(options.tuned, options.features);
    } else {
        for (const std::string_view part : split(options.predictors, ','))
            choices.push_back(parse_regressor(part));
        if (choices.size() == 1) choices.resize(context.objectives, choices[0]);
    }
    if (choices.size() != context.objectives) {
        throw UserError((options.tuned.empty() ? "'predictors' names " : "'" + options.tuned + "' has ") +
                        std::to_string(choices.size()) + " predictors, but there are " +
                        std::to_string(context.objectives) + " objectives; name one for all or one for each");
    }
    return choices;
}

}  // namespace

void bind(OptionTable& table, PredictorOptions& options) {
    table.text(
        "predictors", options.predictors,
        "what learns the costs: a regressor with its options (xgboost trees=50 depth=3), or one for each "
        "objective, separated by commas");
    table.text("tuned", options.tuned,
               "file of 'archfront tune' whose first combination takes the place of predictors and features");
    table.one_of(
        "features", options.features, {"space", "choices"},
        "what predictors see: the features that the space knows, or bare choices; a Gaussian process always "
        "sees choices");
}

CostPredictor::CostPredictor(const OptimizerContext& context, const PredictorOptions& options)
    : space_(context.space), features_width_(encoded_width(*context.space, Encoding::features)) {
    PredictorOptions asked = options;
    std::vector<RegressorChoice> choices = choose(context, asked);
    choices.push_back(choices[0]);
    const Encoding wanted = asked.features == "choices" ? Encoding::choices : Encoding::features;
    for (RegressorChoice& choice : choices)
        targets_.push_back({choice, choice.encoding(wanted), nullptr});
}

void CostPredictor::train(ArchitectureBatchView architectures, CostsView costs, std::uint64_t seed) {
    const std::size_t m = costs.objectives();
    ArchitectureBatch valued(space_->width());
    std::vector<std::vector<double>> labels(m);
    for (std::size_t r = 0; r < costs.size(); ++r) {
        const auto row = costs[r];
        if (!std::all_of(row.begin(), row.end(), [](double cost) { return std::isfinite(cost); })) continue;
        valued.push_back(architectures[r]);
        for (std::size_t j = 0; j < m; ++j)
            labels[j].push_back(row[j]);
    }
    const auto violations = costs.violations();
    const bool constrained =
        std::any_of(violations.begin(), violations.end(), [](double violation) { return violation > 0; });
    parallel_for(m + 1, 1, [&](std::size_t first, std::size_t end) {
        for (std::size_t j = first; j < end; ++j) {
            targets_[j].regressor = nullptr;
            if (j < m && !valued.empty()) train_target(targets_[j], valued, labels[j], seed);
            if (j == m && constrained)
                train_target(targets_[j], architectures, violation_labels(violations), seed);
        }
    });
}

void CostPredictor::train_target(Target& target, ArchitectureBatchView architectures,
                                 std::span<const double> labels, std::uint64_t seed) const {
    const std::size_t width = target.encoding == Encoding::choices ? space_->width() : features_width_;
    std::vector<float> rows(architectures.size() * width);
    encode(*space_, target.encoding, architectures, rows);
    target.regressor = train_regressor(target.choice, {width, rows, labels}, seed);
}

void CostPredictor::predict(ArchitectureBatchView batch, Costs& costs) const {
    constexpr std::size_t block = 1'024;
    costs.clear();
    costs.resize(batch.size());
    parallel_for(batch.size(), block, [&](std::size_t first, std::size_t end) {
        predict_block(batch.subview(first, end - first), first, costs);
    });
}

void CostPredictor::predict_block(ArchitectureBatchView batch, std::size_t first, Costs& costs) const {
    const std::size_t m = costs.objectives();
    std::vector<double> values(batch.size());
    for (const Encoding encoding : {Encoding::features, Encoding::choices}) {
        const std::size_t width = encoding == Encoding::choices ? space_->width() : features_width_;
        std::vector<float> rows;
        for (std::size_t j = 0; j <= m; ++j) {
            if (!targets_[j].regressor || targets_[j].encoding != encoding) continue;
            if (rows.empty()) {
                rows.resize(batch.size() * width);
                encode(*space_, encoding, batch, rows);
            }
            targets_[j].regressor->predict(rows, values);
            for (std::size_t r = 0; r < batch.size(); ++r) {
                if (j < m) {
                    costs.row(first + r)[j] = values[r];
                } else {
                    costs.set_violation(first + r, std::max(values[r] - feasibility_limit, 0.0));
                }
            }
        }
    }
}

}  // namespace archfront
