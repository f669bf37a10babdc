#include "experiments/few_shot_protocol.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "experiments/protocol_report.hpp"
#include "objectives/agreement.hpp"
#include "tests/experiments/bench_of_boards.hpp"

using namespace archfront;

namespace {

const ProtocolResult& result_of(const std::vector<ProtocolResult>& results, const std::string& device,
                                const std::string& method, std::size_t samples, std::size_t draw = 0) {
    return *std::ranges::find_if(results, [&](const ProtocolResult& r) {
        return r.device == device && r.method == method && r.samples == samples && r.draw == draw;
    });
}

}  // namespace

TEST_CASE("trimming leaves out the lowest and the highest tenth") {
    const std::vector<double> values = {9, 1, 8, 2, 7, 3, 6, 4, 5, 0};
    CHECK(trimmed({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, values, 0.1) == RowNumbers{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(trimmed({0, 1, 2, 3}, values, 0.1) == RowNumbers{0, 1, 2, 3});
    CHECK(trimmed({0, 1, 2, 3}, values, 0) == RowNumbers{0, 1, 2, 3});
}

TEST_CASE("samples are different rows of the pool, HELP's random ones without the device's extremes") {
    const BenchOfBoards boards;
    const Protocol protocol = boards.protocol();
    const ProtocolData data = boards.data();
    const ProtocolDevice& device = data.devices[0];
    CHECK(device.pool.size() == 200);
    CHECK(device.trimmed_pool.size() == 160);
    CHECK(device.evaluation.front() == 200);
    CHECK(device.evaluation.back() == 349);
    for (const Sampling sampling : {Sampling::random, Sampling::random_untrimmed, Sampling::k_means,
                                    Sampling::d_optimal, Sampling::sequential}) {
        CAPTURE(to_string(sampling));
        std::set<RowNumbers> draws;
        for (std::size_t draw = 0; draw < 3; ++draw) {
            const RowNumbers rows = choose_rows(protocol, data, device, sampling, 12, draw);
            CHECK(std::set(rows.begin(), rows.end()).size() == 12);
            const RowNumbers& from = sampling == Sampling::random ? device.trimmed_pool : device.pool;
            for (const std::size_t r : rows)
                CHECK(std::ranges::binary_search(from, r));
            draws.insert(rows);
        }
        CHECK(draws.size() == 3);
    }
    const RowNumbers reference = choose_rows(protocol, data, device, Sampling::reference, 12, 1);
    CHECK(std::equal(protocol.reference.begin(), protocol.reference.end(), reference.begin()));
    CHECK(std::set(reference.begin(), reference.end()).size() == 12);
}

TEST_CASE("designs that do not look at the new device choose the same for all of them") {
    const BenchOfBoards boards;
    const ProtocolData data = boards.data();
    for (const Sampling sampling : {Sampling::k_means, Sampling::d_optimal})
        CHECK(choose_rows(boards.protocol(), data, data.devices[0], sampling, 6, 0) ==
              choose_rows(boards.protocol(), data, data.devices[1], sampling, 6, 0));
}

TEST_CASE("what known devices say comes from rows of the pool alone") {
    BenchOfBoards boards;
    const ProtocolData before = boards.data();
    std::string csv = read_text_file(boards.scratch.path() / "lab.csv", 1 << 20);
    std::size_t line = 0;
    for (int skipped = 0; skipped < 201; ++skipped)
        line = csv.find('\n', line) + 1;
    // Behind the pool, board a gets other values: its column is the second.
    for (std::size_t at = csv.find("|,", line); at != std::string::npos; at = csv.find("|,", at + 2))
        csv.insert(at + 2, "7");
    boards.scratch.write("lab.csv", csv);
    const ProtocolData after = boards.data();
    CHECK(after.numbers == before.numbers);
}

TEST_CASE("a protocol's results are the same for any number of threads, and complete") {
    const BenchOfBoards boards;
    const Protocol protocol = boards.protocol();
    const ProtocolData data = boards.data();
    std::atomic<std::size_t> told = 0;
    const auto results = run_protocol(protocol, data, [&](std::size_t done) { told += done; });
    CHECK(results.size() == result_count(protocol));
    CHECK(told == results.size());
    const oneapi::tbb::global_control one(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    CHECK(to_csv(run_protocol(protocol, data)) == to_csv(results));
}

TEST_CASE("few measurements beside known boards beat many alone, and every score is what it says") {
    const BenchOfBoards boards;
    const ProtocolData data = boards.data();
    const auto results = run_protocol(boards.protocol(), data);
    for (const char* device : {"new", "whole"}) {
        CAPTURE(device);
        CHECK(result_of(results, device, "d-optimal", 12).evaluation >
              result_of(results, device, "layer-wise", 12).evaluation);
        CHECK(result_of(results, device, "d-optimal", 12).evaluation >
              result_of(results, device, "flops.cifar10", 0).evaluation);
    }
    CHECK(result_of(results, "new", "d-optimal", 6).table > 0.97);
    for (const ProtocolResult& result : results) {
        CAPTURE(result.method);
        const bool baseline =
            result.method == "alone" || result.method == "layer-wise" || result.method == "flops.cifar10";
        CHECK(std::isnan(result.coverage) == baseline);
        if (!baseline) CHECK(result.coverage > 0.5);
    }
    std::vector<double> measured, formula;
    for (const std::size_t r : data.devices[0].trimmed_evaluation) {
        measured.push_back(data.devices[0].values[r]);
        formula.push_back(data.formula[r]);
    }
    CHECK(result_of(results, "new", "flops.cifar10", 0).trimmed ==
          doctest::Approx(spearman(measured, formula)));
}

TEST_CASE("coverage is the share of measured values in the interval, worked out anew") {
    const BenchOfBoards boards;
    const Protocol protocol = boards.protocol();
    const ProtocolData data = boards.data();
    const ProtocolDevice& device = data.devices[0];
    const RowNumbers rows = choose_rows(protocol, data, device, Sampling::random, 12, 2);
    const FewShotModel model = fit_device(data, device, rows);
    double inside = 0, all = 0;
    for (const std::size_t r : device.evaluation) {
        double mean = 0, variance = 0;
        model.predict(data.numbers_of(r), std::span(&mean, 1), std::span(&variance, 1));
        const double half = 1.6448536 * std::sqrt(variance + model.noise_variance());
        all += 1;
        inside += device.labels[r] >= mean - half && device.labels[r] <= mean + half ? 1 : 0;
    }
    CHECK(result_of(run_protocol(protocol, data), "new", "random", 12, 2).coverage ==
          doctest::Approx(inside / all));
}

TEST_CASE("the tables of a protocol have the same means, and the published row where it has one") {
    const std::vector<ProtocolResult> results = {{"x", "random", 10, 0, 0.5, 0.6, 0.7, 0.9},
                                                 {"x", "random", 10, 1, 0.7, 0.6, 0.7, 0.9},
                                                 {"y", "random", 10, 0, 0.9, 0.6, 0.7, 0.9},
                                                 {"y", "random", 10, 1, 0.9, 0.6, 0.7, 0.9}};
    Protocol protocol;
    protocol.published = {{"paper", 20, {{"x", 0.8}, {"y", 0.6}}}, {"half", 5, {{"y", 0.5}}}};
    SearchResult search;
    search.device = "x";
    search.at_most = 3;
    search.among = "table";
    search.published_value = 4;
    search.published_metric = 70;
    const auto sections = protocol_sections(protocol, results, {search});
    REQUIRE(sections.size() == 2);
    const Table& table = sections[0].tables.at(0);
    const auto row = [&](std::size_t i) {
        std::string text;
        for (const TableCell& cell : table.rows.at(i))
            text += cell.text + " ";
        return text;
    };
    CHECK(row(0) == "random 10 0.6000 0.9000 0.7500 0.0707 ");
    CHECK(row(1) == "paper, published 20 0.800 0.600 0.700 - ");
    CHECK(row(2) == "half, published 5 - 0.500 - - ");
    // Only the first measure is published, and drawn.
    CHECK(sections[0].tables.at(1).rows.size() == 1);
    CHECK(sections[0].figures.size() == 1);
    const Table& bounds = sections[1].tables.at(0);
    CHECK(bounds.rows.at(0).at(4).text == "-");
    CHECK(bounds.rows.at(0).at(8).text == "4.00 (over)");
    CHECK(bounds.rows.at(0).at(10).text == "impossible");
}

TEST_CASE("the report has means over devices and draws") {
    const std::vector<ProtocolResult> results = {{"x", "random", 10, 0, 0.5, 0.6, 0.7, 0.9},
                                                 {"x", "random", 10, 1, 0.7, 0.6, 0.7, 0.9},
                                                 {"y", "random", 10, 0, 0.9, 0.6, 0.7, 0.8},
                                                 {"y", "random", 10, 1, 0.9, 0.6, 0.7, 0.8},
                                                 {"x", "flops", 0, 0, 0.25, 0.5, 0.5, std::nan("")},
                                                 {"y", "flops", 0, 0, 0.75, 0.5, 0.5, std::nan("")}};
    const std::string text = to_text(results);
    CHECK(text.find("  random              10        0.6000        0.9000   0.7500  0.0707\n") !=
          std::string::npos);
    CHECK(text.find("  flops                0        0.2500        0.7500   0.5000\n") != std::string::npos);
    CHECK(text.find("  random              10        0.9000        0.8000   0.8500  0.0000\n") !=
          std::string::npos);
    CHECK(to_csv(results).starts_with(
        "device,method,samples,draw,spearman_trimmed,spearman_evaluation,spearman_table,coverage_90\n"
        "x,random,10,0,0.5,0.6,0.7,0.9\n"));
}
