#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::shared_ptr<const MetricSource> choice_metric(const std::string& id, std::size_t variable,
                                                  Direction direction) {
    return std::make_shared<const synthetic::Formula>(
        id, [variable](ArchitectureView a) { return static_cast<double>(a[variable]); }, direction);
}

const auto loss = choice_metric("loss", 0, Direction::minimise);
const auto accuracy = choice_metric("accuracy", 1, Direction::maximise);
const auto latency = choice_metric("latency@sofa", 2, Direction::minimise);

Problem make_problem(std::vector<Constraint> constraints = {}) {
    return {std::make_shared<const synthetic::Space>(std::vector<std::size_t>{9, 9, 9}),
            {{loss}, {accuracy}},
            std::move(constraints)};
}

struct Row {
    std::vector<double> costs;
    double violation;
};

Row costs_of(const Problem& problem, const std::vector<double>& metrics) {
    Row row{std::vector<double>(problem.objectives().size()), 0};
    row.violation = problem.costs(metrics, row.costs);
    return row;
}

}  // namespace

TEST_CASE("a maximised metric is negated into a cost and a minimised one stays") {
    const Row row = costs_of(make_problem(), {3, 5});
    CHECK(row.costs == std::vector<double>{3, -5});
    CHECK(row.violation == 0);
}

TEST_CASE("metrics are the objectives and then what only constraints ask for, each once") {
    using Relation = Constraint::Relation;
    const Problem problem = make_problem({{accuracy, Relation::at_least, 1},
                                          {latency, Relation::at_most, 8},
                                          {latency, Relation::at_least, 1}});
    CHECK(problem.metrics() == std::vector<std::shared_ptr<const MetricSource>>{loss, accuracy, latency});
}

TEST_CASE("a violation is the excess over the bound relative to the bound, summed over constraints") {
    using Relation = Constraint::Relation;
    const Problem problem =
        make_problem({{latency, Relation::at_most, 4}, {accuracy, Relation::at_least, 2}});
    CHECK(costs_of(problem, {0, 2, 4}).violation == 0);
    CHECK(costs_of(problem, {0, 2, 5}).violation == 0.25);
    CHECK(costs_of(problem, {0, 1, 4}).violation == 0.5);
    CHECK(costs_of(problem, {0, 1, 8}).violation == 1.5);
}

TEST_CASE("the excess over a bound of zero is absolute, and over a negative bound positive") {
    using Relation = Constraint::Relation;
    CHECK(costs_of(make_problem({{latency, Relation::at_most, 0}}), {0, 0, 3}).violation == 3);
    CHECK(costs_of(make_problem({{latency, Relation::at_most, -2}}), {0, 0, 3}).violation == 2.5);
}

TEST_CASE("an infeasible architecture keeps its costs") {
    const Problem problem = make_problem({{latency, Constraint::Relation::at_most, 4}});
    CHECK(costs_of(problem, {3, 5, 8}).costs == std::vector<double>{3, -5});
}

TEST_CASE("an architecture without a value has infinite costs and infinite violation") {
    const Problem problem = make_problem({{latency, Constraint::Relation::at_most, 4}});
    for (const double missing : {std::nan(""), infinity, -infinity}) {
        for (std::size_t metric = 0; metric < 3; ++metric) {
            std::vector<double> metrics = {1, 2, 3};
            metrics[metric] = missing;
            const Row row = costs_of(problem, metrics);
            CHECK(row.costs == std::vector<double>{infinity, infinity});
            CHECK(row.violation == infinity);
        }
    }
}

TEST_CASE("metric values stand row by row, whatever the size of the batch") {
    const Problem problem = make_problem({{latency, Constraint::Relation::at_most, 4}});
    ArchitectureBatch batch(3);
    for (int i = 0; i < 600; ++i) {
        const auto choice = [&](int shift) { return static_cast<Choice>((i >> shift) % 9); };
        batch.push_back(Architecture{choice(0), choice(1), choice(2)});
    }
    std::vector<double> values(batch.size() * 3);
    problem.evaluate(batch, values);
    for (std::size_t r = 0; r < batch.size(); ++r) {
        for (std::size_t k = 0; k < 3; ++k)
            REQUIRE(values[3 * r + k] == batch[r][k]);
    }
}

TEST_CASE("free costs are those of an evaluation, and NaN where one is needed") {
    using Relation = Constraint::Relation;
    const Problem problem(std::make_shared<const synthetic::Space>(std::vector<std::size_t>{9, 9, 9}),
                          {{loss}, {accuracy, true}}, {{latency, Relation::at_most, 4, true}});
    const auto& free = problem.free_costs();
    REQUIRE(free != nullptr);
    CHECK_FALSE(free->cost_is_free(0));
    CHECK(free->cost_is_free(1));
    CHECK(free->violation_is_free());
    ArchitectureBatch batch(3);
    batch.push_back(Architecture{3, 5, 6});
    batch.push_back(Architecture{3, 2, 4});
    std::vector<double> costs(4);
    std::vector<double> violations(2);
    free->evaluate(batch, costs, violations);
    CHECK(std::isnan(costs[0]));
    CHECK(costs[1] == -5);
    CHECK(costs[3] == -2);
    CHECK(violations == std::vector<double>{0.5, 0});
}

TEST_CASE("a free metric without a value makes its cost and the violation infinite") {
    const auto gaps =
        std::make_shared<const synthetic::Formula>("gaps", [](ArchitectureView) { return std::nan(""); });
    const Problem problem(std::make_shared<const synthetic::Space>(std::vector<std::size_t>{9, 9, 9}),
                          {{loss}, {gaps, true}});
    std::vector<double> costs(2);
    std::vector<double> violations(1);
    const Architecture row = {1, 2, 3};
    problem.free_costs()->evaluate(ArchitectureBatchView(row), costs, violations);
    CHECK(costs[1] == infinity);
    CHECK(violations[0] == infinity);
}

TEST_CASE(
    "a problem without anything free has no free costs, and one paid constraint makes violations paid") {
    using Relation = Constraint::Relation;
    CHECK(make_problem().free_costs() == nullptr);
    const Problem mixed =
        make_problem({{latency, Relation::at_most, 4, true}, {accuracy, Relation::at_least, 2}});
    CHECK_FALSE(mixed.free_costs()->violation_is_free());
}
