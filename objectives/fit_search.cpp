#include "objectives/fit_search.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/random.hpp"

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

template <class Value, std::size_t n>
Value draw(RandomGenerator& random, const std::array<Value, n>& values) {
    return values[random.below(n)];
}

/// Boosted trees as wide as surrogates of this size were ever found to need; see the training reports.
FitOptions draw_options(RandomGenerator& random, FitOptions options, bool positive) {
    options.training.family =
        draw(random, std::array<const char*, 3>{"forest", "linear+forest", "linear+forest"});
    options.training.link =
        positive ? draw(random, std::array<const char*, 3>{"identity", "logarithm", "reciprocal"})
                 : "identity";
    options.training.boosting.max_depth = draw(random, std::array<std::int64_t, 4>{3, 4, 5, 6});
    options.training.boosting.learning_rate = draw(random, std::array<double, 4>{0.03, 0.05, 0.1, 0.2});
    options.training.boosting.min_child_weight = draw(random, std::array<double, 4>{1, 4, 16, 64});
    options.training.boosting.colsample = draw(random, std::array<double, 3>{0.4, 0.7, 1});
    options.training.boosting.subsample = draw(random, std::array<double, 2>{0.7, 1});
    options.training.boosting.lambda = draw(random, std::array<double, 3>{0.1, 1, 10});
    return options;
}

bool is_positive(const MetricSource& source) {
    const auto known = source.known();
    if (!known) return false;
    std::vector<double> values(known->size());
    source.evaluate(*known, values);
    return std::none_of(values.begin(), values.end(), [](double value) { return value <= 0; });
}

}  // namespace

FitResult fit_search(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                     const MetricSource* spread, const FitOptions& options, std::size_t configurations,
                     const FitSearchProgress& progress) {
    RandomGenerator random(static_cast<std::uint64_t>(options.split.seed));
    const bool positive = is_positive(source);
    FitOptions best = options;
    double best_tau = -2;
    Json tried = Json::array();
    for (std::size_t number = 0; number < configurations; ++number) {
        const FitOptions drawn = number == 0 ? options : draw_options(random, options, positive);
        FitOptions one = drawn;
        one.members = 1;
        const FitResult result = fit(space, source, nullptr, one);
        if (result.parts[1].rows == 0) {
            throw UserError(
                "a search over configurations needs rows for validation; raise --validation-fraction");
        }
        const double tau = result.parts[1].agreement.kendall_tau;
        const bool is_best = tau > best_tau;
        tried.push_back(
            {{"options", Json::parse(result.report).at("options")}, {"validation_kendall_tau", tau}});
        if (progress) progress(number, tau, is_best && number > 0);
        if (!is_best) continue;
        best_tau = tau;
        best = drawn;
    }
    FitResult result = fit(space, source, spread, best);
    Json report = Json::parse(result.report);
    report["search"] = tried;
    result.report = report.dump(2) + "\n";
    return result;
}

}  // namespace archfront
