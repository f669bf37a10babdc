#include "objectives/fit_search.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "tests/objectives/toaster.hpp"

using namespace archfront;

TEST_CASE("a search keeps the configuration that is best on the validation part, and lists all") {
    Toaster toaster;
    toaster.options.training.boosting.rounds = 1;
    toaster.options.training.boosting.max_depth = 1;
    const auto source = toaster.open("energy@toaster");
    std::vector<double> taus;
    const auto observe = [&](std::size_t, double tau, bool) { taus.push_back(tau); };
    const FitResult result = fit_search(toaster.space, *source, nullptr, toaster.options, 6, observe);
    REQUIRE(taus.size() == 6);
    CHECK(taus[0] == fit(toaster.space, *source, nullptr, toaster.options).parts[1].agreement.kendall_tau);
    CHECK(result.parts[1].agreement.kendall_tau == *std::max_element(taus.begin(), taus.end()));
    CHECK(*std::max_element(taus.begin(), taus.end()) > taus[0]);
    const auto report = nlohmann::json::parse(result.report);
    REQUIRE(report["search"].size() == 6);
    CHECK(report["search"][3]["validation_kendall_tau"] == taus[3]);
    CHECK(report ==
          nlohmann::json::parse(fit_search(toaster.space, *source, nullptr, toaster.options, 6).report));
    toaster.options.split.validation_fraction = 0;
    CHECK(user_error_of([&] {
              fit_search(toaster.space, *source, nullptr, toaster.options, 2);
          }).starts_with("a search over configurations needs rows for validation"));
}

TEST_CASE("a search compares single members, and trains all of them and the spread as the best says") {
    Toaster toaster;
    toaster.options.training.boosting.rounds = 10;
    toaster.options.training.boosting.subsample = 0.5;
    toaster.options.members = 2;
    std::vector<double> taus;
    const FitResult result =
        fit_search(toaster.space, *toaster.open("energy@toaster"), toaster.open("energy.std@toaster").get(),
                   toaster.options, 4, [&](std::size_t, double tau, bool) { taus.push_back(tau); });
    CHECK(result.model.members.size() == 2);
    CHECK(model_to_binary({result.model.header, {result.model.members[0]}}) !=
          model_to_binary({result.model.header, {result.model.members[1]}}));
    const auto report = nlohmann::json::parse(result.report);
    CHECK(report["options"]["members"] == 2);
    for (std::size_t number = 0; number < 4; ++number) {
        CHECK(report["search"][number]["options"]["members"] == 1);
        // Without folds, members are told apart by the rows that their trees see.
        CHECK(report["search"][number]["options"]["subsample"] < 1);
    }
    MetricCatalogue catalogue(toaster.context);
    CHECK(check_fit(result.model, result.report, {}, catalogue).differences == std::vector<std::string>{});
    toaster.options.training.boosting.subsample = 1;
    CHECK(user_error_of([&] {
              fit_search(toaster.space, *toaster.open("energy@toaster"), nullptr, toaster.options, 2);
          }).find("would all be the same predictor") != std::string::npos);
}
