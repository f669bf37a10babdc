#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/text.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

/// A table of 625 cells, every choice of the last four edges, in a folder that is the data directory too.
struct Fixture {
    ScratchFolder scratch;

    Fixture() {
        write_table(1);
        scratch.write("t.table.yaml",
                      "{table: t.csv, space: nas-bench-201, source: mine, architecture: arch, metrics: {"
                      "mj: {metric: energy, unit: mJ, direction: minimise}, "
                      "sd: {metric: energy.std, unit: mJ, direction: minimise}}}");
    }

    void write_table(double factor) const {
        std::string csv = "arch,mj,sd\n";
        for (int i = 0; i < 625; ++i) {
            const std::string cell = {'0',
                                      '1',
                                      static_cast<char>('0' + i % 5),
                                      static_cast<char>('0' + i / 5 % 5),
                                      static_cast<char>('0' + i / 25 % 5),
                                      static_cast<char>('0' + i / 125)};
            const int energy = i % 5 * 3 + i / 125;
            csv += cell + "," + format_number(factor * energy) + "," + std::to_string(1 + energy % 4) + "\n";
        }
        scratch.write("t.csv", csv);
    }

    Outcome run(const std::string& arguments) const {
        std::vector<std::string> all;
        for (const std::string_view argument : split(trim(arguments), ' '))
            all.emplace_back(argument);
        return run_program(scratch, all);
    }
    /// Trains on the table unless told otherwise.
    Outcome fit(const std::string& arguments) const {
        return run("fit --space nas-bench-201 --metric energy --rounds 30 " + arguments);
    }
    std::string text(const std::string& name) const { return read_text_file(scratch.path() / name, 1 << 24); }
    bool exists(const std::string& name) const { return std::filesystem::exists(scratch.path() / name); }

    /// The one line with which a request is refused.
    std::string complaint(const Outcome& outcome) const {
        CHECK(outcome.status == 2);
        CHECK(outcome.out.empty());
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
        return outcome.err;
    }
};

}  // namespace

TEST_CASE("archfront fit writes a model and a report and prints how good it is") {
    const Fixture fixture;
    const Outcome outcome = fixture.fit("--out m.json");
    CHECK(outcome.status == 0);
    CHECK(outcome.out.starts_with("energy [mJ], 30 trees\n"));
    CHECK(outcome.out.find("\ntest ") != std::string::npos);
    CHECK(fixture.exists("m.json"));
    CHECK(fixture.exists("m.report.json"));
}

TEST_CASE("archfront fit refuses what it cannot do in one line with exit status 2 and writes nothing") {
    const Fixture fixture;
    const auto complaint = [&](const std::string& arguments) {
        return fixture.complaint(fixture.fit(arguments));
    };
    CHECK(complaint("--out m.txt") == "archfront: --out 'm.txt' ends neither in .json nor in .model\n");
    CHECK(complaint("--out m.json --source help").starts_with("archfront: unknown source 'help'"));
    CHECK(complaint("--out m.json --max-depth 0")
              .starts_with("archfront: option 'max-depth' is '0', expected integer, 1 to 30"));
    CHECK(complaint("--out m.json --features one-hot").starts_with("archfront: --features has no group"));
    CHECK(complaint("--out m.json --search 0") == "archfront: --search is not from 1 to 10,000\n");
    CHECK(complaint("--out m.json --search -1") == "archfront: --search is not from 1 to 10,000\n");
    CHECK(complaint("--source mine") == "archfront: --out is missing; see 'archfront fit --help'\n");
    CHECK(fixture.complaint(fixture.run("fit --space nas-bench-101 --metric energy --out m.json"))
              .starts_with("archfront: unknown space"));
    CHECK(fixture.complaint(fixture.run("fit --metric energy --out m.json")) ==
          "archfront: --space is missing; see 'archfront fit --help'\n");
    CHECK_FALSE(fixture.exists("m.json"));
    CHECK_FALSE(fixture.exists("m.report.json"));
}

TEST_CASE("an archfront fit that fails overwrites nothing") {
    const Fixture fixture;
    REQUIRE(fixture.fit("--out m.json").status == 0);
    const std::string model = fixture.text("m.json"), report = fixture.text("m.report.json");
    const auto refuses = [&](const std::string& arguments) {
        const std::string complaint = fixture.complaint(fixture.fit("--out m.json " + arguments));
        CHECK(fixture.text("m.json") == model);
        CHECK(fixture.text("m.report.json") == report);
        return complaint;
    };
    CHECK(refuses("--family linear --link reciprocal").starts_with("archfront: --link reciprocal needs"));
    CHECK(refuses("--members 2").starts_with("archfront: --members 2 would all be the same"));
    CHECK(refuses("--folds 1000").starts_with("archfront: --folds asks for 1,000 folds of"));
    CHECK(refuses("--test none.txt").starts_with("archfront: cannot read 'none.txt'"));
    fixture.write_table(0);
    CHECK(refuses("").find("values to learn from are 0; there is nothing to learn") != std::string::npos);
    fixture.scratch.write("t.csv", "arch,mj,sd\n000000,nan,1\n");
    CHECK(refuses("").starts_with("archfront: nothing is left to train on: 0 rows"));
    fixture.scratch.write("t.csv", "arch,mj,sd\n000000,1\n");
    CHECK(refuses("").find("t.csv:2:") != std::string::npos);
}

TEST_CASE("archfront fit into a folder that is not there fails with exit status 1") {
    const Fixture fixture;
    const Outcome outcome = fixture.fit("--out none/m.json");
    CHECK(outcome.status == 1);
    CHECK(outcome.err.find("cannot write '") != std::string::npos);
}

