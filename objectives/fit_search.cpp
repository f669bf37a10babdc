#include "objectives/fit_search.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/random.hpp"
#include "objectives/ensemble.hpp"
#include "objectives/fit_report.hpp"

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

template <class Value, std::size_t n>
Value draw(RandomGenerator& random, const std::array<Value, n>& values) {
    return values[random.below(n)];
}

/// Options near those that were asked for.
FitOptions draw_options(RandomGenerator& random, FitOptions options, bool positive) {
    const auto keep = [&] { return random.bernoulli(0.5); };
    if (!keep()) {
        options.features = draw(random, std::array<const char*, 3>{"space", "choices", "choices+costs"});
    }
    if (!keep()) {
        options.training.family = draw(random, std::array<const char*, 2>{"forest", "linear+forest"});
    }
    if (!keep() && positive) {
        options.training.link =
            draw(random, std::array<const char*, 3>{"identity", "logarithm", "reciprocal"});
    }
    if (options.training.family == "gaussian-process") options.features = "choices";
    BoostingOptions& boosting = options.training.boosting;
    boosting.max_depth = std::clamp<std::int64_t>(
        boosting.max_depth + draw(random, std::array<std::int64_t, 3>{-1, 0, 1}), 1, 30);
    boosting.learning_rate =
        std::clamp(boosting.learning_rate * draw(random, std::array<double, 3>{0.5, 1, 2}), 1e-6, 1.0);
    boosting.min_child_weight =
        std::max(boosting.min_child_weight, 1.0) * draw(random, std::array<double, 3>{0.25, 1, 4});
    boosting.lambda = std::max(boosting.lambda, 0.1) * draw(random, std::array<double, 3>{0.1, 1, 10});
    boosting.subsample = draw(random, std::array<double, 3>{0.5, 0.7, 1});
    boosting.colsample = draw(random, std::array<double, 3>{0.25, 0.5, 1});
    return options;
}

/// A trained configuration with its predictions on the validation part.
struct Candidate {
    FitOptions options;
    TrainedPredictor trained;
    std::vector<double> predictions{};
    double tau = 0;
    bool is_taken = false;
};

/// The candidates' numbers, in the order they are taken.
std::vector<std::size_t> select_members(std::vector<Candidate>& candidates, std::span<const double> measured,
                                        std::size_t members) {
    std::vector<std::size_t> taken;
    std::vector<double> sums(measured.size(), 0.0), sums_with(measured.size());
    double tau_of_taken = -2;
    while (taken.size() < members) {
        std::size_t best = candidates.size();
        double best_tau = tau_of_taken;
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            if (candidates[c].is_taken) continue;
            std::ranges::transform(sums, candidates[c].predictions, sums_with.begin(), std::plus());
            const double tau = kendall_tau_b(measured, sums_with);
            if (tau > best_tau) {
                best = c;
                best_tau = tau;
            }
        }
        if (best == candidates.size()) break;  // none is better, or all predict a constant
        tau_of_taken = best_tau;
        candidates[best].is_taken = true;
        taken.push_back(best);
        std::ranges::transform(sums, candidates[best].predictions, sums.begin(), std::plus());
    }
    if (taken.empty()) taken.push_back(0);
    return taken;
}

Candidate train_candidate(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                          const FitOptions& options) {
    const FitData data = collect_fit_data(space, source, options, false);
    const RowNumbers& validation = data.splits[0].validation;
    if (validation.empty()) {
        throw UserError(
            "a search over configurations needs rows for validation; raise --validation-fraction");
    }
    TrainingOptions training = options.training;
    training.boosting.seed = static_cast<std::uint64_t>(options.split.seed);
    Candidate candidate{.options = options, .trained = train_predictor(data.rows, data.splits[0], training)};
    ArchitectureBatch batch(space->width());
    for (const std::size_t r : validation)
        batch.push_back(data.rows.architectures[r]);
    candidate.predictions.resize(validation.size());
    Ensemble({candidate.trained.predictor}, space, "candidate").predict(batch, candidate.predictions);
    return candidate;
}

}  // namespace

FitResult fit_search(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                     const MetricSource* spread, const FitOptions& options, std::size_t configurations,
                     const FitSearchProgress& progress) {
    const auto members = static_cast<std::size_t>(options.members);
    if (options.split.folds > 0)
        throw UserError("--search chooses by one validation part; leave out --folds");
    if (members > configurations) {
        throw UserError("--search " + std::to_string(configurations) +
                        " tries too few configurations for --members " + std::to_string(members));
    }
    FitOptions one = with_features_of_family(options);
    one.members = 1;
    const FitData data = collect_fit_data(space, source, one, false);
    std::vector<double> measured;
    for (const std::size_t r : data.splits[0].validation)
        measured.push_back(data.rows.values[r]);
    RandomGenerator random(static_cast<std::uint64_t>(options.split.seed));
    const bool positive = std::ranges::all_of(data.rows.values, [](double value) { return value > 0; });
    std::vector<Candidate> candidates;
    double best_tau = -2;
    for (std::size_t number = 0; number < configurations; ++number) {
        candidates.push_back(
            train_candidate(space, source, number == 0 ? one : draw_options(random, one, positive)));
        Candidate& candidate = candidates.back();
        candidate.tau = kendall_tau_b(measured, candidate.predictions);
        if (progress) progress(number, candidate.tau, candidate.tau > best_tau);
        best_tau = std::max(best_tau, candidate.tau);
    }
    const std::vector<std::size_t> taken = select_members(candidates, measured, members);
    std::vector<TrainedPredictor> trained;
    for (const std::size_t number : taken)
        trained.push_back(candidates[number].trained);
    FitData of_all = data;
    of_all.splits.assign(taken.size(), data.splits[0]);
    FitOptions best = candidates[taken[0]].options;
    best.members = static_cast<std::int64_t>(taken.size());
    FitResult result = finish_fit(space, source, spread, best, of_all, trained, {});
    Json report = Json::parse(result.report);
    for (const Candidate& candidate : candidates) {
        report["search"].push_back({{"options", Json::parse(options_to_text(candidate.options))},
                                    {"validation_kendall_tau", candidate.tau}});
    }
    report["taken"] = taken;
    result.report = report.dump(2) + "\n";
    return result;
}

}  // namespace archfront
