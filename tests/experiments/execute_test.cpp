#include "experiments/execute.hpp"

#include <doctest/doctest.h>

#include "tests/experiments/board.hpp"

using namespace archfront;

namespace {

struct Boards {
    Boards() {
        write_board_table(folder);
        plan = plan_of(folder, board_experiment);
    }
    ScratchFolder folder;
    Plan plan;
};

ExecuteOptions quiet(std::size_t jobs, Shard shard = {}) {
    ExecuteOptions options;
    options.jobs = jobs;
    options.shard = shard;
    options.progress = Progress::Style::silent;
    return options;
}

/// All that a cell found, as bytes.
std::string bytes_of(const std::vector<StudyCell>& cells) {
    std::string bytes;
    for (const StudyCell& cell : cells) {
        bytes += std::to_string(cell.device) + "/" + std::to_string(cell.optimizer) + "/" +
                 std::to_string(cell.seed) + cell.end;
        const ArchitectureBatchView rows = cell.architectures;
        bytes.append(reinterpret_cast<const char*>(rows.data()), rows.size() * rows.width());
        bytes.append(reinterpret_cast<const char*>(cell.metrics.data()),
                     cell.metrics.size() * sizeof(double));
        const auto costs = cell.costs.view().values();
        bytes.append(reinterpret_cast<const char*>(costs.data()), costs.size_bytes());
    }
    return bytes;
}

std::filesystem::path only_log(const std::filesystem::path& folder) {
    return folder / "log" / "0001.log";
}

}  // namespace

TEST_CASE("the number of threads changes nothing in what the cells find") {
    const Boards boards;
    const ScratchFolder one;
    const ScratchFolder many;
    const auto cells = execute(boards.plan, one.path(), quiet(1));
    REQUIRE(cells.size() == 6);
    for (const StudyCell& cell : cells)
        CHECK(cell.architectures.size() == 300);
    CHECK(bytes_of(cells) == bytes_of(execute(boards.plan, many.path(), quiet(5))));
}

TEST_CASE("a run killed after any byte of its log resumes to the same cells") {
    const Boards boards;
    const ScratchFolder whole;
    const std::string expected = bytes_of(execute(boards.plan, whole.path(), quiet(1)));
    const std::string log = read_text_file(only_log(whole.path()), 1 << 30);
    for (std::size_t part = 0; part < 12; ++part) {
        const ScratchFolder killed;
        killed.write("log/0001.log", log.substr(0, log.size() * part / 12 + part));
        CHECK(bytes_of(execute(boards.plan, killed.path(), quiet(2))) == expected);
        // Resumed once more, nothing is left to do.
        CHECK(bytes_of(execute(boards.plan, killed.path(), quiet(2))) == expected);
    }
}

TEST_CASE("shards run one by one are collected to the same cells as one run of all") {
    const Boards boards;
    const ScratchFolder whole;
    const ScratchFolder first;
    const ScratchFolder others;
    const std::string expected = bytes_of(execute(boards.plan, whole.path(), quiet(1)));
    CHECK(execute(boards.plan, first.path(), quiet(1, {1, 4})).size() == 2);
    execute(boards.plan, others.path(), quiet(1, {2, 4}));
    execute(boards.plan, others.path(), quiet(1, {3, 4}));
    CHECK(user_error_of([&] {
              collect(boards.plan, {first.path(), others.path()});
          }).find("1 of 6 runs are missing") == 0);
    execute(boards.plan, others.path(), quiet(1, {4, 4}));
    CHECK(bytes_of(collect(boards.plan, {first.path(), others.path()})) == expected);
}

TEST_CASE("a run that is told to stop says how to go on, and goes on to the same cells") {
    const Boards boards;
    const ScratchFolder whole;
    const ScratchFolder stopped;
    const std::string expected = bytes_of(execute(boards.plan, whole.path(), quiet(1)));
    const std::atomic<bool> stop = true;
    ExecuteOptions options = quiet(1);
    options.stop = &stop;
    CHECK_THROWS_WITH_AS(execute(boards.plan, stopped.path(), options),
                         "interrupted; the same command with --resume goes on from here", RunError);
    CHECK(bytes_of(execute(boards.plan, stopped.path(), quiet(1))) == expected);
}

TEST_CASE("a log of another experiment is refused") {
    const Boards boards;
    const ScratchFolder results;
    execute(boards.plan, results.path(), quiet(1));
    const Plan other = plan_of(boards.folder, with_line(board_experiment, "budget: 200"));
    CHECK(user_error_of([&] { execute(other, results.path(), quiet(1)); }).find("0001.log") !=
          std::string::npos);
}

TEST_CASE("a study measures every device against its own true front") {
    const Boards boards;
    const ScratchFolder results;
    const Study study = make_study(boards.plan, execute(boards.plan, results.path(), quiet(2)));
    REQUIRE(study.devices.size() == 2);
    for (const StudyDevice& device : study.devices) {
        CHECK(device.reference.best_origin == "true front");
        REQUIRE(device.true_front.has_value());
        CHECK(device.true_front->costs.size() > 1);
    }
    for (const StudyCell& cell : study.cells) {
        const StudyReference& reference = study.devices[cell.device].reference;
        const double ratio = normalised_hypervolume(cell.costs, reference) / reference.best_hypervolume;
        CHECK(ratio > 0.5);
        CHECK(ratio <= 1);
    }
}
