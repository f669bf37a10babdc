#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "tests/data.hpp"
#include "tests/experiments/bench_of_boards.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

Outcome run_protocol_of(const BenchOfBoards& boards, std::vector<std::string> more) {
    boards.scratch.write("boards.yaml", boards.text);
    more.insert(more.begin(), {"protocol", "boards.yaml", "--table", "lab.yaml"});
    return run_program(boards.scratch, more);
}

}  // namespace

TEST_CASE("archfront protocol prints tables and writes what they were made from") {
    const BenchOfBoards boards;
    const Outcome outcome =
        run_protocol_of(boards, {"--out", "results", "--draws", "2", "--set", "designs=[d-optimal]"});
    REQUIRE(outcome.status == 0);
    CHECK(outcome.out.find("d-optimal            6") != std::string::npos);
    CHECK(outcome.out.find("random") == std::string::npos);
    const auto read = [&](const char* name) {
        return read_text_file(boards.scratch.path() / "results" / name, 1 << 20);
    };
    const std::string csv = read("protocol.csv");
    // Header; two devices of two sample counts and draws for the design and for layers, and three more baselines.
    CHECK(std::ranges::count(csv, '\n') == 1 + 2 * (2 * 2 + 2 * 2 + 3));
    CHECK(read("protocol.yaml").find("draws: 2") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(boards.scratch.path() / "results/constraints.csv"));
    CHECK(read("report/tables/spearman-trimmed.csv").starts_with("method,n,"));
    CHECK(read("report/index.html").find("archfront protocol boards.yaml") != std::string::npos);
}

TEST_CASE("archfront protocol refuses unknown names and candidates that are nowhere") {
    BenchOfBoards boards;
    const Outcome unknown = run_program(boards.scratch, {"protocol", "help-nasbench"});
    CHECK(unknown.status == 2);
    CHECK(
        unknown.err ==
        "archfront: 'help-nasbench' is no file and unknown ready-made protocol 'help-nasbench' (did you mean "
        "'help-nas-bench-201'?); known: help-fbnet, help-nas-bench-201, help-ofa\n");
    boards.text +=
        "constraints: {accuracy: score, candidates: none/such.txt, cases: [{device: new, at_most: 3, "
        "published: {value: 1, accuracy: 2}}]}\n";
    const Outcome missing = run_protocol_of(boards, {});
    CHECK(missing.status == 2);
    CHECK(missing.out.empty());
    CHECK(missing.err.find("'none/such.txt' is in no data directory") != std::string::npos);
}

TEST_CASE("HELP's protocol reaches its published figures with ten measurements that we choose") {
    if (!have_data("HELP/data/nasbench201/latency/fpga.pt")) return;
    const ScratchFolder scratch;
    const Outcome outcome = run_program(
        scratch, {"protocol", "help-nas-bench-201", "--data", shared_data().string(), "--draws", "1", "--set",
                  "designs=[d-optimal]", "--set", "samples=[10]", "--set", "constraints="});
    REQUIRE(outcome.status == 0);
    const std::size_t line = outcome.out.find("  d-optimal           10");
    REQUIRE(line != std::string::npos);
    const std::string row = outcome.out.substr(line, outcome.out.find('\n', line) - line);
    const auto mean = parse_number(trim(std::string_view(row).substr(row.rfind(' '))));
    REQUIRE(mean);
    CHECK(*mean >= 0.946);
}
