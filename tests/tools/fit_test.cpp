#include <doctest/doctest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "tests/scratch.hpp"

using namespace archfront;

namespace {

struct Outcome {
    int status;
    std::string output;  // both streams
};

Outcome archfront_fit(const std::string& arguments) {
    FILE* pipe = ::popen((ARCHFRONT_BINARY " fit " + arguments + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> buffer;
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
        output.append(buffer.data(), count);
    const int status = ::pclose(pipe);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
}

/// A table of 625 cells: every choice of the last four edges.
struct Fixture {
    ScratchFolder scratch;
    std::string folder = scratch.path().string() + "/";
    std::string common = "--data " + folder + " --space nas-bench-201 --metric energy --rounds 30 ";

    Fixture() {
        std::string csv = "arch,mj\n";
        for (int i = 0; i < 625; ++i) {
            const std::string cell = {'0',
                                      '1',
                                      static_cast<char>('0' + i % 5),
                                      static_cast<char>('0' + i / 5 % 5),
                                      static_cast<char>('0' + i / 25 % 5),
                                      static_cast<char>('0' + i / 125)};
            csv += cell + "," + std::to_string(i % 5 * 3 + i / 125) + "\n";
        }
        scratch.write("t.csv", csv);
        scratch.write("t.table.yaml",
                      "{table: t.csv, space: nas-bench-201, source: mine, architecture: arch, "
                      "metrics: {mj: {metric: energy, unit: mJ, direction: minimise}}}");
    }
};

}  // namespace

TEST_CASE("archfront fit writes a model and a report and prints how good it is") {
    const Fixture fixture;
    const Outcome outcome = archfront_fit(fixture.common + "--out " + fixture.folder + "m.json");
    CHECK(outcome.status == 0);
    CHECK(outcome.output.starts_with("energy [mJ], "));
    CHECK(outcome.output.find("\ntest ") != std::string::npos);
    CHECK(std::filesystem::exists(fixture.folder + "m.json"));
    CHECK(std::filesystem::exists(fixture.folder + "m.report.json"));
}

TEST_CASE("archfront fit refuses what it cannot do in one line with exit status 2 and writes nothing") {
    const Fixture fixture;
    const auto complaint = [&](const std::string& arguments) {
        const Outcome outcome = archfront_fit(arguments);
        CHECK(outcome.status == 2);
        CHECK(std::count(outcome.output.begin(), outcome.output.end(), '\n') == 1);
        return outcome.output;
    };
    const std::string out = "--out " + fixture.folder + "m.json ";
    CHECK(complaint(fixture.common + "--out m.txt") ==
          "archfront: --out 'm.txt' ends neither in .json nor in .model\n");
    CHECK(complaint(fixture.common + out + "--source help").starts_with("archfront: unknown source 'help'"));
    CHECK(complaint(fixture.common + out + "--max-depth 0")
              .starts_with("archfront: option 'max-depth' is '0', expected integer, 1 to 30"));
    CHECK(complaint("--space nas-bench-101 --metric energy " + out).starts_with("archfront: unknown space"));
    CHECK(complaint(fixture.common).starts_with("archfront: "));
    CHECK_FALSE(std::filesystem::exists(fixture.folder + "m.json"));
}

TEST_CASE("archfront fit into a folder that is not there fails with exit status 1") {
    const Fixture fixture;
    const Outcome outcome = archfront_fit(fixture.common + "--out " + fixture.folder + "none/m.json");
    CHECK(outcome.status == 1);
    CHECK(outcome.output.find("cannot write '") != std::string::npos);
}
