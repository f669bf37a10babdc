#include <doctest/doctest.h>

#include "results/export_fronts.hpp"
#include "results/summary.hpp"
#include "tests/results/import/like.hpp"

using namespace archfront;

namespace {

std::vector<std::string> spellings(const Study& study, std::size_t cell) {
    std::vector<std::string> spellings;
    for (std::size_t r = 0; r < study.cells[cell].architectures.size(); ++r)
        spellings.push_back(study.space->to_string(study.cells[cell].architectures[r]));
    return spellings;
}

}  // namespace

TEST_CASE("a study exported for jMetal is read back with its architectures and hypervolumes") {
    const ScratchFolder folder;
    const StoredStudy stored = random_study({.devices = 2, .optimizers = 2, .seeds = 11});
    export_jmetal(stored.study, folder.path() / "jmetal");
    const StoredStudy back = import_points(folder.path() / "jmetal", stored);
    CHECK(back.notes.empty());
    CHECK(back.study.optimizers == stored.study.optimizers);
    REQUIRE(back.study.cells.size() == stored.study.cells.size());
    const auto expected = hypervolume_curves(stored.study);
    const auto read = hypervolume_curves(back.study);
    for (std::size_t cell = 0; cell < expected.size(); ++cell) {
        CHECK(read[cell].back().hypervolume ==
              doctest::Approx(expected[cell].back().hypervolume).epsilon(1e-14));
        const std::vector<std::string> all = spellings(stored.study, cell);
        for (const std::string& spelling : spellings(back.study, cell))
            CHECK(std::count(all.begin(), all.end(), spelling) == 1);
    }
}

TEST_CASE("VAR gives architectures as their space spells them, or as it does itself") {
    const ScratchFolder folder;
    const std::string cell = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|";
    const auto file = folder.write("nsga2/FUN0.csv", "-70,2\n-60,1\n-50,1\n");
    folder.write("nsga2/VAR0.csv", cell + "\n3,0,1,0,0,4\nseven of nine\n");
    const Study study = import_points(file, study_to_import()).study;
    CHECK(study.optimizers == std::vector<std::string>{"nsga2"});
    CHECK(spellings(study, 0) == std::vector<std::string>{cell, cell, "seven of nine"});
}

TEST_CASE("the folders of jMetal's and jMetalPy's studies name optimiser and problem") {
    const ScratchFolder folder;
    for (const char* name : {"A/device_0/FUN.0.tsv", "A/device_0/FUN.10.tsv", "A/device_0/FUN.9.tsv",
                             "A/device_0/BEST_HV_FUN.tsv", "A/device_0/TIME.0"})
        folder.write("data/" + std::string(name),
                     std::string(name).find("10") == std::string::npos ? "-1 1\n" : "-2 2\n");
    const auto optimizers = [&](const std::string& path, std::size_t devices) {
        return import_points(folder.path() / path, study_to_import(devices)).study.optimizers;
    };
    const Study study = import_points(folder.path() / "data", study_to_import(2)).study;
    REQUIRE(study.cells.size() == 3);
    CHECK(study.cells[2].metrics == std::vector<double>{2, 2});
    CHECK(study.optimizers == std::vector<std::string>{"A"});
    CHECK(optimizers("data/A", 2) == std::vector<std::string>{"A"});
    CHECK(optimizers("data/A/device_0", 2) == std::vector<std::string>{"A"});
    CHECK(optimizers("data/A/device_0/FUN.0.tsv", 2) == std::vector<std::string>{"A"});
    std::filesystem::rename(folder.path() / "data/A/device_0", folder.path() / "data/A/C10MOP1");
    CHECK(optimizers("data", 1) == std::vector<std::string>{"A"});
    CHECK(contains(import_error(folder.path() / "data", study_to_import(2)), "unknown device 'C10MOP1'"));
}

TEST_CASE("a VAR of another number of rows than FUN is refused, and so is a run that is there twice") {
    const ScratchFolder folder;
    folder.write("FUN3.tsv", "-70 2\n-60 1\n");
    const auto variables = folder.write("VAR3.tsv", "x\n");
    const std::string message = user_error_of([&] { import_points(folder.path(), study_to_import()); });
    CHECK(message == variables.string() + ": 1 rows, but 2 in " + (folder.path() / "FUN3.tsv").string() +
                         "; both have to be of one run");
    folder.write("VAR3.tsv", "\n\n");  // no architecture has a spelling
    CHECK(import_points(folder.path(), study_to_import()).study.cells[0].costs.size() == 2);
    folder.write("FUN3.csv", "-70,2\n");
    CHECK(contains(import_error(folder.path(), study_to_import()), "remove one"));
}