TEST_CASE("archfront fit --check says that a model is as reported, in both forms") {
    const Fixture fixture;
    for (const std::string model : {"m.json", "m.model"}) {
        const Outcome fitted = fixture.fit("--members 2 --folds 2 --spread --out " + model);
        REQUIRE(fitted.status == 0);
        CHECK(fitted.out.starts_with("energy [mJ], 2 members, "));
        CHECK(fitted.out.find("standard deviation of repeated measurements [mJ]\n") != std::string::npos);
        if (model == "m.json") std::filesystem::remove(fixture.scratch.path() / "m.report.json");
        const Outcome checked = fixture.run("fit --check " + model);
        CHECK(checked.status == 0);
        CHECK(checked.out == fitted.out + "as reported\n");
        CHECK(checked.err.empty());
    }
}

TEST_CASE("archfront fit --check fails with exit status 1 where the data changed, and says so") {
    const Fixture fixture;
    REQUIRE(fixture.fit("--out m.json").status == 0);
    fixture.write_table(2);
    const Outcome outcome = fixture.run("fit --check m.json");
    CHECK(outcome.status == 1);
    CHECK(outcome.err.starts_with("archfront: the data of 'mine' changed: its files were"));
    CHECK(outcome.err.ends_with("archfront: 'm.json' is not what its report says\n"));
}

TEST_CASE("archfront fit --check refuses what it would not read") {
    const Fixture fixture;
    REQUIRE(fixture.fit("--out m.model").status == 0);
    CHECK(fixture.complaint(fixture.run("fit --check m.model --rounds 30")) ==
          "archfront: --rounds does not go with --check; leave it out\n");
    CHECK(fixture.complaint(fixture.run("fit --check none.json")).starts_with("archfront: cannot read"));
    CHECK(fixture.complaint(fixture.run("fit --check t.csv")).starts_with("archfront: t.csv: "));
    std::filesystem::remove(fixture.scratch.path() / "m.report.json");
    CHECK(fixture.complaint(fixture.run("fit --check m.model"))
              .starts_with("archfront: cannot read 'm.report.json'"));
}

TEST_CASE("options come from a file, those on the command line win") {
    const Fixture fixture;
    fixture.scratch.write("o.yaml", "max_depth: 2\neta: 0.5\nfolds: 3\n");
    REQUIRE(fixture.fit("--options o.yaml --max-depth 3 --out m.json").status == 0);
    const std::string report = fixture.text("m.report.json");
    CHECK(report.find("\"max-depth\": 3,") != std::string::npos);
    CHECK(report.find("\"learning-rate\": 0.5,") != std::string::npos);
    CHECK(report.find("\"folds\": 3,") != std::string::npos);
    CHECK(report.find("\"rounds\": 30,") != std::string::npos);
    // A default that is given counts as given.
    REQUIRE(fixture.fit("--options o.yaml --max-depth 6 --out m.json").status == 0);
    CHECK(fixture.text("m.report.json").find("\"max-depth\": 6,") != std::string::npos);
    fixture.scratch.write("o.yaml", "max_depht: 2\n");
    CHECK(fixture.complaint(fixture.fit("--options o.yaml --out m.json"))
              .starts_with("archfront: o.yaml:1:1: unknown option 'max-depht' (did you mean 'max-depth'?)"));
}

TEST_CASE("lists say what trains, validates and tests, and a check asks for them") {
    const Fixture fixture;
    std::string train, validation, test;
    for (int row = 0; row < 300; ++row)
        (row < 200 ? train : row < 250 ? validation : test) += "#" + std::to_string(row) + "\n";
    fixture.scratch.write("train.txt", train);
    fixture.scratch.write("validation.txt", validation);
    fixture.scratch.write("test.txt", test);
    const std::string lists = "--train train.txt --validation validation.txt --test test.txt ";
    // Cells of one isomorphism class cannot be told apart, so a list has all of them or none.
    const Outcome overlapping = fixture.fit(lists + "--out m.json");
    REQUIRE(overlapping.status == 2);
    CHECK(overlapping.err.find("list too, perhaps as another spelling of this network") != std::string::npos);
    fixture.scratch.write("train.txt", "#1\n#2\n#3\n#5\n#26\n#27\n");
    fixture.scratch.write("validation.txt", "#131\n");
    fixture.scratch.write("test.txt", "#413\n#414\n");
    REQUIRE(fixture.fit(lists + "--out m.json").status == 0);
    CHECK(fixture.text("m.report.json").find("\"name\": \"validation.txt\"") != std::string::npos);
    CHECK(fixture.complaint(fixture.run("fit --check m.json")).find("give them by --train") !=
          std::string::npos);
    const Outcome checked = fixture.run("fit --check m.json " + lists);
    CHECK(checked.status == 0);
    CHECK(checked.out.ends_with("as reported\n"));
}

TEST_CASE("what a fitted model answers beside the mean can be asked for by name") {
    const Fixture fixture;
    REQUIRE(fixture.fit("--members 2 --folds 2 --spread --name fitted --out m.json").status == 0);
    const Outcome outcome =
        run_program(fixture.scratch,
                    {"query", "--space", "nas-bench-201", "--model", "m.json", "-m", "energy.uncertainty",
                     "-m", "energy.q05", "-m", "energy.q50", "-m", "energy.q95", "-m", "energy.draw", "-"},
                    "011111\n");
    CHECK(outcome.status == 0);
    CHECK(outcome.out.starts_with("architecture,energy.uncertainty,energy.q05,energy.q50,energy.q95,"));
    const std::vector<std::string_view> row = split(split(outcome.out, '\n')[1], ',');
    REQUIRE(row.size() == 6);
    CHECK(*parse_number(row[1]) >= 0);
    CHECK(*parse_number(row[2]) < *parse_number(row[3]));
    CHECK(*parse_number(row[3]) < *parse_number(row[4]));
}
