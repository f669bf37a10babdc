#include "experiments/surrogate_quality.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/experiments/styles/study.hpp"

using namespace archfront;

TEST_CASE(
    "surrogates are told with what their training reported of the test part, and those without report by "
    "name") {
    const StoredStudy stored =
        written_study("mnasnet", "a100",
                      {metric_info("accuracy", "%", "accel-nasbench+pretrained", Direction::maximise),
                       metric_info("throughput@a100", "images/s", "elsewhere", Direction::maximise)},
                      {{{{"a"}, {1, 2}}}});
    MetricContext context;
    context.space = make_space("mnasnet");
    MetricCatalogue catalogue(context);
    const auto qualities = surrogate_qualities(stored.study, catalogue);
    REQUIRE(qualities.size() == 2);
    // What completes measurements is the surrogate behind them.
    REQUIRE(qualities[0].parts.size() == 3);
    CHECK(qualities[0].parts[2].name == "test");
    const auto report = nlohmann::json::parse(catalogue.open("accuracy", "pretrained")->training_report());
    CHECK(qualities[0].parts[2].agreement.kendall_tau == report["test"]["kendall_tau"].get<double>());
    CHECK(qualities[0].parts[0].agreement.mae == report["train"]["mae"].get<double>());
    CHECK(qualities[1].parts.empty());
    ReportSection section;
    add_surrogates(section, qualities);
    REQUIRE(section.tables.size() == 1);
    CHECK(section.tables[0].rows.size() == 1);
    CHECK(section.tables[0].rows[0][2].text == "accel-nasbench");
    CHECK(section.sentences.at(0).find("throughput@a100 of elsewhere (") != std::string::npos);
}

TEST_CASE("a study without surrogates has no table of them") {
    ReportSection section;
    add_surrogates(section, {});
    CHECK(section.tables.empty());
    CHECK(section.sentences.empty());
}
