#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "engine/document.hpp"
#include "experiments/style.hpp"
#include "tests/experiments/styles/parts.hpp"
#include "tests/experiments/styles/study.hpp"
#include "tests/results/read_back.hpp"

using namespace archfront;

namespace {

// Published: perplexity 21.406339645385742 to 42.87644958496094; latency@a100 9.045662198770286 to 31.995767897072287;
// energy@a100 0.2157246275651987 to 1.5420432218729183, in thousandths of Wh.
double perplexity(double normalised) {
    return 21.406339645385742 + normalised * (42.87644958496094 - 21.406339645385742);
}
double latency(double normalised) {
    return 9.045662198770286 + normalised * (31.995767897072287 - 9.045662198770286);
}
double energy(double normalised) {
    return (0.2157246275651987 + normalised * (1.5420432218729183 - 0.2157246275651987)) / 1000;
}

const MetricInfo perplexity_info = metric_info("perplexity", "1", "pretrained");
const MetricInfo latency_info = metric_info("latency@a100", "ms", "pretrained");
const MetricInfo energy_info = metric_info("energy@a100", "Wh", "pretrained");

Report styled(const StoredStudy& stored) {
    return styled_report("hw-gpt-bench", stored, {});
}

StoredStudy study_of(const std::vector<std::vector<WrittenRun>>& runs) {
    return written_study("gpt-s", "a100", {perplexity_info, latency_info}, runs);
}

}  // namespace

TEST_CASE("a network half way between HW-GPT-Bench's bounds dominates 1.5 by 1.5 of its reference point") {
    const Report report = styled(
        study_of({{{{"a"}, {perplexity(0.5), latency(0.5)}}}, {{{"b"}, {perplexity(-0.1), latency(0.5)}}}}));
    const Table& table = table_of(report, "hypervolume");
    CHECK(table.rows[0][1].text == "2.25");
    // A network below a bound counts: 2.1 by 1.5.
    CHECK(table.rows[0][2].text == "3.15");
    CHECK(table.rows[0][2].best);
}

TEST_CASE("HW-GPT-Bench's smallest and largest network have the costs 0 and 1 of its bounds") {
    const Report report =
        styled(study_of({{{{"large", "small"}, {perplexity(0), latency(1), perplexity(1), latency(0)}}}}));
    const Table& bounds = table_of(report, "published-bounds");
    CHECK(bounds.rows[0][3].text == "21.406");
    CHECK(bounds.rows[1][4].text == "31.996");
    for (const auto& row : bounds.rows) {
        CHECK(row[5].text == "0");
        CHECK(row[6].text == "1");
    }
    // Two corners (1 by 2 and 2 by 1) that share 1 by 1.
    CHECK(table_of(report, "hypervolume").rows[0][1].text == "3");
}

TEST_CASE(
    "with energy as a third objective HW-GPT-Bench's reference is 1.5, and energies count in thousandths") {
    const Report report = styled(written_study("gpt-s", "a100", {perplexity_info, latency_info, energy_info},
                                               {{{{"a"}, {perplexity(0.5), latency(0.5), energy(0.5)}}}}));
    CHECK(table_of(report, "hypervolume").rows[0][1].text == "1");
    CHECK(table_of(report, "published-bounds").rows[2][3].text == "0.00021572");
}

TEST_CASE("HW-GPT-Bench's curve is the mean hypervolume of the runs with its standard error") {
    const Report report =
        styled(study_of({{{{"a"}, {perplexity(0.5), latency(0.5)}},
                          {{"b", "c"}, {perplexity(1), latency(1), perplexity(0), latency(0.375)}}}}));
    const Figure& figure = figure_of(report, "hypervolume-a100");
    // Up to the shortest run's end, one evaluation: volumes 2.25 and 1.
    REQUIRE(figure.layers.size() == 2);
    CHECK(figure.layers[1].x == std::vector<double>{1});
    CHECK(figure.layers[1].y[0] == doctest::Approx(1.625));
    CHECK(figure.layers[0].y[0] == doctest::Approx(1));
    CHECK(figure.layers[0].y2[0] == doctest::Approx(2.25));
    // The table is of the whole runs: 2.25 and 3.25.
    CHECK(table_of(report, "hypervolume").rows[0][1].text == "2.75 (0.5)");
}

