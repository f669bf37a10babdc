#include <doctest/doctest.h>

#include "tests/results/import/like.hpp"

using namespace archfront;

namespace {

const std::vector<ColumnChoice> accuracy = {{"test_accuracy.cifar100", "100-1"}};

}  // namespace

TEST_CASE("EvoXBench's runs are read with errors as accuracies and variables as architectures") {
    const ScratchFolder folder;
    const auto file = folder.write("nsga2.json",
                                   R"([{"run": 1, "X": [[3, 0, 1, 0, 0, 4], [0, 0, 0, 0, 0, 9]],
                                        "F": [[30.0, 2], [29.5, 3.25]], "IGD": 0.1, "HV": 0.92},
                                       {"run": 2, "F": [[28, 4]], "HV": 0.93}])");
    const Study study = import_points(file, study_to_import(), accuracy).study;
    CHECK(study.optimizers == std::vector<std::string>{"nsga2"});
    REQUIRE(study.cells.size() == 2);
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2, 70.5, 3.25});
    CHECK(study.cells[1].metrics == std::vector<double>{72, 4});
    CHECK(study.space->to_string(study.cells[0].architectures[0]) ==
          "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|");
    CHECK(study.space->to_string(study.cells[0].architectures[1]) == "0 0 0 0 0 9");
}

TEST_CASE("EvoXBench's F may have more columns than the study has objectives") {
    const ScratchFolder folder;
    const auto file = folder.write("a.json", R"([{"F": [[30, 0.5, 2]]}])");
    std::vector<ColumnChoice> choices = accuracy;
    choices.push_back({"latency_1", "3"});
    CHECK(import_points(file, study_to_import(), choices).study.cells[0].metrics ==
          std::vector<double>{70, 2});
}

TEST_CASE("what MATLAB makes of one run of one solution is read as that") {
    const ScratchFolder folder;
    const auto file =
        folder.write("a.json", R"({"run": 1, "X": [3, 0, 1, 0, 0, 4], "F": [30, 2], "HV": 0.9})");
    const Study study = import_points(file, study_to_import(), accuracy).study;
    REQUIRE(study.cells.size() == 1);
    CHECK(study.cells[0].metrics == std::vector<double>{70, 2});
}

TEST_CASE("null, which is what MATLAB makes of NaN and infinity, is no value") {
    const ScratchFolder folder;
    const auto file = folder.write("a.json", R"([{"F": [[30, null], [40, 2]]}])");
    const Study study = import_points(file, study_to_import(), accuracy).study;
    CHECK_FALSE(study.cells[0].costs.view().feasible(0));
    CHECK(study.cells[0].costs.view().feasible(1));
}

TEST_CASE("JSON that is no list of runs is refused with the place") {
    const ScratchFolder folder;
    const auto error = [&](const std::string& text, const std::vector<ColumnChoice>& choices = accuracy) {
        return import_error(folder.write("x.json", text), study_to_import(), choices);
    };
    CHECK(error("[{\"F\": [[1, 2]]},\n {\"F\": [[1,, 2]]}]") ==
          "x.json:2:12: not valid JSON (of what has no value null stands, not NaN or Infinity)");
    CHECK(error("[{\"F\": [[1, NaN]]}]").starts_with("x.json:1:13: not valid JSON"));
    CHECK(error("[{\"F\": [[1, 2]") != "");
    CHECK(error("[]") == "x.json: holds no points");
    CHECK(error("[1]").starts_with("x.json: run 1 has no 'F'; expected a list of runs"));
    CHECK(error("[{\"X\": [[1]]}]").starts_with("x.json: run 1 has no 'F'"));
    CHECK(error("[{\"F\": 7}]").starts_with("x.json: 'F' of run 1 is no matrix"));
    CHECK(error("[{\"F\": [[1, 2], 3]}]").starts_with("x.json: row 2 of F in run 1 is no list"));
    CHECK(error("[{\"F\": [[1, true]]}]").starts_with("x.json: not a number in row 1 of F in run 1"));
    CHECK(error("[{\"F\": [[1, 2], [1]]}]") ==
          "x.json, row 2 of F in run 1: a row of 1 numbers behind rows of 2");
    CHECK(error("[{\"F\": [[1, 2], [3, 4]], \"X\": [[1]]}]")
              .starts_with("x.json: run 1 has 1 rows of X and 2 of F"));
    CHECK(error("[{\"F\": [[1, 1e999]]}]") == "x.json: not valid JSON: a number beyond what a double holds");
    CHECK(error(std::string(100, '[')) == "x.json: nests more than 64 levels deep");
    CHECK(contains(error("[{\"F\": [[30, 2]]}]", {}),
                   "'test_accuracy.cifar100' is maximised; say what it is, as in --column "
                   "'test_accuracy.cifar100=100-1'"));
}
