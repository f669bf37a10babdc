#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/metric.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const std::string description =
    "table: t.csv\n"
    "space: nas-bench-201\n"
    "source: mine\n"
    "architecture: arch\n"
    "metrics:\n"
    "  a_ms: {metric: latency@a, unit: ms, direction: minimise}\n";

/// A catalogue of NAS-Bench-201 with one table of that text, described by `yaml`.
struct Fixture {
    ScratchFolder scratch;
    MetricContext context;

    explicit Fixture(const std::string& table, const std::string& yaml = description) {
        scratch.write("t.csv", table);
        context.space = make_space("nas-bench-201");
        context.tables = read_yaml(scratch.write("d.yaml", yaml)).as_list();
    }

    std::vector<double> values(const std::string& metric,
                               const std::vector<std::string>& architectures) const {
        MetricCatalogue catalogue(context);
        ArchitectureBatch batch(context.space->width());
        for (const std::string& text : architectures)
            batch.push_back(context.space->parse(text));
        std::vector<double> values(batch.size());
        catalogue.open(metric, "mine")->evaluate(batch, values);
        return values;
    }

    /// The message of opening a metric, without the folder's name.
    std::string complaint(const std::string& metric = "latency@a") const {
        const std::string message = user_error_of([&] { values(metric, {}); });
        const std::string folder = scratch.path().string() + "/";
        return message.starts_with(folder) ? message.substr(folder.size()) : message;
    }
};

}  // namespace

TEST_CASE("spellings of 'unsupported' are infinite") {
    ScratchFolder scratch;
    scratch.write("t.csv", "arch,a_ms,b_ms\n000000,-1,-1\n111111,2,3\n");
    scratch.write("d.table.yaml",
                  "{table: t.csv, space: nas-bench-201, source: s, architecture: arch, unsupported: ['-1'], "
                  "metrics: {a_ms: {metric: latency@a, unit: ms, direction: minimise}, "
                  "b_ms: {metric: latency@b, unit: ms, direction: minimise, unsupported: []}}}");
    MetricContext context;
    context.space = make_space("nas-bench-201");
    context.data = DataPath({scratch.path()});
    MetricCatalogue catalogue(context);
    std::vector<double> value(1);
    const Architecture zeros(6, 0);
    catalogue.open("latency@a", "s")->evaluate(ArchitectureBatchView(zeros), value);
    CHECK(value[0] == std::numeric_limits<double>::infinity());
    catalogue.open("latency@b", "s")->evaluate(ArchitectureBatchView(zeros), value);
    CHECK(value[0] == -1);
}

TEST_CASE("a table answers with its values, and NaN for a missing value or an architecture it lacks") {
    const Fixture table(
        "arch,a_ms\n000000,0.1\n|none~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|, "
        "2e-3\n000002,\n000003,nan\n");
    const auto values = table.values("latency@a", {"000001", "000000", "000002", "000003", "444444"});
    CHECK(values[0] == 2e-3);
    CHECK(values[1] == 0.1);
    for (const std::size_t i : {2, 3, 4})
        CHECK(std::isnan(values[i]));
}

TEST_CASE("a table knows its architectures in the order of its rows") {
    const Fixture table("arch,a_ms\n300000,1\n000000,2\n200000,3\n");
    MetricCatalogue catalogue(table.context);
    const auto known = catalogue.open("latency@a")->known();
    REQUIRE(known.has_value());
    REQUIRE(known->size() == 3);
    CHECK((*known)[0][0] == 3);
    CHECK((*known)[1][0] == 0);
    CHECK((*known)[2][0] == 2);
    CHECK(catalogue.open("latency@a")->files() == std::vector{table.scratch.path() / "t.csv"});
    CHECK_FALSE(catalogue.open("flops.cifar10")->known().has_value());
}

TEST_CASE("a pattern stands for every column that matches and is not named") {
    const Fixture table("arch,a_ms,b_ms,_ms,c_s\n000000,1,2,3,4\n",
                        description +
                            "  \"{device}_ms\": {metric: \"energy@{device}\", unit: mJ, "
                            "direction: maximise, source: mine}\n");
    CHECK(table.values("latency@a", {"000000"})[0] == 1);
    CHECK(table.values("energy@b", {"000000"})[0] == 2);
    const MetricCatalogue catalogue(table.context);
    CHECK(catalogue.devices("energy") == std::vector<std::string>{"b"});
}

TEST_CASE("a table's complaints name the place and what to do") {
    CHECK(Fixture("arch,a_ms\n000000,1\n000001,fast\n").complaint() ==
          "t.csv:3:8: 'fast' in column 'a_ms' is not a finite number; mend it, or list it under 'missing' in "
          "the description");
    CHECK(Fixture("arch,a_ms\n000000,inf\n").complaint().starts_with("t.csv:2:8: 'inf'"));
    CHECK(Fixture("arch,a_ms\n1,000009,3\n").complaint() == "t.csv:2: row of 3 fields; the header has 2");
    CHECK(Fixture("arch,a_ms\n00000,3\n").complaint().starts_with("t.csv:2:1: architecture '00000': "));
    CHECK(Fixture("arch,a_ms\n000000,1\n000001,1\n000000,1\n").complaint() ==
          "t.csv:4:1: the architecture of line 2 again; remove one, or describe the table with 'duplicates: "
          "mean'");
    CHECK(Fixture("arch,a_s\n000000,1\n")
              .complaint()
              .starts_with("d.yaml:6:3: unknown column 'a_ms' (did you mean 'a_s'?)"));
    CHECK(Fixture("archs,a_ms\n")
              .complaint()
              .starts_with("d.yaml:4:15: unknown column 'arch' (did you mean 'archs'?)"));
}

