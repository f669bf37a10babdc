#include "experiments/experiment.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace archfront;

namespace {

const std::string valid =
    "space: nas-bench-201\n"
    "objectives: [flops.cifar10, params.cifar10]\n"
    "optimizers: [random]\n"
    "budget: 100\n"
    "seeds: 3\n";

Experiment parse(const std::string& text) {
    return parse_experiment(parse_yaml(text, "e.yaml"));
}

/// The message of the UserError that parsing gives; empty when there is none.
std::string refusal(const std::string& text) {
    try {
        parse(text);
    } catch (const UserError& error) {
        return error.what();
    }
    return {};
}

std::string with(const std::string& line) {
    return valid + line + "\n";
}

}  // namespace

TEST_CASE("an experiment file needs a space, objectives, a budget and seeds, and nothing else") {
    const Experiment experiment = parse(valid);
    CHECK(experiment.name == "e");
    CHECK(experiment.space.name == "nas-bench-201");
    CHECK(experiment.objectives.size() == 2);
    CHECK(experiment.budget == 100);
    CHECK(experiment.seeds == std::vector<std::uint64_t>{0, 1, 2});
    CHECK(experiment.reference.bounds.empty());
    CHECK(experiment.reference.point == std::vector<double>{1.1});
}

TEST_CASE("a missing key is named") {
    CHECK(refusal("space: nas-bench-201\n") == "e.yaml:1:1: the experiment has no 'objectives'; add it");
}

TEST_CASE("an unknown key is an error with its position and a suggestion") {
    const std::string message = refusal(with("devises: [raspi4]"));
    CHECK(message.find("e.yaml:6:1: unknown key 'devises' (did you mean 'devices'?)") == 0);
}

TEST_CASE("a value of the wrong type is an error with its position") {
    CHECK(refusal("space: s\nobjectives: [a]\noptimizers: [random]\nbudget: many\nseeds: 3\n") ==
          "e.yaml:4:9: 'budget' is 'many', expected a whole number from 1 to 1000000000");
    CHECK(refusal("space: s\nobjectives: [a]\noptimizers: [random]\nbudget: 0\nseeds: 3\n")
              .find("e.yaml:4:9") == 0);
    CHECK(refusal("space: s\nobjectives: [[a]]\noptimizers: [random]\nbudget: 1\nseeds: 3\n") ==
          "e.yaml:2:14: 'objectives' is a list, expected a single value");
}

TEST_CASE("what stands twice in a list is an error at its second place") {
    CHECK(refusal("space: s\nobjectives: [a, a]\n") ==
          "e.yaml:2:17: 'a' stands twice in objectives; remove one");
    CHECK(refusal(valid.substr(0, valid.find("seeds")) + "seeds: [4, 4]\n") ==
          "e.yaml:5:12: seed 4 stands twice; remove one");
    CHECK(refusal("space: s\nobjectives: [a]\noptimizers: [random, random]\n")
              .find("e.yaml:3:22: optimizer 'random'") == 0);
}

TEST_CASE("a list of seeds is taken as it is") {
    CHECK(parse(valid.substr(0, valid.find("seeds")) + "seeds: [7, 3]\n").seeds ==
          std::vector<std::uint64_t>{7, 3});
}

TEST_CASE("a list where an optimizer expects one value gives a variant for each, named after it") {
    const std::string head = valid.substr(0, valid.find("optimizers"));
    const Experiment experiment = parse(
        head +
        "optimizers: [{nsga2: {population: [20, 40], crossover: one-point}}, {random: {label: baseline}}]\n"
        "budget: 10\nseeds: 1\n");
    REQUIRE(experiment.optimizers.size() == 3);
    CHECK(experiment.optimizers[0].label == "nsga2(population=20)");
    CHECK(experiment.optimizers[1].label == "nsga2(population=40)");
    CHECK(experiment.optimizers[1].options[0].value == "40");
    CHECK(experiment.optimizers[1].options[1].value == "one-point");
    CHECK(experiment.optimizers[2].label == "baseline");
    CHECK(experiment.optimizers[2].name == "random");
}

TEST_CASE("bounds name a metric and a range in its own unit") {
    const Experiment experiment = parse(with("reference: {bounds: {latency: [2, 30.5]}, point: [1.1, 1.2]}"));
    REQUIRE(experiment.reference.bounds.size() == 1);
    CHECK(experiment.reference.bounds[0].metric == "latency");
    CHECK(experiment.reference.bounds[0].high == 30.5);
    CHECK(experiment.reference.point == std::vector<double>{1.1, 1.2});
    CHECK(refusal(with("reference: {bounds: {latency: [3, 2]}}")) ==
          "e.yaml:6:31: the low bound is not below the high one");
    CHECK(refusal(with("reference: {bounds: tight}"))
              .find("e.yaml:6:21: 'bounds' is neither auto nor a mapping") == 0);
}

TEST_CASE("a constraint is a metric, a relation, a number and perhaps a unit") {
    const Experiment experiment = parse(with("constraints: ['latency <= 20 ms', accuracy>=7.5e1]"));
    REQUIRE(experiment.constraints.size() == 2);
    CHECK(experiment.constraints[0].metric == "latency");
    CHECK(experiment.constraints[0].relation == Constraint::Relation::at_most);
    CHECK(experiment.constraints[0].bound == 20);
    CHECK(experiment.constraints[0].unit == "ms");
    CHECK(experiment.constraints[1].relation == Constraint::Relation::at_least);
    CHECK(experiment.constraints[1].bound == 75);
    CHECK(experiment.constraints[1].unit.empty());
    CHECK(refusal(with("constraints: [latency < 20]"))
              .find("e.yaml:6:15: constraint 'latency < 20' is not of the form") == 0);
    CHECK(refusal(with("constraints: ['latency <= fast']")).find("e.yaml:6:15") == 0);
}

TEST_CASE("without optimizers, the default one searches") {
    const Experiment experiment = parse("space: s\nobjectives: [a]\nbudget: 10\nseeds: 3\n");
    REQUIRE(experiment.optimizers.size() == 1);
    CHECK(experiment.optimizers[0].name == "auto");
}

TEST_CASE("an objective and a constraint can say that their metric costs no evaluation") {
    const Experiment experiment = parse(
        "space: s\nobjectives: [a, latency: {cost: free}, b: {cost: evaluation}]\n"
        "constraints: [\"a <= 3\", {\"energy <= 2 mJ\": {cost: free}}]\nbudget: 10\nseeds: 3\n");
    CHECK(experiment.objectives.size() == 3);
    CHECK(experiment.objectives[1].name == "latency");
    CHECK(experiment.constraints[1].metric == "energy");
    CHECK(experiment.free_metrics == std::vector<std::string>{"latency", "energy"});
}

TEST_CASE("a cost that is neither free nor an evaluation is refused at its place") {
    CHECK(refusal("space: s\nobjectives:\n  - latency: {cost: fre}\nbudget: 10\nseeds: 3\n")
              .starts_with("e.yaml:3:21: unknown cost 'fre' (did you mean 'free'?)"));
    CHECK(refusal("space: s\nobjectives:\n  - latency: {prize: free}\nbudget: 10\nseeds: 3\n")
              .find("has no 'cost'") != std::string::npos);
    CHECK(refusal("space: s\nobjectives:\n  - latency: free\nbudget: 10\nseeds: 3\n")
              .find("is neither a text nor {TEXT: {cost: free}}") != std::string::npos);
}
