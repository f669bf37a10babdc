#include <doctest/doctest.h>

#include <oneapi/tbb/global_control.h>

#include <atomic>

#include "engine/evaluator.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

ArchitectureBatch batch_of(const std::vector<Architecture>& rows) {
    ArchitectureBatch batch(rows.front().size());
    for (const Architecture& row : rows)
        batch.push_back(row);
    return batch;
}

}  // namespace

TEST_CASE("an evaluator pays for each distinct architecture once") {
    const auto calls = std::make_shared<std::atomic<int>>(0);
    const auto counted = std::make_shared<const synthetic::Formula>("counted", [calls](ArchitectureView a) {
        ++*calls;
        return 10.0 * a[0] + a[1];
    });
    const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>{3, 3});
    Evaluator evaluator(std::make_shared<const Problem>(space, std::vector<Objective>{{counted}}), 8);
    Costs costs(1);
    auto batch = batch_of({{1, 2}, {0, 1}, {1, 2}});
    evaluator.evaluate(batch, costs);
    CHECK(std::vector<double>{costs[0][0], costs[1][0], costs[2][0]} == std::vector<double>{12, 1, 12});
    batch = batch_of({{0, 1}, {2, 2}});
    evaluator.evaluate(batch, costs);
    CHECK(*calls == 3);
    CHECK(evaluator.spent() == 3);
    CHECK(evaluator.remaining() == 5);
    CHECK(std::vector<double>(evaluator.metrics().begin(), evaluator.metrics().end()) ==
          std::vector<double>{12, 1, 22});
}

TEST_CASE("an evaluator rewrites proposals to the network they stand for before it counts") {
    const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>{2, 2, 3}, true);
    Evaluator evaluator(
        std::make_shared<const Problem>(space, std::vector<Objective>{{synthetic::size_metric(1)}}), 8);
    Costs costs(1);
    auto batch = batch_of({{0, 1, 2}, {0, 1, 1}, {1, 1, 1}});
    evaluator.evaluate(batch, costs);
    CHECK(evaluator.spent() == 2);
    CHECK(Architecture(batch[0].begin(), batch[0].end()) == Architecture{0, 1, 0});
}

TEST_CASE("maximised metrics become negated costs, and broken constraints add up relative to their bounds") {
    const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>{10, 10});
    const auto first = std::make_shared<const synthetic::Formula>(
        "first", [](ArchitectureView a) { return a[0]; }, Direction::maximise);
    const auto second =
        std::make_shared<const synthetic::Formula>("second", [](ArchitectureView a) { return a[1]; });
    Evaluator evaluator(
        std::make_shared<const Problem>(space, std::vector<Objective>{{first}},
                                        std::vector<Constraint>{{second, Constraint::Relation::at_most, 4},
                                                                {first, Constraint::Relation::at_least, 2}}),
        8);
    Costs costs(1);
    auto batch = batch_of({{7, 4}, {1, 6}});
    evaluator.evaluate(batch, costs);
    CHECK(costs[0][0] == -7);
    CHECK(costs.violation(0) == 0);
    CHECK(costs.violation(1) == 2.0 / 4 + 1.0 / 2);
}

TEST_CASE("large batches cost the same on one thread and on many") {
    const auto problem = synthetic::structured_problem(3);
    RandomGenerator random(1);
    ArchitectureBatch batch(16);
    for (int r = 0; r < 5000; ++r)
        problem->space().sample(random, batch.emplace_back());
    std::vector<std::vector<double>> values;
    for (const std::size_t threads : {1, 2, 8}) {
        const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                                threads);
        Evaluator evaluator(problem, 5000);
        Costs costs(3);
        ArchitectureBatch copy = batch;
        evaluator.evaluate(copy, costs);
        values.emplace_back(evaluator.metrics().begin(), evaluator.metrics().end());
    }
    CHECK(values[0] == values[1]);
    CHECK(values[0] == values[2]);
}

TEST_CASE("recorded evaluations are taken as they are and not computed again") {
    const auto problem = synthetic::structured_problem(1);
    RecordedEvaluations recorded(16);
    recorded.architectures.push_back(Architecture(16, 2));
    recorded.metrics = {0.125};
    Evaluator evaluator(problem, 4);
    evaluator.replay(recorded);
    Costs costs(1);
    auto batch = batch_of({Architecture(16, 2), Architecture(16, 3)});
    evaluator.evaluate(batch, costs);
    CHECK(costs[0][0] == 0.125);
    CHECK(costs[1][0] == 0);  // all choices the largest and equal: no error
    CHECK(evaluator.replayed() == 1);
}

TEST_CASE("a run that departs from its recorded evaluations is refused") {
    RecordedEvaluations recorded(16);
    recorded.architectures.push_back(Architecture(16, 2));
    recorded.metrics = {0.125};
    Evaluator evaluator(synthetic::structured_problem(1), 4);
    evaluator.replay(recorded);
    Costs costs(1);
    auto batch = batch_of({Architecture(16, 1)});
    CHECK_THROWS_AS(evaluator.evaluate(batch, costs), RunError);
}
