#include "objectives/fit_report.hpp"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/objectives/toaster.hpp"

using namespace archfront;

namespace {

/// Two members and a spread, of a tenth of a second's training.
struct Fitted : Toaster {
    FitResult result;

    Fitted() {
        write_table(convolutions, [](ArchitectureView cell) { return 0.1 + 0.01 * convolutions(cell); });
        options.training.family = "linear";
        options.members = 2;
        options.split.folds = 2;
        result = train_with_spread();
    }

    FitCheck check(const Model& model, const std::string& report, const SplitOptions& lists = {}) const {
        MetricCatalogue catalogue(context);
        return check_fit(model, report, lists, catalogue);
    }
    FitCheck check() const { return check(result.model, result.report); }
    std::string complaint(const Model& model, const std::string& report,
                          const SplitOptions& lists = {}) const {
        return user_error_of([&] { check(model, report, lists); });
    }
    /// The report with something else in it.
    std::string report_with(const std::string& pointer, const nlohmann::json& value) const {
        auto report = nlohmann::ordered_json::parse(result.report);
        report[nlohmann::ordered_json::json_pointer(pointer)] = value;
        return report.dump();
    }
    std::string report_without(const char* key) const {
        auto report = nlohmann::ordered_json::parse(result.report);
        report.erase(key);
        return report.dump();
    }
};

}  // namespace

TEST_CASE("a model checked against the data it was trained on is as reported") {
    const Fitted fitted;
    const FitCheck check = fitted.check();
    CHECK(check.differences == std::vector<std::string>{});
    for (std::size_t part = 0; part < 3; ++part) {
        CHECK(check.parts[part].rows == fitted.result.parts[part].rows);
        CHECK(check.parts[part].agreement.mae == fitted.result.parts[part].agreement.mae);
        CHECK(check.spread_parts[part].agreement.mae == fitted.result.spread_parts[part].agreement.mae);
    }
    const Model read = parse_model(model_to_binary(fitted.result.model), "m");
    CHECK(fitted.check(read, fitted.result.report).differences == std::vector<std::string>{});
}

TEST_CASE("a check says that the data changed, and what follows from it") {
    const Fitted fitted;
    fitted.write_table([](ArchitectureView cell) { return convolutions(cell) + (cell[0] == 1 ? 1 : 0); },
                       [](ArchitectureView cell) { return 0.1 + 0.01 * convolutions(cell); });
    const FitCheck check = fitted.check();
    REQUIRE(check.differences.size() > 3);
    CHECK(
        check.differences[0].starts_with("the data of 'mine' changed: its files were [{\"name\":\"t.csv\""));
    CHECK(check.differences[1].starts_with("train mae is "));
    for (const std::string& difference : check.differences) {
        CHECK(difference.find("checksum") == std::string::npos);  // the model did not change
        CHECK(difference.find("spread: ") == std::string::npos);  // nor did what was measured of this
    }
}

TEST_CASE("a check says that rows were added") {
    const Fitted fitted;
    fitted.scratch.write("t.csv", read_text_file(fitted.scratch.path() / "t.csv", 1 << 20) + "000001,5,1\n");
    const FitCheck check = fitted.check();
    CHECK(
        std::ranges::find(check.differences, "the data of 'mine' changed: its rows were 2232 and are 2233") !=
        check.differences.end());
}

TEST_CASE("a model of another training is not what the report says") {
    Fitted fitted;
    const std::string report = fitted.result.report;
    fitted.options.split.seed = 1;
    const FitCheck check = fitted.check(fitted.train_with_spread().model, report);
    REQUIRE_FALSE(check.differences.empty());
    CHECK(check.differences.back().starts_with("the model's predictions have checksum "));
    CHECK(check.differences.front().starts_with("train mae is "));
}

