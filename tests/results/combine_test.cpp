#include "results/combine.hpp"

#include <doctest/doctest.h>

#include "engine/text.hpp"
#include "results/summary.hpp"
#include "tests/results/report/random_study.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

/// Every volume of a study, in the order of cells.
std::vector<double> volumes(const Study& study) {
    std::vector<double> volumes;
    for (const auto& curve : hypervolume_curves(study))
        volumes.push_back(curve.back().hypervolume);
    return volumes;
}

}  // namespace

TEST_CASE("combined studies hold the runs of all, with their architectures") {
    const StoredStudy first = random_study({.optimizers = 2});
    StoredStudy second = random_study({.optimizers = 1, .evaluations = 50});
    second.study.optimizers[0] = "other";
    const Study both = combine({{"a", first}, {"b", second}}).study;
    CHECK(both.optimizers == std::vector<std::string>{"optimiser-0", "optimiser-1", "other"});
    REQUIRE(both.cells.size() == 2 * 3 * 4);
    for (std::size_t device = 0; device < 2; ++device) {
        for (std::size_t seed = 0; seed < 4; ++seed) {
            const StudyCell& old = second.study.cells[device * 4 + seed];
            const StudyCell& cell = both.cells[(device * 3 + 2) * 4 + seed];
            CHECK(cell.metrics == old.metrics);
            CHECK(both.space->to_string(cell.architectures[7]) ==
                  second.study.space->to_string(old.architectures[7]));
        }
    }
}

TEST_CASE("bounds that all studies share are kept, others follow from what all found") {
    const StoredStudy study = random_study();
    StoredStudy other = random_study();
    const StoredStudy agreed = combine({{"a", study}, {"b", other}});
    CHECK(agreed.notes.empty());
    CHECK(agreed.study.devices[0].reference.best_hypervolume ==
          study.study.devices[0].reference.best_hypervolume);
    CHECK(volumes(agreed.study)[0] == volumes(study.study)[0]);
    other.study.devices[1].reference.ideal[0] -= 1;
    const StoredStudy measured_anew = combine({{"a", study}, {"b", other}});
    CHECK(measured_anew.notes ==
          std::vector<std::string>{"bounds or reference points differ on device_1: hypervolumes "
                                   "are measured anew, against the union of all runs"});
    CHECK(measured_anew.study.devices[1].reference.ideal == study.study.devices[1].reference.ideal);
}

TEST_CASE("optimisers of one label are told apart by their studies") {
    const StoredStudy study = random_study({.optimizers = 1});
    CHECK(combine({{"long", study}, {"short", study}}).study.optimizers ==
          std::vector<std::string>{"optimiser-0 (long)", "optimiser-0 (short)"});
}

TEST_CASE("studies of different seeds and devices are compared on what they share") {
    const StoredStudy large = random_study({.devices = 3, .seeds = 5});
    const StoredStudy small = random_study({.devices = 2, .seeds = 3});
    const StoredStudy both = combine({{"a", large}, {"b", small}});
    CHECK(both.study.devices.size() == 2);
    CHECK(both.study.seeds == std::vector<std::uint64_t>{0, 1, 2});
    REQUIRE(both.notes.size() >= 2);
    CHECK(both.notes[0] == "left out, because not in every study: device_2");
}

TEST_CASE("studies of other metrics, sources or devices are refused") {
    const StoredStudy study = random_study();
    const auto error = [&](auto change) {
        StoredStudy other = random_study();
        change(other.study);
        return user_error_of([&] { combine({{"a", study}, {"b", other}}); });
    };
    CHECK(error([](Study& other) { other.metrics[0].unit = "1"; }).find("--across") != std::string::npos);
    CHECK(error([](Study& other) { other.devices[0].metrics[1].source = "guess"; }) ==
          "latency_1@device_0 is from random in 'a' but latency_1@device_0 from guess in 'b'; values of two "
          "sources "
          "cannot be compared");
    CHECK(error([](Study& other) { other.devices[0].name = "x", other.devices[1].name = "y"; }) ==
          "the studies have no device in common");
}
