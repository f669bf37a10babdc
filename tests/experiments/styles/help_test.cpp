#include <doctest/doctest.h>

#include "experiments/style.hpp"
#include "tests/experiments/styles/parts.hpp"
#include "tests/experiments/styles/study.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

StoredStudy study_of(const std::string& device, const std::vector<std::vector<WrittenRun>>& runs) {
    MetricInfo accuracy = metric_info("accuracy", "%", "toy", Direction::maximise);
    return written_study("nas-bench-201", device, {accuracy, metric_info("latency@" + device, "ms", "toy")},
                         runs);
}

}  // namespace

TEST_CASE(
    "within HELP's bounds each optimiser's best of all seeds and the mean of each seed's best are told") {
    const ScratchFolder folder;
    const auto space = make_space("nas-bench-201");
    std::string csv = "arch,score,ms\n";
    for (const char* published : {"130121", "032142", "303133"})
        csv += space->to_string(space->parse(published)) + ",67.4,8.5\n";
    folder.write("toy.csv", csv);
    // Bounds on gold_6226: 8, 11 and 14 ms.
    const StoredStudy stored =
        study_of("gold_6226", {{{{"a", "b", "c"}, {60, 7, 70, 8, 75, 8.1}}, {{"d", "e"}, {66, 7.5, 90, 20}}},
                               {{{"f"}, {72, 10.5}}, {{"g"}, {71, 30}}}});
    const Node table = parse_yaml(
        "{table: toy.csv, space: nas-bench-201, source: toy, architecture: arch, partial: true, metrics: {"
        "score: {metric: accuracy, unit: '%', direction: maximise}, "
        "ms: {metric: latency@gold_6226, unit: ms, direction: minimise}}}",
        (folder.path() / "toy.yaml").string());
    MetricContext context;
    context.tables = {table};
    const Table found = table_of(styled_report("help", stored, context), "within-bounds");
    // Published, its network here, two optimisers: four rows for each bound.
    REQUIRE(found.rows.size() == 12);
    const auto row = [&](std::size_t i) {
        std::vector<std::string> texts;
        for (const TableCell& cell : found.rows[i])
            texts.push_back(cell.text);
        return texts;
    };
    using Texts = std::vector<std::string>;
    CHECK(row(0) == Texts{"gold_6226", "8", "HELP, published", "8", "67.3", "-"});
    CHECK(row(1) == Texts{"gold_6226", "8", "HELP's network, these sources", "8.5", "67.4", "-"});
    CHECK(row(2) == Texts{"gold_6226", "8", "optimiser-0", "8", "70", "68"});
    CHECK(row(3) == Texts{"gold_6226", "8", "optimiser-1", "none", "-", "- (0 of 2)"});
    CHECK(found.rows[2][4].best);
    CHECK(row(6) == Texts{"gold_6226", "11", "optimiser-0", "8.1", "75", "70.5"});
    CHECK(row(7) == Texts{"gold_6226", "11", "optimiser-1", "10.5", "72", "72 (1 of 2)"});
    CHECK_FALSE(found.rows[7][4].best);
}

TEST_CASE("style help refuses devices it has no bounds for and studies without accuracy") {
    CHECK_THROWS_WITH_AS(styled_report("help", study_of("board", {{{{"a"}, {60, 7}}}}), {}),
                         "style 'help' knows bounds for none of the devices of this study", UserError);
    const StoredStudy blind =
        written_study("nas-bench-201", "fpga",
                      {metric_info("latency@fpga", "ms", "toy"), metric_info("params", "M", "formula")},
                      {{{{"a"}, {1, 2}}}});
    CHECK_THROWS_WITH_AS(
        styled_report("help", blind, {}),
        "style 'help' reports accuracy within bounds of latency; this study lacks one of them", UserError);
}
