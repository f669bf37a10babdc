// archfront correlate and the styles of archfront report as their user runs them.
#include <doctest/doctest.h>

#include "tests/tools/program.hpp"

using namespace archfront;

TEST_CASE("archfront correlate prints a matrix and leaves a figure, a table and a page") {
    const ScratchFolder folder;
    const Outcome outcome =
        run_program(folder, {"correlate", "--space", "nas-bench-201", "-m", "flops.cifar10", "-m",
                             "params.cifar10", "--count", "50", "--out", "out"});
    CHECK(outcome.status == 0);
    CHECK(outcome.out.starts_with("metric,flops.cifar10,params.cifar10\nflops.cifar10,1,0."));
    CHECK(outcome.err == "report: out/index.html\n");
    for (const char* file : {"index.html", "figures/correlation.svg", "figures/correlation.tex",
                             "tables/correlation.csv", "tables/correlation.tex"})
        CHECK(std::filesystem::exists(folder.path() / "out" / file));
}

TEST_CASE("archfront correlate refuses what a space does not have") {
    const ScratchFolder folder;
    const auto error = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"correlate", "--space", "nas-bench-201"});
        const Outcome outcome = run_program(folder, std::move(arguments));
        CHECK(outcome.status == 2);
        return outcome.err;
    };
    CHECK(error({"-m", "flop.cifar10"}).find("did you mean 'flops.cifar10'?") != std::string::npos);
    CHECK(error({"--device", "raspi5"}).find("unknown device 'raspi5'") != std::string::npos);
    CHECK(error({"--count", "1"}) == "archfront: --count is 1, not from 2 to 1,000,000\n");
}

TEST_CASE("archfront report knows a style before it reads anything") {
    const ScratchFolder folder;
    const Outcome outcome = run_program(folder, {"report", "nowhere", "--style", "hw-gpt"});
    CHECK(outcome.status == 2);
    CHECK(outcome.err.find("unknown style 'hw-gpt' (did you mean 'hw-gpt-bench'?)") != std::string::npos);
}

TEST_CASE("archfront report --style leaves the study's own report alone") {
    const ScratchFolder folder;
    REQUIRE(run_program(folder, {"run", "hw-gpt-bench", "--out", "out", "--quiet", "--set", "budget=10",
                                 "--set", "seeds=2", "--set", "space=gpt-s", "--set", "devices=a100", "--set",
                                 "optimizers=[random]"})
                .status == 0);
    const Outcome outcome = run_program(folder, {"report", "out", "--style", "hw-gpt-bench"});
    CHECK(outcome.out == "report: out/report-hw-gpt-bench/index.html\n");
    CHECK(outcome.err.empty());
    CHECK_FALSE(std::filesystem::exists(folder.path() / "out/report"));
    const std::string page = read_text_file(folder.path() / "out/report-hw-gpt-bench/index.html", 1 << 24);
    CHECK(page.find("in the style of hw-gpt-bench") != std::string::npos);
    CHECK(run_program(folder, {"list", "styles"}).out.find("arXiv:2405.10299") != std::string::npos);
}

TEST_CASE("a faulty file in a data directory keeps no report from being written") {
    const ScratchFolder folder;
    REQUIRE(run_program(folder, {"run", "accel-nasbench", "--out", "out", "--quiet", "--set", "budget=5",
                                 "--set", "seeds=2", "--set", "devices=a100", "--set", "optimizers=[random]"})
                .status == 0);
    CHECK(run_program(folder, {"report", "out"}).status == 0);
    CHECK(read_text_file(folder.path() / "out/report/tables/surrogates.csv", 1 << 20)
              .find("throughput@a100,") != std::string::npos);
    folder.write("models/broken.json", "{");
    CHECK(run_program(folder, {"report", "out"}).status == 0);
    CHECK(read_text_file(folder.path() / "out/report/index.html", 1 << 24)
              .find("Sources were not looked at: ") != std::string::npos);
}
