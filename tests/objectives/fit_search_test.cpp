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

TEST_CASE("a search takes members while their mean gets better, each as its own configuration says") {
    Toaster toaster;
    toaster.options.training.boosting.rounds = 5;
    toaster.options.training.boosting.subsample = 0.5;
    toaster.options.members = 4;
    std::vector<double> taus;
    const FitResult result =
        fit_search(toaster.space, *toaster.open("energy@toaster"), toaster.open("energy.std@toaster").get(),
                   toaster.options, 6, [&](std::size_t, double tau, bool) { taus.push_back(tau); });
    const auto report = nlohmann::json::parse(result.report);
    const std::vector<std::size_t> taken = report["taken"];
    REQUIRE(taken.size() == result.model.members.size());
    CHECK(taken.size() >= 1);
    CHECK(taken.size() <= 4);
    CHECK(taus[taken[0]] == *std::max_element(taus.begin(), taus.end()));
    CHECK(result.parts[1].agreement.kendall_tau >= taus[taken[0]]);
    for (std::size_t m = 0; m < taken.size(); ++m) {
        CHECK(result.model.members[m].feature_groups ==
              report["search"][taken[m]]["options"]["features"].get<std::string>());
    }
    CHECK(report["options"]["members"] == taken.size());
    CHECK(result.model.spread.has_value());
    MetricCatalogue catalogue(toaster.context);
    CHECK(check_fit(result.model, result.report, {}, catalogue).differences == std::vector<std::string>{});
}

TEST_CASE("a search refuses folds, and fewer configurations than members") {
    Toaster toaster;
    const auto complaint = [&] {
        return user_error_of(
            [&] { fit_search(toaster.space, *toaster.open("energy@toaster"), nullptr, toaster.options, 2); });
    };
    toaster.options.members = 3;
    CHECK(complaint() == "--search 2 tries too few configurations for --members 3");
    toaster.options.split.folds = 3;
    CHECK(complaint() == "--search chooses by one validation part; leave out --folds");
}

TEST_CASE("a search around a Gaussian process tries processes that see choices") {
    Toaster toaster;
    toaster.options.training.family = "gaussian-process";
    toaster.options.training.boosting.rounds = 5;
    toaster.options.split.test_fraction = 0.45;
    toaster.options.split.validation_fraction = 0.5;
    const FitResult result =
        fit_search(toaster.space, *toaster.open("energy@toaster"), nullptr, toaster.options, 12);
    std::size_t processes = 0;
    const auto report = nlohmann::json::parse(result.report);
    for (const auto& tried : report["search"]) {
        if (tried["options"]["family"] != "gaussian-process") continue;
        CHECK(tried["options"]["features"] == "choices");
        ++processes;
    }
    CHECK(processes > 1);
    CHECK(result.parts[2].agreement.kendall_tau > 0.5);
}
