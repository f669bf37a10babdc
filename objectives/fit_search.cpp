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
    options.family = draw(random, std::array<const char*, 3>{"forest", "linear+forest", "linear+forest"});
    options.link = positive ? draw(random, std::array<const char*, 3>{"identity", "logarithm", "reciprocal"})
                            : "identity";
    options.boosting.max_depth = draw(random, std::array<std::int64_t, 4>{3, 4, 5, 6});
    options.boosting.learning_rate = draw(random, std::array<double, 4>{0.03, 0.05, 0.1, 0.2});
    options.boosting.min_child_weight = draw(random, std::array<double, 4>{1, 4, 16, 64});
    options.boosting.colsample = draw(random, std::array<double, 3>{0.4, 0.7, 1});
    options.boosting.subsample = draw(random, std::array<double, 2>{0.7, 1});
    options.boosting.lambda = draw(random, std::array<double, 3>{0.1, 1, 10});
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
                     const FitOptions& options, std::size_t configurations,
                     const FitSearchProgress& progress) {
    RandomGenerator random(static_cast<std::uint64_t>(options.seed));
    const bool positive = is_positive(source);
    FitResult best = fit(space, source, options);
    if (best.parts[1].rows == 0)
        throw UserError(
            "a search over configurations needs rows for validation; raise --validation-fraction");
    Json tried = Json::array();
    for (std::size_t number = 0; number < configurations; ++number) {
        FitResult result = number == 0 ? best : fit(space, source, draw_options(random, options, positive));
        const double tau = result.parts[1].agreement.kendall_tau;
        const bool is_best = number > 0 && tau > best.parts[1].agreement.kendall_tau;
        tried.push_back(
            {{"options", Json::parse(result.report).at("options")}, {"validation_kendall_tau", tau}});
        if (progress) progress(number, tau, is_best);
        if (is_best) best = std::move(result);
    }
    Json report = Json::parse(best.report);
    report["search"] = tried;
    best.report = report.dump(2) + "\n";
    return best;
}

}  // namespace archfront
