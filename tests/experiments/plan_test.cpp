#include "experiments/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include <set>

#include "tests/experiments/board.hpp"

using namespace archfront;

namespace {

struct Boards {
    Boards() { write_board_table(folder); }
    Plan plan(const std::string& text = board_experiment) const { return plan_of(folder, text); }
    std::string refusal(const std::string& line) const {
        return user_error_of([&] { plan(with_line(board_experiment, line)); });
    }
    ScratchFolder folder;
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a plan has a problem for each device and a cell for each device, optimizer and seed") {
    const Boards boards;
    const Plan plan = boards.plan();
    REQUIRE(plan.problems.size() == 2);
    CHECK(plan.problems[1]->metrics()[1]->info().id == "latency@board-b");
    CHECK(plan.metrics[0].name == "score");
    CHECK(plan.metrics[1].name == "latency");
    CHECK(plan.metrics[1].unit == "ms");
    CHECK(plan.cell_count() == 6);
    CHECK(plan.cell(4).device == 1);
    CHECK(plan.cell(4).seed == 1);
}

TEST_CASE("'devices: all' takes every device that has all the metrics, those of shipped surrogates too") {
    const Boards boards;
    const std::vector<std::string> devices = boards.plan(with_line(board_experiment, "devices: all")).devices;
    CHECK(devices.size() == 2 + 27);
    CHECK(std::count(devices.begin(), devices.end(), "board-a") == 1);
}

TEST_CASE("an experiment whose metrics have no device needs none, and refuses a list of them") {
    const Boards boards;
    CHECK(
        boards
            .plan(with_line(with_line(board_experiment, "objectives: [score, flops.cifar10]"), "devices: []"))
            .devices == std::vector<std::string>{"none"});
    CHECK(contains(boards.refusal("objectives: [score]"),
                   "boards.yaml:4:11: no metric of this experiment depends on a device"));
    CHECK(contains(boards.refusal("devices: []"), "'latency' is measured on devices; add 'devices: all'"));
}

TEST_CASE("unknown names are refused at their place, with a suggestion") {
    const Boards boards;
    CHECK(contains(boards.refusal("space: nas-bench-21"),
                   "boards.yaml:2:8: unknown space 'nas-bench-21' (did you mean"));
    CHECK(contains(boards.refusal("objectives: [scor, latency]"),
                   "boards.yaml:3:14: unknown metric 'scor' (did you mean 'score'?)"));
    CHECK(contains(boards.refusal("devices: [board-c]"),
                   "boards.yaml:4:11: unknown device 'board-c' (did you mean 'board-a'?)"));
    CHECK(contains(boards.refusal("optimizers: [randm]"),
                   "boards.yaml:5:14: unknown optimizer 'randm' (did you mean 'random'?)"));
    CHECK(contains(boards.refusal("optimizers: [{random: {popsize: 3}}]"),
                   "boards.yaml:5:33: unknown option 'popsize'"));
    CHECK(
        contains(boards.refusal("sources: {latency: labs}"), "unknown source 'labs' (did you mean 'lab'?)"));
    CHECK(contains(boards.refusal("sources: {energy: lab}"),
                   "which is no objective or constraint here; remove it"));
}

TEST_CASE("options that do not fit together are refused at the optimizer's place, before anything runs") {
    const Boards boards;
    CHECK(contains(boards.refusal("optimizers: [random, {pagmo-nsga2: {population: 10}}]"),
                   "boards.yaml:5:22: option 'population' is 10, expected a multiple of 4"));
}

TEST_CASE("a constraint in another unit than its metric is refused") {
    const Boards boards;
    CHECK(contains(boards.refusal("constraints: ['latency <= 2 s']"),
                   "the constraint is in 's' but latency@board-a is in 'ms'"));
    CHECK(boards.plan(with_line(board_experiment, "constraints: ['latency <= 20 ms']"))
              .problems[0]
              ->constraints()[0]
              .bound == 20);
}

TEST_CASE("bounds are asked for all objectives or none, in their own units and directions") {
    const Boards boards;
    CHECK(contains(boards.refusal("reference: {bounds: {latency: [1, 2]}}"),
                   "'bounds' has none for objective 'score'"));
    CHECK(contains(boards.refusal("reference: {bounds: {energy: [1, 2]}}"), "unknown objective 'energy'"));
    CHECK(
        contains(boards.refusal("reference: {point: [1, 2, 3]}"), "'point' has 3 numbers for 2 objectives"));
    const Plan plan =
        boards.plan(with_line(board_experiment, "reference: {bounds: {score: [50, 90], latency: [1, 60]}}"));
    CHECK(plan.references[0].bounds->ideal == std::vector<double>{90, 1});
    CHECK(plan.references[0].bounds->nadir == std::vector<double>{50, 60});
}

TEST_CASE("planning a resolved experiment again gives the same plan") {
    const Boards boards;
    const std::string text = with_line(with_line(with_line(board_experiment, "constraints: [latency<=40]"),
                                                 "reference: {bounds: auto, point: 1.2}"),
                                       "optimizers: [random, {random: {label: again}}]");
    const Plan plan = boards.plan(text);
    const ScratchFolder elsewhere;
    const Plan again = plan_of(elsewhere, to_yaml(plan.resolved));
    CHECK(to_yaml(again.resolved) == to_yaml(plan.resolved));
    CHECK(again.fingerprint == plan.fingerprint);
}

TEST_CASE("the fingerprint changes with the experiment and with the data") {
    const Boards boards;
    const std::uint64_t before = boards.plan().fingerprint;
    CHECK(boards.plan().fingerprint == before);
    CHECK(boards.plan(with_line(board_experiment, "budget: 301")).fingerprint != before);
    boards.folder.write("board.csv", read_text_file(boards.folder.path() / "board.csv", 1 << 30) + "\n");
    CHECK(boards.plan().fingerprint != before);
}

TEST_CASE("cells have seeds of their own, which another optimizer or device in the file does not shift") {
    const Boards boards;
    const Plan plan = boards.plan();
    std::set<std::uint64_t> seeds;
    for (std::size_t cell = 0; cell < plan.cell_count(); ++cell)
        seeds.insert(plan.cell_seed(plan.cell(cell)));
    CHECK(seeds.size() == plan.cell_count());
    const Plan wider =
        boards.plan(with_line(board_experiment, "optimizers: [{random: {label: other}}, random]"));
    CHECK(wider.cell_seed({.device = 1, .optimizer = 1, .seed = 2}) ==
          plan.cell_seed({.device = 1, .optimizer = 0, .seed = 2}));
}

TEST_CASE("a metric that is free reaches the problem and the resolved experiment") {
    const Boards boards;
    const Plan plan =
        boards.plan(with_line(with_line(board_experiment, "objectives: [score, latency: {cost: free}]"),
                              "constraints: [\"latency <= 30 ms\"]"));
    const auto& free = plan.problems[0]->free_costs();
    REQUIRE(free != nullptr);
    CHECK_FALSE(free->cost_is_free(0));
    CHECK(free->cost_is_free(1));
    CHECK(free->violation_is_free());
    const Experiment again = parse_experiment(plan.resolved);
    CHECK(again.free_metrics == std::vector<std::string>{"latency", "latency"});
}
