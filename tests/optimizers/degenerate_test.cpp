// Problems in which there is nothing to choose, to gain or to allow: every optimiser must end, and properly.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "engine/run.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

std::shared_ptr<const MetricSource> constant(const char* id, double value) {
    return std::make_shared<const synthetic::Formula>(id, [value](ArchitectureView) { return value; });
}

/// Every optimiser on a space with more budget than architectures: all of them are evaluated, each once.
void exhaust(const std::vector<std::size_t>& cardinalities, std::vector<Objective> objectives,
             std::vector<Constraint> constraints = {}) {
    const auto space = std::make_shared<const synthetic::Space>(cardinalities);
    const auto problem =
        std::make_shared<const Problem>(space, std::move(objectives), std::move(constraints));
    for (const OptimizerPlugin& plugin : Registry<OptimizerPlugin>::instance().entries()) {
        CAPTURE(plugin.name);
        constexpr std::size_t budget = 100;
        const auto optimizer = plugin.make(synthetic::context_of(*problem, budget, 1), {});
        Evaluator evaluator(problem, budget);
        CHECK(run(*optimizer, evaluator) == RunEnd::exhausted);
        CHECK(evaluator.spent() == *space->size());
    }
}

}  // namespace

TEST_CASE("every optimiser ends in a space of one architecture") {
    exhaust({1}, {{synthetic::rarity_metric()}});
    exhaust({1, 1, 1}, {{constant("a", 1)}, {constant("b", 2)}});
}

TEST_CASE("every optimiser ends where nothing can be gained") {
    exhaust({4, 4, 3}, {{constant("a", 1)}, {constant("b", 0)}, {constant("c", -1e300)}});
}

TEST_CASE("every optimiser ends where nothing is feasible") {
    exhaust({4, 4, 3}, {{synthetic::size_metric(3)}, {synthetic::rarity_metric()}},
            {{constant("bound", 2), Constraint::Relation::at_most, 1}});
}

TEST_CASE("every optimiser ends where nothing has a value") {
    exhaust({4, 4, 3}, {{constant("gap", std::nan(""))}, {synthetic::rarity_metric()}});
}

TEST_CASE("every optimiser ends where costs are of all sizes") {
    const auto wild = std::make_shared<const synthetic::Formula>("wild", [](ArchitectureView a) {
        return (a[0] % 2 == 0 ? 1 : -1) * std::pow(10.0, 100.0 * a[0] - 50.0 * a[1]);
    });
    exhaust({4, 4, 3}, {{wild}, {synthetic::rarity_metric()}, {synthetic::size_metric(3)}});
}
