#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "results/indicator.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Shell : ScratchFolder {
    Shell() {
        write("best.csv", "accuracy,latency\n90,20\n70,10\n");
        write("found.csv", "accuracy,latency\n80,15\n60,10\n");
    }
    Outcome operator()(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "indicator");
        return run_program(*this, arguments);
    }
};

const std::vector<std::string> files = {"--reference-set", "best.csv", "--maximise", "accuracy", "found.csv"};

std::vector<std::string> with(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), files.begin(), files.end());
    return arguments;
}

}  // namespace

TEST_CASE("indicator prints one number, with directions and references in the file's own units") {
    const Shell shell;
    // (90, 20) is missed by 10 in accuracy, a factor of 9/8, through (80, 15); (70, 10) by 5 in latency through
    // (80, 15), or by a factor of 7/6 in accuracy through (60, 10).
    CHECK(shell(with({"epsilon-additive"})).out == "10\n");
    CHECK(shell(with({"epsilon-multiplicative"})).out == "1.1666666666666667\n");
    // 400 + 400 - 200 for the best, 450 + 200 - 150 for those found.
    CHECK(shell(with({"hypervolume-ratio", "--reference", "50,30"})).out == "0.8333333333333334\n");
    CHECK(shell({"hypervolume", "--reference", "50,30", "--maximise", "accuracy", "found.csv"}).out ==
          "500\n");
}

TEST_CASE("--normalise puts the ideal of the reference set at 0 and its nadir at 1") {
    const Shell shell;
    // In halves of the ranges 20 and 10: the points are at (0.5, 0.5) and (1.5, 0).
    CHECK(shell(with({"epsilon-additive", "--normalise"})).out == "0.5\n");
    CHECK(contains(shell(with({"epsilon-multiplicative", "--normalise"})).err, "value 0 in objective"));
}

TEST_CASE("what an indicator needs must be given, and what it does not use must not") {
    const Shell shell;
    const auto refused = [&](const std::vector<std::string>& arguments, const char* message) {
        const Outcome outcome = shell(arguments);
        CHECK(outcome.status == 2);
        CHECK_MESSAGE(contains(outcome.err, message), outcome.err);
    };
    refused({"igd", "found.csv"}, "igd needs --reference-set FILE");
    refused(with({"hypervolume-ratio"}), "hypervolume-ratio needs --reference A,B");
    refused(with({"hypervolume", "--reference", "1,1"}), "hypervolume makes no use of --reference-set");
    refused(with({"igd", "--reference", "1,1"}), "igd makes no use of --reference");
    refused(with({"idg"}), "unknown indicator 'idg' (did you mean 'igd'?)");
    refused({"igd", "--reference-set", "best.csv", "--columns", "latency", "found.csv", "more.csv"},
            "too many positional");
    shell.write("other.csv", "accuracy,energy\n90,20\n");
    refused({"igd", "--reference-set", "other.csv", "found.csv"},
            "the reference set has columns accuracy, energy but the points have accuracy, latency");
    refused({"igd", "--reference-set", "missing.csv", "found.csv"}, "missing.csv");
}

TEST_CASE("list indicators shows every one with its better end, what it needs and its source") {
    const Shell shell;
    const Outcome outcome = run_program(shell, {"list", "indicators", "--json"});
    const auto rows = nlohmann::json::parse(outcome.out);
    const auto& entries = Registry<IndicatorPlugin>::instance().entries();
    REQUIRE(rows.size() == entries.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i]["indicator"] == entries[i].name);
        CHECK(rows[i]["better"] == (entries[i].larger_is_better ? "larger" : "smaller"));
        CHECK(contains(rows[i]["against"], "reference"));
    }
}
