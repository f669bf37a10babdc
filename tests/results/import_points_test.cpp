#include "results/import_points.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "results/combine.hpp"
#include "tests/results/report/random_study.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

/// A study of "test_accuracy.cifar100" (maximised) and "latency_1" on one device or two.
StoredStudy like(std::size_t devices = 1) {
    return random_study({.devices = devices, .optimizers = 1, .seeds = 2});
}

}  // namespace

TEST_CASE("a table of another tool is read by the names of its columns") {
    const ScratchFolder folder;
    const auto file = folder.write("tool.csv",
                                   "note,seed,latency_1,test_accuracy.cifar100,architecture\n"
                                   "x,7,2,70,abc\n,7,1,60,def\n,9,3,80,abc\n,9,nan,80,ghi\n");
    const Study study = import_points(file, like()).study;
    CHECK(study.optimizers == std::vector<std::string>{"tool"});
    REQUIRE(study.cells.size() == 2);
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2, 60, 1});
    CHECK(study.cells[0].costs[1][0] == -60);
    CHECK(study.space->to_string(study.cells[1].architectures[0]) == "abc");
    CHECK(study.cells[1].costs.view().feasible(0));
    CHECK_FALSE(study.cells[1].costs.view().feasible(1));
}

TEST_CASE("bare points are minimised costs, and an empty line begins another run") {
    const ScratchFolder folder;
    const auto file = folder.write("sets.dat", "# two runs\n-70 2\n-60\t1\n\n\n-80 3e0\n\n");
    const Study study = import_points(file, like()).study;
    CHECK(study.optimizers == std::vector<std::string>{"sets"});
    REQUIRE(study.cells.size() == 2);
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2, 60, 1});
    CHECK(study.cells[1].metrics == std::vector<double>{80, 3});
}

TEST_CASE("what is imported is compared with the study it belongs to") {
    const ScratchFolder folder;
    const StoredStudy study = like(2);
    const auto file = folder.write("other.csv",
                                   "device,optimizer,seed,test_accuracy.cifar100,latency_1\n"
                                   "device_0,pymoo,1,-1.2,1.2\ndevice_1,pymoo,1,-1.3,1.2\n");
    const Study both = combine({{"a", study}, {"b", import_points(file, study)}}).study;
    CHECK(both.optimizers == std::vector<std::string>{"optimiser-0", "pymoo"});
    CHECK(both.seeds.size() == 1);
    CHECK(both.cells.size() == 4);
}

TEST_CASE("foreign files that cannot be understood are refused with the place") {
    const ScratchFolder folder;
    const auto error = [&](const std::string& text, std::size_t devices = 1) {
        const auto file = folder.write("x.csv", text);
        const std::string message = user_error_of([&] { import_points(file, like(devices)); });
        return message.substr(message.find("x.csv"));
    };
    CHECK(error("").starts_with("x.csv: is empty"));
    CHECK(user_error_of([&] {
              import_points(folder.write("y.csv", "a,b\n1,2\n"), like());
          }).starts_with("unknown column 'test_accuracy.cifar100'"));
    CHECK(error("test_accuracy.cifar100,latency_1\n1,?\n") == "x.csv:2:3: '?' is not a number");
    CHECK(error("1 2\n1 2 3\n") == "x.csv:2: a row of 3 numbers for 2 objectives");
    CHECK(error("1 2\n", 2).find("which device this is of is not said") != std::string::npos);
    CHECK(
        error("device,test_accuracy.cifar100,latency_1\ndevice_7,1,2\n").find("unknown device 'device_7'") !=
        std::string::npos);
    CHECK(error("device,optimizer,test_accuracy.cifar100,latency_1\ndevice_0,a,1,2\ndevice_1,b,1,2\n", 2) ==
          "x.csv: has no run of 'b' on device_0");
}
