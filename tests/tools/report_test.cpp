// archfront report as its user runs it.
#include <doctest/doctest.h>

#include "tests/experiments/board.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

TEST_CASE("archfront report turns what archfront run wrote into a page") {
    const ScratchFolder folder;
    write_board_table(folder);
    folder.write("boards.yaml", board_experiment);
    REQUIRE(
        run_program(folder, {"run", "boards.yaml", "--out", "out", "--quiet", "--set", "budget=20"}).status ==
        0);
    const Outcome outcome = run_program(folder, {"report", "out"});
    CHECK(outcome.out == "report: out/report/index.html\n");
    CHECK(outcome.err.empty());
    const std::string page = read_text_file(folder.path() / "out/report/index.html", 1 << 24);
    for (const char* part :
         {"<title>boards</title>", "board-a", "board-b", "archfront run boards.yaml", "board.csv"})
        CHECK(page.find(part) != std::string::npos);
}

TEST_CASE("archfront report refuses what holds no results") {
    const ScratchFolder folder;
    const Outcome outcome = run_program(folder, {"report", "nowhere"});
    CHECK(outcome.status == 2);
    CHECK(outcome.err == "archfront: 'nowhere' is no directory of results\n");
}

TEST_CASE("archfront compare joins two runs into results that can be reported again") {
    const ScratchFolder folder;
    write_board_table(folder);
    folder.write("boards.yaml", board_experiment);
    for (const char* budget : {"20", "30"}) {
        REQUIRE(run_program(folder, {"run", "boards.yaml", "--out", "out-" + std::string(budget), "--quiet",
                                     "--set", "budget=" + std::string(budget)})
                    .status == 0);
    }
    const Outcome outcome = run_program(folder, {"compare", "out-20", "./out-30/", "--out", "both"});
    CHECK(outcome.err.empty());
    CHECK(outcome.out == "report: both/report/index.html\n");
    const std::string summary = read_text_file(folder.path() / "both/summary.csv", 1 << 20);
    CHECK(summary.find("board-b,random (out-30),3,") != std::string::npos);
    CHECK(run_program(folder, {"report", "both"}).status == 0);
    CHECK(run_program(folder, {"compare", "out-20", "out-30", "--out", "out-20"}).status == 2);
}

TEST_CASE("archfront export writes sets that archfront compare reads") {
    const ScratchFolder folder;
    write_board_table(folder);
    folder.write("boards.yaml", board_experiment);
    REQUIRE(run_program(folder, {"run", "boards.yaml", "--out", "out", "--quiet", "--set", "budget=20",
                                 "--set", "devices=board-a"})
                .status == 0);
    CHECK(run_program(folder, {"export", "out", "--format", "moocore", "--out", "sets"}).out ==
          "exported: sets\n");
    const Outcome outcome =
        run_program(folder, {"compare", "out", "sets/board-a/random.dat", "--out", "both"});
    CHECK(outcome.err.empty());
    const std::string summary = read_text_file(folder.path() / "both/summary.csv", 1 << 20);
    CHECK(summary.find("board-a,random (random.dat),3,") != std::string::npos);
    CHECK(run_program(folder, {"export", "out", "--format", "jmetal", "--out", "jmetal"}).status == 0);
    for (const char* path : {"jmetal", "./jmetal/", "jmetal/random", "jmetal/random/board-a/FUN0.tsv"}) {
        CAPTURE(path);
        CHECK(run_program(folder, {"compare", "out", path, "--out", "both"}).status == 0);
        CHECK(read_text_file(folder.path() / "both/summary.csv", 1 << 20).find("board-a,random (") !=
              std::string::npos);
    }
    const Outcome short_of_a_metric = run_program(
        folder, {"compare", "out", "sets/board-a/random.dat", "--column", "latency=3", "--out", "both"});
    CHECK(short_of_a_metric.status == 2);
    CHECK(short_of_a_metric.err.find("random.dat:1: unknown column '3'") != std::string::npos);
    const Outcome refused = run_program(folder, {"export", "out", "--format", "moocor", "--out", "sets"});
    CHECK(refused.status == 2);
    CHECK(refused.err.find("did you mean 'moocore'") != std::string::npos);
}

TEST_CASE("a run that was interrupted is reported as far as it came, and the report says so") {
    const ScratchFolder folder;
    write_board_table(folder);
    folder.write("boards.yaml", board_experiment);
    // Cells are numbered by device, optimiser and seed; every third of them is one seed of three on both devices.
    for (const char* cell : {"1/3", "2/3"}) {
        REQUIRE(run_program(folder, {"run", "boards.yaml", "--out", "out", "--quiet", "--cell", cell, "--set",
                                     "budget=20"})
                    .status == 0);
    }
    const Outcome outcome = run_program(folder, {"report", "out"});
    const std::string note = "his run was interrupted: 2 of 3 seeds are finished";
    CHECK(outcome.status == 0);
    CHECK(outcome.err.find("note: t" + note) == 0);
    const std::string page = read_text_file(folder.path() / "out/report/index.html", 1 << 24);
    CHECK(page.find("T" + note) != std::string::npos);
}

namespace {

struct ReportedBoards : ScratchFolder {
    ReportedBoards() {
        write_board_table(*this);
        write("boards.yaml", board_experiment);
        REQUIRE(run_program(*this, {"run", "boards.yaml", "--out", "out", "--quiet", "--set", "budget=20",
                                    "--set", "devices=board-a", "--set", "seeds=1"})
                    .status == 0);
    }
};

}  // namespace

TEST_CASE("figures become PDF where a converter is installed, with the same bytes each time") {
    const ReportedBoards folder;
    for (const std::string converter : {"rsvg-convert", "pdflatex"}) {
        const Outcome outcome = run_program(folder, {"report", "out", "--pdf", converter});
        if (outcome.err.find("is not on PATH") != std::string::npos) {
            CHECK(outcome.status == 1);
            MESSAGE("skipped: " << converter << " is not installed");
            continue;
        }
        const std::filesystem::path pdf = folder.path() / "out/report/figures/targets.pdf";
        if (converter == "pdflatex" && outcome.err.find("could not convert") != std::string::npos) {
            MESSAGE("skipped: pdflatex has no pgfplots");
            continue;
        }
        CHECK(outcome.err.empty());
        const std::string first = read_text_file(pdf, 1 << 24);
        CHECK(first.starts_with("%PDF-"));
        CHECK(run_program(folder, {"report", "out", "--pdf", converter}).status == 0);
        CHECK(read_text_file(pdf, 1 << 24) == first);
        for (const auto& entry : std::filesystem::directory_iterator(pdf.parent_path()))
            CHECK(entry.path().filename().string().front() != '.');
    }
}

TEST_CASE("a converter of figures that is unknown or not wanted") {
    const ReportedBoards folder;
    const Outcome unknown = run_program(folder, {"report", "out", "--pdf", "rsvg-covert"});
    CHECK(unknown.status == 2);
    CHECK(unknown.err.starts_with(
        "archfront: --pdf: unknown converter 'rsvg-covert' (did you mean 'rsvg-convert'?)"));
    CHECK(run_program(folder, {"report", "out", "--pdf", "none"}).status == 0);
    CHECK(!std::filesystem::exists(folder.path() / "out/report/figures/targets.pdf"));
}