TEST_CASE("a description with unknown, missing or contradictory keys is refused at its place") {
    const std::string rows = "arch,a_ms,b_ms\n000000,1,2\n";
    const auto complaint = [&](const std::string& more) {
        return Fixture(rows, description + more).complaint();
    };
    CHECK(complaint("  b_ms: {metric: m, unit: ms, directoin: minimise}\n")
              .starts_with("d.yaml:7:9: the description of column 'b_ms' has no 'direction'"));
    CHECK(complaint("  b_ms: {metric: m, unit: ms, direction: up}\n")
              .starts_with("d.yaml:7:42: unknown direction 'up'"));
    CHECK(complaint("  b_ms: {metric: \"m 1\", unit: ms, direction: minimise}\n")
              .starts_with("d.yaml:7:18: a metric's name"));
    CHECK(complaint("  b_ms: {metric: latency@a, unit: ms, direction: minimise}\n")
              .find("metric 'latency@a' of source 'mine' is described already at") != std::string::npos);
    CHECK(complaint("  \"{d}_ms\": {metric: m, unit: ms, direction: minimise}\n")
              .find("'{d}' of the column's name") != std::string::npos);
    CHECK(complaint("  \"{d}_s\": {metric: \"{d}\", unit: s, direction: minimise}\n")
              .starts_with("d.yaml:7:3: no column matches '{d}_s'"));
    CHECK(complaint("tabel: x\n").starts_with("d.yaml:7:1: unknown key 'tabel' (did you mean 'table'?)"));
    CHECK(complaint("duplicates: median\n").starts_with("d.yaml:7:13: unknown duplicates 'median'"));
}

TEST_CASE("rows of one architecture are averaged where the description asks for it") {
    const Fixture table("arch,a_ms\n000000,1\n000001,5\n000000,\n000000,2\n000002,\n",
                        description + "duplicates: mean\n");
    const auto values = table.values("latency@a", {"000000", "000001", "000002"});
    CHECK(values[0] == 1.5);
    CHECK(values[1] == 5);
    CHECK(std::isnan(values[2]));
}

TEST_CASE("a description in a data directory's tables folder is found and hides a built-in one") {
    const ScratchFolder scratch;
    scratch.write("tables/nb201_help_latency.csv.gz", "arch_str,raspi4_ms,fpga_ms\n000000,1,2\n");
    MetricContext context;
    context.space = make_space("nas-bench-201");
    context.data = DataPath({scratch.path()});
    std::vector<double> value(1);
    const Architecture zeros(6, 0);
    CHECK(MetricCatalogue(context).open("latency@raspi4", "help-table")->info().unit == "ms");
    scratch.write("tables/own.table.yaml",
                  "{table: nb201_help_latency.csv.gz, space: nas-bench-201, source: help-table, "
                  "architecture: arch_str, "
                  "metrics: {fpga_ms: {metric: latency@raspi4, unit: s, direction: minimise}}}");
    MetricCatalogue catalogue(context);
    const auto source = catalogue.open("latency@raspi4", "help-table");
    source->evaluate(ArchitectureBatchView(zeros), value);
    CHECK(value[0] == 2);
    CHECK(source->info().unit == "s");
    CHECK(catalogue.open("latency@fpga", "help-table")->info().unit == "ms");
}

TEST_CASE("a described table that is nowhere is an error") {
    Fixture table("arch,a_ms\n");
    std::filesystem::remove(table.scratch.path() / "t.csv");
    CHECK(table.complaint().starts_with("d.yaml:1:8: no file 't.csv' beside this description"));
}

TEST_CASE("the built-in descriptions offer the known tables and no value is lost") {
    if (!have_data("tables/nb201_accuracy.csv.gz")) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    CHECK(catalogue.devices("latency").size() == 27);
    const auto accuracy = catalogue.open("test_accuracy.cifar100", "nas-bench-201");
    const auto latency = catalogue.open("latency@raspi4", "help-table");
    const auto known = accuracy->known();
    REQUIRE(known->size() == 15'625);
    std::vector<double> accuracies(known->size()), latencies(known->size());
    accuracy->evaluate(*known, accuracies);
    latency->evaluate(*known, latencies);
    // Best known values and official index order, from the data's own notes.
    const auto best = std::max_element(accuracies.begin(), accuracies.end());
    CHECK(best - accuracies.begin() == 9930);
    CHECK(*best == doctest::Approx(73.5133).epsilon(1e-6));
    CHECK(latencies[0] == 10.48197682);
}

TEST_CASE("a network that an edge TPU does not support takes forever") {
    if (!have_data("tables/nb201_hwnasbench_cifar10.csv.gz")) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    const auto source = catalogue.open("latency.cifar10@edgetpu", "hw-nas-bench-table");
    std::vector<double> values(source->known()->size());
    source->evaluate(*source->known(), values);
    CHECK(std::count_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }) == 2'692);
    CHECK(std::count_if(values.begin(), values.end(), [](double v) { return std::isinf(v); }) == 3'825);
    CHECK(std::none_of(values.begin(), values.end(), [](double v) { return v <= 0; }));
}
