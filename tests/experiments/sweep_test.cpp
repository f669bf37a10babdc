#include "experiments/sweep.hpp"

#include <doctest/doctest.h>

using namespace archfront;

namespace {

std::string overridden(const std::string& yaml, const std::string& assignment) {
    Node root = parse_yaml(yaml, "e.yaml");
    apply_override(root, assignment);
    return to_yaml(root);
}

std::string refusal(const std::string& yaml, const std::string& assignment) {
    try {
        overridden(yaml, assignment);
    } catch (const UserError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("--set replaces a value and adds a missing key") {
    CHECK(overridden("budget: 100", "budget=500") == to_yaml(parse_yaml("budget: 500", "")));
    CHECK(overridden("budget: 100", "reference.point=[1.5, 2]") ==
          to_yaml(parse_yaml("{budget: 100, reference: {point: [1.5, 2]}}", "")));
}

TEST_CASE("--set finds a key that has dots in it") {
    CHECK(overridden("sources: {accuracy.cifar10: help}", "sources.accuracy.cifar10=table") ==
          to_yaml(parse_yaml("sources: {accuracy.cifar10: table}", "")));
}

TEST_CASE("--set reaches an optimizer by name or by number, and gives a plain one options") {
    const std::string expected = to_yaml(parse_yaml("optimizers: [random, {nsga2: {population: 80}}]", ""));
    CHECK(overridden("optimizers: [random, {nsga2: {population: 50}}]", "optimizers.nsga2.population=80") ==
          expected);
    CHECK(overridden("optimizers: [random, nsga2]", "optimizers.nsga2.population=80") == expected);
    CHECK(overridden("optimizers: [random, nsga2]", "optimizers.0=grid") ==
          to_yaml(parse_yaml("optimizers: [grid, nsga2]", "")));
}

TEST_CASE("--set refuses what cannot be set, and says why") {
    CHECK(refusal("budget: 100", "budget") == "--set budget: not of the form key=value");
    CHECK(refusal("budget: 100", "budget.x=1") == "--set budget.x=1: 'x' lies below a single value");
    CHECK(refusal("optimizers: [nsga2]", "optimizers.nsga.population=1").find("did you mean 'nsga2'?") !=
          std::string::npos);
    CHECK(refusal("optimizers: [nsga2]", "optimizers.3=a").find("there is no item 3; the list has 1") !=
          std::string::npos);
    CHECK(refusal("budget: 100", "budget=[1").find("--set budget=[1:1") == 0);
}

TEST_CASE("a file without lists of budgets or spaces is one experiment without a label") {
    const auto points = expand_sweeps(parse_yaml("{space: a, budget: 10, seeds: [1, 2]}", "e.yaml"));
    REQUIRE(points.size() == 1);
    CHECK(points[0].label.empty());
}

TEST_CASE("lists where one value is expected give every combination, the last fastest") {
    const auto points = expand_sweeps(parse_yaml("{space: [a, b], budget: [10, 20]}", "e.yaml"));
    REQUIRE(points.size() == 4);
    CHECK(points[0].label == "space=a,budget=10");
    CHECK(points[1].label == "space=a,budget=20");
    CHECK(points[3].label == "space=b,budget=20");
    CHECK(points[3].root.find("budget")->text == "20");
}
