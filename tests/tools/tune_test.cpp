#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "engine/text.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

struct Fixture {
    ScratchFolder scratch;

    /// A table of 400 cells: convolutions cost time and make accuracy.
    Fixture() {
        std::string csv = "arch,accuracy,ms\n";
        for (int cell = 0; cell < 400; ++cell) {
            std::string digits;
            int sum = 0, last = 0;
            for (int rest = cell * 37; digits.size() < 6; rest /= 5) {
                digits += static_cast<char>('0' + rest % 5);
                sum += rest % 5;
                last = rest % 5;
            }
            csv += digits + "," + std::to_string(50 + sum * (last + 1)) + "," +
                   std::to_string(3 * sum + cell % 3) + "\n";
        }
        scratch.write("t.csv", csv);
        scratch.write("t.table.yaml",
                      "{table: t.csv, space: nas-bench-201, source: toy, architecture: arch, metrics: "
                      "{accuracy: {metric: accuracy, unit: '%', direction: maximise}, "
                      "ms: {metric: latency@toy, unit: ms, direction: minimise}}}");
    }

    Outcome run(const std::string& arguments) const {
        std::vector<std::string> words = {"tune"};
        for (const std::string_view word : split(arguments, ' '))
            words.emplace_back(word);
        return run_program(scratch, words);
    }
    Outcome tune(const std::string& more) const {
        return run("--space nas-bench-201 --metric accuracy --metric latency@toy " + more);
    }
    std::string complaint(const std::string& more) const {
        const Outcome outcome = tune(more);
        CHECK(outcome.status == 2);
        CHECK(outcome.out == "");
        return outcome.err;
    }
    std::string text(const std::string& file) const { return read_text_file(scratch.path() / file, 1 << 20); }
};

}  // namespace

TEST_CASE("archfront tune ranks predictors, and its file is tuned further and guides a search") {
    const Fixture fixture;
    const Outcome first = fixture.tune(
        "--predictor ridge --predictor xgboost --predictor linear --features space --train-fraction 0.3 "
        "--out a.json");
    REQUIRE(first.status == 0);
    CHECK(first.out.find(" combinations; their measured front has ") != std::string::npos);
    CHECK(first.err.find("archfront: ranking 100 %\n") != std::string::npos);
    const auto tuned = nlohmann::json::parse(fixture.text("a.json"));
    CHECK(tuned["train_rows"] == 120);
    CHECK(tuned["combinations"].size() == 9);
    CHECK(tuned["features"] == "space");

    const Outcome second = fixture.tune("--from a.json --seed 3 --keep 1 --out b.json");
    REQUIRE(second.status == 0);
    const auto again = nlohmann::json::parse(fixture.text("b.json"));
    CHECK(again["combinations"].size() == 1);
    CHECK(again["ranked"] == 9);
    CHECK(again["features"] == "space");

    fixture.scratch.write("e.yaml",
                          "name: tuned\nspace: nas-bench-201\nobjectives: [accuracy, latency@toy]\ntables: "
                          "[t.table.yaml]\noptimizers: [{rapid: {tuned: b.json}}]\nbudget: 60\nseeds: 1\n");
    const Outcome search = run_program(fixture.scratch, {"run", "e.yaml", "--out", "results"});
    CAPTURE(search.err);
    CHECK(search.status == 0);
}

TEST_CASE("archfront tune says what is wrong") {
    const Fixture fixture;
    CHECK(fixture.complaint("--predictor rigde --out a.json")
              .starts_with("archfront: unknown regressor 'rigde' (did you mean 'ridge'?)"));
    CHECK(fixture.complaint("--metric accuracy --out a.json") ==
          "archfront: metric 'accuracy' is given twice; leave one out\n");
    CHECK(fixture.complaint("--train-fraction 2 --out a.json") ==
          "archfront: option 'train-fraction' is '2', expected number, 0 to 1\n");
    CHECK(fixture.complaint("--from a.json --features space --out a.json")
              .starts_with("archfront: --from says which predictors there are"));
    CHECK(fixture.complaint("--from none.json --out a.json").find("none.json") != std::string::npos);
    CHECK(fixture.run("--help").out.starts_with("usage: archfront tune --space S --metric M"));
}
