#include <doctest/doctest.h>

#include "engine/csv.hpp"
#include "engine/text.hpp"
#include "experiments/style.hpp"
#include "tests/experiments/styles/parts.hpp"
#include "tests/experiments/styles/study.hpp"

using namespace archfront;

namespace {

const MetricInfo accuracy = metric_info("accuracy", "%", "pretrained", Direction::maximise);
const MetricInfo throughput = metric_info("throughput@a100", "images/s", "pretrained", Direction::maximise);

/// n networks of the space along a front, the first the most accurate; their last block has 1 to n layers.
WrittenRun front_of(std::size_t n, double bonus) {
    const auto space = make_space("mnasnet");
    WrittenRun run;
    RandomGenerator random(1);
    for (std::size_t i = 0; i < n; ++i) {
        Architecture row(space->width());
        space->sample_network(random, row, Equivalence::spelling);
        run.architectures.push_back(space->to_string(row));
        run.metrics.push_back(70 - static_cast<double>(i));
        run.metrics.push_back(1000 + bonus + static_cast<double>(i));
    }
    return run;
}

}  // namespace

TEST_CASE("Accel-NASBench's networks are five from the best optimiser's front, with what they compute") {
    const StoredStudy stored =
        written_study("mnasnet", "a100", {accuracy, throughput},
                      {{front_of(3, 0), front_of(3, 0)}, {front_of(9, 50), front_of(9, 50)}});
    const Report report = styled_report("accel-nasbench", stored, {});
    const Table& table = table_of(report, "networks-a100");
    CHECK(table.header ==
          std::vector<std::string>{"architecture", "accuracy", "throughput", "macs", "params"});
    CHECK(table.caption.find("throughput in images/s by pretrained") != std::string::npos);
    REQUIRE(table.rows.size() == 5);
    const WrittenRun run = front_of(9, 50);
    MetricContext context;
    context.space = make_space("mnasnet");
    MetricCatalogue catalogue(context);
    for (std::size_t i = 0; i < 5; ++i) {
        const std::string& spelling = run.architectures[2 * i];
        CHECK(table.rows[i][0].text == spelling);
        CHECK(table.rows[i][1].text == format_number(70 - 2 * static_cast<double>(i)));
        CHECK(table.rows[i][2].text == format_number(1050 + 2 * static_cast<double>(i)));
        double params = 0;
        const Architecture network = context.space->parse(spelling);
        catalogue.open("params")->evaluate(ArchitectureBatchView(network), {&params, 1});
        CHECK(table.rows[i][4].text == readable(params));
    }
}

TEST_CASE("Accel-NASBench's surrogates stand beside those of the published procedure") {
    const StoredStudy stored =
        written_study("mnasnet", "a100", {accuracy, throughput}, {{front_of(1, 0), front_of(1, 0)}});
    const Report report = styled_report("accel-nasbench", stored, {});
    const Table& table = table_of(report, "surrogate-quality");
    // Three parts and two procedures of each metric.
    REQUIRE(table.rows.size() == 10);
    CHECK(table.rows[2][2].text == "test");
    CHECK(table.rows[2][3].text == "512");
    CHECK(table.rows[4][1].text == "published procedure, six models");
    CHECK(table.rows[4][4].text == "0.9275");
    const double shipped = *parse_number(table.rows[2][4].text);
    CHECK(shipped > *parse_number(table.rows[4][4].text));
}

TEST_CASE("the figures of Accel-NASBench's procedure are those it gave") {
    const std::filesystem::path file =
        ARCHFRONT_SOURCE_DIR "/../shared/references/accel_nasbench_metrics.csv";
    if (!std::filesystem::exists(file)) {
        MESSAGE("skipped: no accel_nasbench_metrics.csv in ../shared/references");
        return;
    }
    const Node figures = read_yaml(ARCHFRONT_SOURCE_DIR "/experiments/styles/accel-nasbench.yaml");
    CsvReader reader(file);
    std::size_t checked = 0;
    while (reader.next()) {
        const std::string model(reader.field(reader.column("model")));
        if (model != "single" && model != "ensemble_mean_of_6") continue;
        std::string target(reader.field(reader.column("target")));
        const std::size_t split = target.find('_');
        if (split != std::string::npos) target = target.substr(split + 1) + "@" + target.substr(0, split);
        const Node& row = *figures.find(target)->find(model == "single" ? "one" : "six");
        CAPTURE(target);
        std::size_t i = 0;
        for (const char* column : {"kendall_tau", "r2", "rmse", "mae"})
            CHECK(row.items[i++].text == reader.field(reader.column(column)));
        ++checked;
    }
    CHECK(checked == 18);
}