TEST_CASE("a model that the report's rows cannot be shown to is refused") {
    const Fitted fitted;
    const char* const reason = "the report is another model's";
    CHECK(
        fitted.complaint(fitted.result.model, fitted.report_with("/options/members", 3)).starts_with(reason));
    CHECK(fitted.complaint(fitted.result.model, fitted.report_with("/space", "fbnet")).starts_with(reason));
    CHECK(fitted.complaint(fitted.result.model, fitted.report_with("/metric/id", "latency"))
              .starts_with(reason));
    CHECK(fitted.complaint(fitted.result.model, fitted.report_without("spread")).starts_with(reason));
    Model model = fitted.result.model;
    ++model.members[0].features_hash;
    CHECK(fitted.complaint(model, fitted.result.report)
              .find("was trained on other features than space 'nas-bench-201' has now") != std::string::npos);
}

TEST_CASE("a check finds each number of a report that does not follow from the model") {
    const Fitted fitted;
    const std::map<std::string, std::string> reports = {
        {fitted.report_with("/test/kendall_tau", 0.999), "test kendall_tau is "},
        {fitted.report_with("/validation/rows", 7), "validation rows is "},
        {fitted.report_with("/spread/train/rmse", 1), "spread: train rmse is "},
        {fitted.report_with("/prediction_checksum", "0123456789abcdef"), "the model's predictions have"},
        {fitted.report_with("/spread/data/rows", 1), "the data of 'mine' changed: its rows were 1 "},
        {fitted.report_without("test"), "test rows is "}};
    for (const auto& [report, difference] : reports) {
        const FitCheck check = fitted.check(fitted.result.model, report);
        REQUIRE_FALSE(check.differences.empty());
        CHECK(check.differences[0].starts_with(difference));
    }
}

TEST_CASE("a part that the report has and the data have not is a difference") {
    Fitted fitted;
    fitted.options.split.test_fraction = 0;
    const FitResult untested = fitted.train();
    auto report = nlohmann::ordered_json::parse(untested.report);
    CHECK(fitted.check(untested.model, report.dump()).differences == std::vector<std::string>{});
    report["test"] = report["train"];
    const FitCheck check = fitted.check(untested.model, report.dump());
    REQUIRE_FALSE(check.differences.empty());
    CHECK(check.differences[0].starts_with("test rows is 0, not "));
}

TEST_CASE("a check needs the lists that the model was fitted with, wherever they lie") {
    Fitted fitted;
    fitted.options.split.test = fitted.scratch.write("test.txt", "#7\n#8\n#9\n#10\n");
    const FitResult result = fitted.train();
    CHECK(result.parts[2].rows >= 4);
    CHECK(fitted.complaint(result.model, result.report)
              .starts_with(
                  "the model was fitted with the lists {\"test\":{\"name\":\"test.txt\",\"bytes\":13,"));
    SplitOptions lists;
    lists.test = fitted.scratch.write("other.txt", "#7\n");
    CHECK(fitted.complaint(result.model, result.report, lists).ends_with("--train, --validation and --test"));
    lists.test = fitted.scratch.write("elsewhere/test.txt", "#7\n#8\n#9\n#10\n");
    CHECK(fitted.check(result.model, result.report, lists).differences == std::vector<std::string>{});
    lists.test.clear();
    lists.train = fitted.options.split.test;
    CHECK(fitted.complaint(result.model, result.report, lists) != "");
}

TEST_CASE("a report of another version or of nothing is refused") {
    const Fitted fitted;
    for (const char* key : {"options", "lists", "data", "metric", "prediction_checksum", "space"}) {
        CAPTURE(key);
        CHECK(fitted.complaint(fitted.result.model, fitted.report_without(key))
                  .starts_with("the model's report is not one of this version's: "));
    }
    for (const char* report : {"", "{", "[]", "null", "{\"options\": 3}", "\xff"}) {
        CAPTURE(report);
        CHECK(fitted.complaint(fitted.result.model, report) != "");
    }
    CHECK(fitted.complaint(fitted.result.model, fitted.report_with("/options/popsize", 3))
              .starts_with("the model's report: unknown option 'popsize'"));
    CHECK(fitted.complaint(fitted.result.model, fitted.report_with("/options/members", 0))
              .starts_with("the model's report: option 'members' is '0'"));
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    CHECK(fitted.complaint(fitted.result.model, deep).find("nests more than 64 levels") != std::string::npos);
}
