#include <doctest/doctest.h>

#include "tests/results/import/like.hpp"

using namespace archfront;

TEST_CASE("bare points are minimised costs, and an empty line begins another run") {
    const ScratchFolder folder;
    const auto file = folder.write("sets.dat", "# two runs\n-70 2\n-60\t1\n\n\n-80, 3e0\n\n");
    const Study study = import_points(file, study_to_import()).study;
    CHECK(study.optimizers == std::vector<std::string>{"sets"});
    REQUIRE(study.cells.size() == 2);
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2, 60, 1});
    CHECK(study.cells[1].metrics == std::vector<double>{80, 3});
}

TEST_CASE("columns of bare points are chosen by number") {
    const ScratchFolder folder;
    const auto file = folder.write("sets.dat", "0.5 7 30\n");
    const auto metrics = [&](const std::vector<ColumnChoice>& choices) {
        return import_points(file, study_to_import(), choices).study.cells[0].metrics;
    };
    CHECK(metrics({{"latency_1", "3"}}) == std::vector<double>{-0.5, 30});
    CHECK(metrics({{"latency_1", "2"}, {"test_accuracy.cifar100", "100-3"}}) == std::vector<double>{70, 7});
    CHECK(contains(import_error(file, study_to_import(), {{"latency_1", "4"}}), "unknown column '4'"));
    CHECK(contains(import_error(folder.write("two.dat", "1 2\n"), study_to_import(), {{"seed", "1"}}),
                   "two.dat:1: rows of costs only, which have no 'seed' to choose"));
}

TEST_CASE("sets lie in folders named after devices") {
    const ScratchFolder folder;
    for (const char* device : {"device_0", "device_1"}) {
        folder.write("sets/" + std::string(device) + "/nsga2%20population=5.5.dat", "-70 2\n\n-60 1\n");
        folder.write("sets/" + std::string(device) + "/random.dat", "-70 2\n\n-60 1\n\n-50 1\n");
    }
    const StoredStudy both = import_points(folder.path() / "sets", study_to_import(2));
    CHECK(both.study.optimizers == std::vector<std::string>{"nsga2 population=5.5", "random"});
    CHECK(both.study.devices.size() == 2);
    CHECK(both.study.cells.size() == 8);
    CHECK(both.notes ==
          std::vector<std::string>{"optimisers have from 2 to 3 runs: the first 2 of each are compared"});
    const Study one = import_points(folder.path() / "sets/device_1/random.dat", study_to_import(2)).study;
    CHECK(one.devices[0].name == "device_1");
    CHECK(one.cells.size() == 3);
}

TEST_CASE("points that cannot be understood are refused with the line") {
    const ScratchFolder folder;
    const auto error = [&](const std::string& text, std::size_t devices = 1) {
        return import_error(folder.write("x.dat", text), study_to_import(devices));
    };
    CHECK(error("1 2\n1 2 3\n") == "x.dat:2: a row of 3 numbers behind rows of 2");
    CHECK(error("1 2 3\n") ==
          "x.dat:1: a row of 3 numbers for 2 objectives; say which is which with --column METRIC=NUMBER");
    CHECK(error("1 2\n1 two\n") == "x.dat:2: 'two' is not a number");
    CHECK(contains(error("1 2\n", 2), "which device this is of is not said"));
    StoredStudy constrained = study_to_import();
    constrained.study.metrics[1].is_objective = false;
    CHECK(contains(import_error(folder.write("x.dat", "1\n"), constrained), "has constraints; give a table"));
}
