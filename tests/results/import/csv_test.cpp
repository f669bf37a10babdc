#include <doctest/doctest.h>

#include "results/combine.hpp"
#include "tests/results/import/like.hpp"

using namespace archfront;

TEST_CASE("a table of another tool is read by the names of its columns") {
    const ScratchFolder folder;
    const auto file = folder.write("tool.csv",
                                   "note,seed,latency_1,test_accuracy.cifar100,architecture\n"
                                   "x,7,2,70,abc\n,7,1,60,def\n,3,3,80,abc\n,3,,80,ghi\n");
    const StoredStudy stored = import_points(file, study_to_import());
    const Study& study = stored.study;
    CHECK(study.optimizers == std::vector<std::string>{"tool"});
    REQUIRE(study.cells.size() == 2);
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2, 60, 1});
    CHECK(study.cells[0].costs[1][0] == -60);
    CHECK(study.space->to_string(study.cells[1].architectures[0]) == "abc");
    CHECK(study.cells[1].costs.view().feasible(0));
    CHECK_FALSE(study.cells[1].costs.view().feasible(1));
    CHECK(stored.notes ==
          std::vector<std::string>{"1 of 4 evaluations lack the value of a metric and count as infeasible"});
}

TEST_CASE("a table's columns are what the user says they are, a number minus a column among them") {
    const ScratchFolder folder;
    const auto file = folder.write("tool.csv", "method,error,ms,board\nours,30,2,device_1\n");
    const std::vector<ColumnChoice> choices = {{"test_accuracy.cifar100", "100-error"},
                                               {"latency_1", "ms"},
                                               {"device", "board"},
                                               {"optimizer", "method"}};
    const Study study = import_points(file, study_to_import(2), choices).study;
    CHECK(study.devices[0].name == "device_1");
    CHECK(study.optimizers == std::vector<std::string>{"ours"});
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2});
}

TEST_CASE("a metric's column may be called by its id, which then says the device") {
    const ScratchFolder folder;
    const auto file = folder.write("tool.csv", "test_accuracy.cifar100,latency_1@device_1\n70,2\n");
    const Study study = import_points(file, study_to_import(3)).study;
    REQUIRE(study.devices.size() == 1);
    CHECK(study.devices[0].name == "device_1");
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2});
}

TEST_CASE("a folder of tables is of one device for each of its folders and one optimiser for each file") {
    const ScratchFolder folder;
    for (const char* name : {"device_0/a.csv", "device_0/b.csv", "device_1/a.csv", "device_1/b.csv"})
        folder.write("tables/" + std::string(name), "test_accuracy.cifar100,latency_1\n70,2\n");
    const Study study = import_points(folder.path() / "tables", study_to_import(2)).study;
    CHECK(study.devices.size() == 2);
    CHECK(study.optimizers == std::vector<std::string>{"a", "b"});
    CHECK(study.cells.size() == 4);
}

TEST_CASE("what is imported is compared with the study it belongs to") {
    const ScratchFolder folder;
    const StoredStudy study = random_study({.optimizers = 1, .seeds = 2});
    const auto file = folder.write("other.csv",
                                   "device,optimizer,seed,test_accuracy.cifar100,latency_1\n"
                                   "device_0,pymoo,1,-1.2,1.2\ndevice_1,pymoo,1,-1.3,1.2\n");
    const Study both = combine({{"a", study}, {"b", import_points(file, study)}}).study;
    CHECK(both.optimizers == std::vector<std::string>{"optimiser-0", "pymoo"});
    CHECK(both.seeds.size() == 1);
    CHECK(both.cells.size() == 4);
}

TEST_CASE("tables that cannot be understood are refused with the place") {
    const ScratchFolder folder;
    const auto error = [&](const std::string& text, std::size_t devices = 1) {
        return import_error(folder.write("x.csv", text), study_to_import(devices));
    };
    CHECK(error("").starts_with("x.csv: is empty"));
    CHECK(error("a,b\n1,2\n") ==
          "x.csv:1: unknown column 'test_accuracy.cifar100'; known: a, b; say which it is with --column "
          "'test_accuracy.cifar100=COLUMN'");
    CHECK(error("test_accuracy.cifar100,latency_1\n1,?\n") == "x.csv:2:3: '?' is not a number");
    CHECK(error("feasible,test_accuracy.cifar100,latency_1\nno,1,2\n") ==
          "x.csv:2:1: 'no' is neither 0 nor 1");
    CHECK(
        contains(error("test_accuracy.cifar100,latency_1\n1,2\n", 2), "which device this is of is not said"));
    CHECK(contains(error("device,test_accuracy.cifar100,latency_1\ndevice_7,1,2\n"),
                   "x.csv:2:1: unknown device 'device_7'"));
    CHECK(error("device,optimizer,test_accuracy.cifar100,latency_1\ndevice_0,a,1,2\ndevice_1,b,1,2\n", 2) ==
          "x.csv: has no run of 'b' on device_0");
}
