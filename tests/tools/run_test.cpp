// The whole program on one experiment: what it writes, what it says, and that nothing but the experiment
// decides the bytes.
#include <doctest/doctest.h>
#include <zlib.h>

#include <chrono>
#include <map>
#include <thread>

#include "engine/random.hpp"
#include "tests/data.hpp"
#include "tests/experiments/board.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

struct Boards : ScratchFolder {
    explicit Boards(const std::string& text = with_line(board_experiment,
                                                        "optimizers: [random, {nsga2: {population: 20}}]")) {
        write_board_table(*this);
        write("boards.yaml", text);
    }
    Outcome run(std::vector<std::string> more) const {
        more.insert(more.begin(), {"run", "boards.yaml"});
        return run_program(*this, more);
    }
};

std::string gunzip(const std::filesystem::path& file) {
    gzFile in = gzopen(file.c_str(), "rb");
    std::string text;
    std::array<char, 1 << 16> buffer;
    for (int count = 0; (count = gzread(in, buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    gzclose(in);
    return text;
}

/// Every file that must have the same bytes whatever happened on the way.
std::string results_of(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files = {folder / "hypervolume.csv", folder / "summary.csv"};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "fronts")) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::string text = gunzip(folder / "evaluations.csv.gz");
    for (const auto& file : files) {
        text +=
            "\n== " + std::filesystem::relative(file, folder).string() + "\n" + read_text_file(file, 1 << 30);
    }
    return text;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

bool one_line(const std::string& text) {
    return !text.empty() && text.find('\n') == text.size() - 1;
}

}  // namespace

TEST_CASE("run writes every file of a results directory") {
    const Boards boards;
    const Outcome outcome = boards.run({"--out", "results"});
    CHECK(outcome.status == 0);
    CHECK(contains(outcome.out, "board-a"));
    CHECK(contains(outcome.out, "nsga2"));
    for (const char* file :
         {"experiment.yaml", "manifest.json", "hypervolume.csv", "summary.csv", "evaluations.csv.gz",
          "results.sqlite", "fronts/board-a/nsga2.csv", "fronts/board-b/random.csv"}) {
        CHECK_MESSAGE(std::filesystem::exists(boards.path() / "results" / file), file);
    }
    const std::string evaluations = gunzip(boards.path() / "results/evaluations.csv.gz");
    CHECK(evaluations.starts_with("device,optimizer,seed,evaluation,architecture,score,latency,feasible\n"));
    CHECK(std::count(evaluations.begin(), evaluations.end(), '\n') == 1 + 2 * 2 * 3 * 300);
}

TEST_CASE("the number of threads changes no byte of the results") {
    const Boards boards;
    REQUIRE(boards.run({"--out", "one", "--jobs", "1"}).status == 0);
    REQUIRE(boards.run({"--out", "three", "--jobs", "3"}).status == 0);
    CHECK(results_of(boards.path() / "one") == results_of(boards.path() / "three"));
}

TEST_CASE("a run killed at ten random moments and resumed gives the same bytes") {
    const Boards boards(with_line(
        with_line(board_experiment, "optimizers: [random, {nsga2: {population: 20}}]"), "seeds: 8"));
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(boards.run({"--out", "whole"}).status == 0);
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    RandomGenerator random(1);
    for (int kill = 0; kill < 10; ++kill) {
        const Program program(boards, {"run", "boards.yaml", "--out", "killed", "--resume", "--jobs", "2"});
        // Not a wait for something to happen: any moment must do.
        std::this_thread::sleep_for(
            std::chrono::microseconds(random.below(static_cast<std::uint64_t>(took.count()))));
        program.kill();
        program.wait();
    }
    REQUIRE(boards.run({"--out", "killed", "--resume"}).status == 0);
    CHECK(results_of(boards.path() / "whole") == results_of(boards.path() / "killed"));
}

TEST_CASE("shards in one directory or several merge to the bytes of the whole") {
    const Boards boards;
    REQUIRE(boards.run({"--out", "whole"}).status == 0);
    REQUIRE(boards.run({"--out", "a", "--cell", "1/3"}).status == 0);
    REQUIRE(boards.run({"--out", "b", "--cell", "2/3"}).status == 0);
    const Outcome early = run_program(boards, {"merge", "a", "b", "--out", "c"});
    CHECK(early.status == 2);
    CHECK(contains(early.err, "4 of 12 runs are missing or unfinished"));
    CHECK_FALSE(std::filesystem::exists(boards.path() / "c"));
    REQUIRE(boards.run({"--out", "b", "--cell", "3/3"}).status == 0);
    REQUIRE(run_program(boards, {"merge", "a", "b", "--out", "c"}).status == 0);
    CHECK(results_of(boards.path() / "whole") == results_of(boards.path() / "c"));
}

TEST_CASE("the resolved experiment run again gives the same bytes") {
    const Boards boards;
    REQUIRE(boards.run({"--out", "first", "--set", "budget=120", "--set", "optimizers.nsga2.population=10"})
                .status == 0);
    REQUIRE(run_program(boards, {"run", "first/experiment.yaml", "--out", "again"}).status == 0);
    CHECK(results_of(boards.path() / "first") == results_of(boards.path() / "again"));
}

TEST_CASE("a sweep over budgets makes a results directory for each") {
    const Boards boards(with_line(board_experiment, "budget: [20, 50]"));
    REQUIRE(boards.run({"--out", "sweep"}).status == 0);
    CHECK(std::filesystem::exists(boards.path() / "sweep/budget=20/summary.csv"));
    CHECK(std::filesystem::exists(boards.path() / "sweep/budget=50/summary.csv"));
}

TEST_CASE("results are not overwritten, and another experiment's not resumed") {
    const Boards boards;
    REQUIRE(boards.run({"--out", "results"}).status == 0);
    const std::string before = results_of(boards.path() / "results");
    const Outcome again = boards.run({"--out", "results"});
    CHECK(again.status == 2);
    CHECK(contains(again.err, "add --resume to go on, or give another --out"));
    const Outcome other = boards.run({"--out", "results", "--resume", "--set", "budget=10"});
    CHECK(other.status == 2);
    CHECK(contains(other.err, "holds results of another experiment"));
    CHECK(boards.run({"--out", "results", "--resume"}).status == 0);
    CHECK(results_of(boards.path() / "results") == before);
}

TEST_CASE(
    "a wrong request ends with status 2, one line that says where and what to do, and nothing written") {
    const Boards boards;
    const auto refused = [&](const std::string& line, const std::string& part) {
        boards.write("wrong.yaml", with_line(board_experiment, line));
        const Outcome outcome = run_program(boards, {"run", "wrong.yaml", "--out", "wrong"});
        CHECK(outcome.status == 2);
        CHECK(outcome.out.empty());
        CHECK_MESSAGE(one_line(outcome.err), outcome.err);
        CHECK_MESSAGE(contains(outcome.err, part), outcome.err);
        CHECK_FALSE(std::filesystem::exists(boards.path() / "wrong"));
    };
    refused("bugdet: 10", "wrong.yaml:1:1: unknown key 'bugdet' (did you mean 'budget'?)");
    refused("budget: [ten]", "'budget' is 'ten', expected a whole number");
    refused("devices: [board-z]", "wrong.yaml:4:11: unknown device 'board-z'");
    refused("objectives: [scores, latency]", "unknown metric 'scores' (did you mean 'score'?)");
    refused("constraints: ['latency <= 1 ms', 'latency <= 1 ms', 'x']", "constraint 'x' is not of the form");
    refused("reference: {point: [oops]}", "expected a number");
}

TEST_CASE("a directory that cannot be written is refused before anything is computed") {
    const Boards boards;
    boards.write("file", "");
    const Outcome outcome = boards.run({"--out", "file/results"});
    CHECK(outcome.status == 2);
    CHECK(one_line(outcome.err));
    CHECK(contains(outcome.err, "give another --out"));
}

TEST_CASE("an experiment without feasible architectures says so") {
    const Boards boards;
    const Outcome outcome = boards.run({"--out", "none", "--set", "constraints=[latency<=-1]"});
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "feasible"));
}

TEST_CASE("every ready-made experiment is understood and its budget of 10 runs") {
    const std::map<std::string, std::string> clones = {{"help", "HELP"},
                                                       {"hw-nas-bench", "HW-NAS-Bench"},
                                                       {"rapid", "RAPID"},
                                                       {"auto-nas-bench-201", "tables"},
                                                       {"auto-ofa", "tables"}};
    const ScratchFolder folder;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(ARCHFRONT_SOURCE_DIR) / "experiments")) {
        if (entry.path().extension() != ".yaml") continue;
        const std::string name = entry.path().stem().string();
        CAPTURE(name);
        std::vector<std::string> command = {"run",   name,        "--out", name,
                                            "--set", "budget=10", "--set", "seeds=1"};
        if (const auto clone = clones.find(name); clone != clones.end()) {
            CHECK(contains(read_text_file(entry.path(), 1 << 20), "# Needs "));
            if (!have_data(clone->second)) continue;
            command.insert(command.end(), {"--data", shared_data().string()});
        }
        const Outcome outcome = run_program(folder, command);
        CHECK_MESSAGE(outcome.status == 0, outcome.err);
    }
}