TEST_CASE("HW-GPT-Bench's attainment of four runs is drawn from the first to the third, latency times 0.5") {
    std::vector<WrittenRun> runs;
    for (const double x : {25.0, 22.0, 24.0, 23.0})
        runs.push_back({{"n" + std::to_string(runs.size())}, {x, 20}});
    const Figure figure = figure_of(styled(study_of({runs})), "attainment-a100");
    REQUIRE(figure.layers.size() == 2);
    CHECK(figure.layers[0].mark == Mark::area);
    CHECK(figure.layers[0].x == std::vector<double>{24});
    CHECK(figure.layers[0].y == std::vector<double>{10});
    CHECK(figure.layers[1].x == std::vector<double>{23});
    CHECK(figure.layers[1].y == std::vector<double>{10});
}

TEST_CASE("HW-GPT-Bench's correlations are of its own metrics on the study's device") {
    const Report report = styled(study_of({{{{"a"}, {perplexity(0.5), latency(0.5)}}}}));
    std::vector<std::string> metrics;
    for (const auto& row : table_of(report, "correlation").rows)
        metrics.push_back(row[0].text);
    CHECK(metrics == std::vector<std::string>{"1 bfloat16_memory", "2 energy@a100", "3 float16_memory",
                                              "4 flops", "5 latency@a100", "6 params", "7 perplexity"});
}

TEST_CASE("what HW-GPT-Bench does not ask is refused in a sentence") {
    const auto energies = written_study("gpt-s", "a100", {energy_info, latency_info}, {{{{"a"}, {1, 2}}}});
    CHECK_THROWS_WITH_AS(styled(energies), doctest::Contains("this study has other objectives"), UserError);
    const auto board = written_study(
        "gpt-s", "board", {perplexity_info, metric_info("latency@board", "ms", "mine")}, {{{{"a"}, {1, 2}}}});
    CHECK_THROWS_WITH_AS(styled(board), "HW-GPT-Bench published no bounds of 'latency@board' for gpt-s",
                         UserError);
    const auto cells =
        written_study("nas-bench-201", "a100", {perplexity_info, latency_info}, {{{{"a"}, {1, 2}}}});
    CHECK_THROWS_WITH_AS(
        styled(cells),
        "style 'hw-gpt-bench' reports studies of gpt-s, gpt-m, gpt-l; this one is of 'nas-bench-201'",
        UserError);
    CHECK_THROWS_WITH_AS(styled_report("hwgpt", cells, {}), doctest::Contains("unknown style 'hwgpt'"),
                         UserError);
}

TEST_CASE("the constants of HW-GPT-Bench are those of its repository") {
    const std::filesystem::path file =
        ARCHFRONT_SOURCE_DIR "/../shared/references/hwgpt_normalization_stats.json.gz";
    if (!std::filesystem::exists(file)) {
        MESSAGE("skipped: no hwgpt_normalization_stats.json.gz in ../shared/references");
        return;
    }
    const auto published = nlohmann::json::parse(toy::gunzip(file));
    const Node constants = read_yaml(ARCHFRONT_SOURCE_DIR "/experiments/styles/hw-gpt-bench.yaml");
    std::size_t checked = 0;
    const auto check = [&](const Node& pair, const std::string& key) {
        CAPTURE(key);
        CHECK(pair.items[0].as_number("low") == published.at(key).at("min").get<double>());
        CHECK(pair.items[1].as_number("high") == published.at(key).at("max").get<double>());
        ++checked;
    };
    for (const Field& space : constants.fields) {
        const std::string scale = space.key.substr(4);
        const std::string folder = "hwmetric/normalization_stats/stats_max_min_";
        check(*space.value.find("perplexity"), "metric/max_min_stats_perplexity_" + scale + ".pkl");
        for (const char* memory : {"float16_memory", "bfloat16_memory"})
            check(*space.value.find(memory), folder + memory + "_" + scale + ".pkl");
        for (const auto& [name, plural] :
             {std::pair("latency", "latencies"), std::pair("energy", "energies")}) {
            for (const Field& device : space.value.find(name)->fields)
                check(device.value, folder + plural + "_" + scale + "_" + device.key + ".pkl");
        }
    }
    CHECK(checked == 3 * (3 + 2 * 13));
}
