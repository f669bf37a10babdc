#include "results/across.hpp"

#include <doctest/doctest.h>

#include <set>

#include "engine/text.hpp"
#include "results/report/across_report.hpp"
#include "tests/results/report/random_study.hpp"

using namespace archfront;

namespace {

std::vector<NamedStudy> three_studies() {
    return {{"two", random_study({.devices = 2, .optimizers = 3, .seeds = 4})},
            {"three", random_study({.devices = 1, .optimizers = 4, .seeds = 6, .objectives = 3})},
            {"eight",
             random_study({.devices = 3, .optimizers = 3, .seeds = 4, .objectives = 8, .evaluations = 8})}};
}

std::string refused(std::vector<NamedStudy> studies) {
    try {
        keep_common(studies);
    } catch (const UserError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("studies of different problems keep the optimisers and the number of seeds they share") {
    std::vector<NamedStudy> studies = three_studies();
    const StudyCell kept = studies[1].stored.study.cells[2 * 6 + 3];  // optimiser 2, seed 3
    const std::vector<std::string> notes = keep_common(studies);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0] == "optimiser-3 of three is left out, not being in every study");
    CHECK(notes[1] == "of three the first 4 of 6 seeds are compared");
    const Study& reduced = studies[1].stored.study;
    CHECK(reduced.optimizers == std::vector<std::string>{"optimiser-0", "optimiser-1", "optimiser-2"});
    REQUIRE(reduced.cells.size() == 3 * 4);
    CHECK(reduced.cells[2 * 4 + 3].metrics == kept.metrics);
    CHECK(reduced.cells[2 * 4 + 3].seed == 3);
}

TEST_CASE("side by side every device of every study is a device, with the same numbers as in its own study") {
    std::vector<NamedStudy> studies = three_studies();
    keep_common(studies);
    const Study joined = side_by_side(studies);
    const Analysis together = analyse(joined, "problem");
    std::size_t device = 0;
    for (const NamedStudy& named : studies) {
        const Analysis alone = analyse(named.stored.study);
        for (std::size_t own = 0; own < named.stored.study.devices.size(); ++own, ++device) {
            CHECK(joined.devices[device].name == named.name + ": " + named.stored.study.devices[own].name);
            for (std::size_t i = 0; i < joined.optimizers.size(); ++i)
                CHECK(together.comparison.devices[device].performances[i].mean ==
                      alone.comparison.devices[own].performances[i].mean);
        }
    }
    REQUIRE(device == 6);
    REQUIRE(together.comparison.across.friedman);
    CHECK(together.comparison.across.friedman->blocks == 6);
}

TEST_CASE("studies without an optimiser in common cannot be put side by side") {
    std::vector<NamedStudy> studies = three_studies();
    studies[2].stored.study.optimizers = {"a", "b", "c"};
    CHECK(refused(studies) == "the studies have no optimiser in common; label them alike in the experiments");
    studies.resize(1);
    CHECK(refused(studies) == "a comparison needs at least two studies");
}

TEST_CASE("a report across problems has them all first and then an overview of each study") {
    const Report report = across_report(three_studies());
    REQUIRE(report.sections.size() == 4);
    CHECK(report.sections[0].title == "All problems");
    CHECK(report.sections[0].tables[0].header[0] == "problem");
    CHECK(report.sections[0].tables[0].rows.size() == 6);
    CHECK(report.sections[2].title == "three");
    CHECK(report.sections[2].tables[0].name == "three-verdicts");
    std::set<std::string> names;
    for (const ReportSection& section : report.sections) {
        for (const Figure& figure : section.figures)
            CHECK(names.insert(figure.name).second);
        for (const Table& table : section.tables)
            CHECK(names.insert("table " + table.name).second);
    }
    CHECK(report_page(report).find("over 6 problems (1 is the best)") != std::string::npos);
}

TEST_CASE(
    "with more optimisers than a page is wide the table of wins has a row for each and its sums agree") {
    const StoredStudy stored = random_study({.devices = 3, .optimizers = 12, .seeds = 5});
    const Analysis analysis = analyse(stored.study);
    for (const Table& table : contest_tables(stored.study, analysis)) {
        if (table.name != "wins") continue;
        REQUIRE(table.rows.size() == 12);
        CHECK(table.header.size() == 5);
        for (const auto& row : table.rows) {
            long long sum = 0;
            for (const std::string_view number : split(row[4].text, '/'))
                sum += parse_integer(number).value();
            CHECK(sum == 11 * 3);
        }
    }
}
