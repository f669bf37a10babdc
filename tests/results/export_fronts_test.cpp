#include "results/export_fronts.hpp"

#include <doctest/doctest.h>

#include "engine/pareto.hpp"
#include "engine/text.hpp"
#include "results/import/import_points.hpp"
#include "results/summary.hpp"
#include "tests/results/report/random_study.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

TEST_CASE("sets exported for moocore are read back to the same hypervolumes") {
    const ScratchFolder folder;
    const StoredStudy stored = random_study({.devices = 1, .optimizers = 2, .seeds = 3});
    export_moocore(stored.study, folder.path());
    const Study back = import_points(folder.path() / "device_0/optimiser-1.dat", stored).study;
    REQUIRE(back.cells.size() == 3);
    const auto expected = hypervolume_curves(stored.study);
    const auto read = hypervolume_curves(back);
    for (std::size_t seed = 0; seed < 3; ++seed)
        CHECK(read[seed].back().hypervolume ==
              doctest::Approx(expected[3 + seed].back().hypervolume).epsilon(1e-14));
}

TEST_CASE("files exported for jMetal hold costs and architectures of the same points") {
    const ScratchFolder folder;
    const StoredStudy stored = random_study({.devices = 1, .optimizers = 1, .seeds = 2});
    export_jmetal(stored.study, folder.path());
    const StudyCell& cell = stored.study.cells[1];
    const std::string costs = read_text_file(folder.path() / "optimiser-0/device_0/FUN1.tsv", 1 << 20);
    const std::string names = read_text_file(folder.path() / "optimiser-0/device_0/VAR1.tsv", 1 << 20);
    const std::vector<std::size_t> front = pareto_front(cell.costs);
    const auto rows = split(costs, '\n');
    const auto architectures = split(names, '\n');
    REQUIRE(rows.size() == front.size() + 1);
    REQUIRE(architectures.size() == front.size() + 1);
    for (std::size_t i = 0; i < front.size(); ++i) {
        CHECK(rows[i] ==
              format_number(cell.costs[front[i]][0]) + " " + format_number(cell.costs[front[i]][1]));
        CHECK(architectures[i] == stored.study.space->to_string(cell.architectures[front[i]]));
    }
}

TEST_CASE("fronts exported as one table are read back to the same points") {
    const ScratchFolder folder;
    const StoredStudy stored = random_study({.devices = 2, .optimizers = 2, .seeds = 3});
    export_csv(stored.study, folder.path());
    const Study back = import_points(folder.path() / "fronts.csv", stored).study;
    CHECK(back.optimizers == stored.study.optimizers);
    REQUIRE(back.cells.size() == stored.study.cells.size());
    for (std::size_t number = 0; number < back.cells.size(); ++number) {
        const StudyCell& cell = stored.study.cells[number];
        const std::vector<std::size_t> front = pareto_front(cell.costs);
        REQUIRE(back.cells[number].costs.size() == front.size());
        for (std::size_t i = 0; i < front.size(); ++i) {
            CHECK(back.cells[number].metrics[2 * i] == cell.metrics[2 * front[i]]);
            CHECK(back.cells[number].metrics[2 * i + 1] == cell.metrics[2 * front[i] + 1]);
            CHECK(back.space->to_string(back.cells[number].architectures[i]) ==
                  stored.study.space->to_string(cell.architectures[front[i]]));
        }
    }
}
