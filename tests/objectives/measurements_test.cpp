#include "objectives/measurements.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace archfront;

namespace {

MetricInfo info_of(const char* id) {
    MetricInfo info;
    info.id = id;
    return info;
}

Architecture cell(const char* text) {
    return make_space("nas-bench-201")->parse(text);
}

}  // namespace

TEST_CASE("rows of one architecture are averaged, column by column, missing values apart") {
    MeasurementAverages averages(make_space("nas-bench-201"), 2);
    averages.add(cell("000001"), std::vector<double>{1, 10});
    averages.add(cell("000002"), std::vector<double>{5, NAN});
    averages.add(cell("000001"), std::vector<double>{4, NAN});
    const Measurements means = averages.means();
    REQUIRE(means.architectures->size() == 2);
    CHECK(means.architectures->view()[0][5] == 1);
    CHECK(means.columns[0] == std::vector<double>{2.5, 5});
    CHECK(means.columns[1][0] == 10);
    CHECK(std::isnan(means.columns[1][1]));
}

TEST_CASE("what counts as one architecture is the file's choice") {
    const auto speech = make_space("nas-bench-asr");
    const auto rows = [&](Equivalence equivalence) {
        MeasurementAverages averages(speech, 1, equivalence);
        for (const char* cell_cut_off_by_zero :
             {"[0, 0, 5, 1, 0, 3, 0, 0, 0]", "[4, 0, 5, 1, 0, 3, 0, 0, 0]"})
            averages.add(speech->parse(cell_cut_off_by_zero), std::vector<double>{1});
        return averages.means().architectures->size();
    };
    CHECK(rows(Equivalence::spelling) == 2);
    CHECK(rows(Equivalence::isomorphism) == 1);
}

TEST_CASE("a file of measurements is read once, when the first of its metrics is opened") {
    int reads = 0;
    MeasurementFile file("some.csv", [&](const std::filesystem::path& path) {
        ++reads;
        CHECK(path == "some.csv");
        MeasurementAverages averages(make_space("nas-bench-201"), 2);
        averages.add(cell("000001"), std::vector<double>{1, 10});
        return averages.means();
    });
    CHECK(reads == 0);
    const auto first = file.open(info_of("a"), 0);
    const auto second = file.open(info_of("b"), 1);
    CHECK(reads == 1);
    double value = 0;
    second->evaluate(ArchitectureBatchView(cell("000001")), {&value, 1});
    CHECK(value == 10);
    CHECK(second->info().id == "b");
    CHECK(second->files() == std::vector<std::filesystem::path>{"some.csv"});
}
