#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/hypervolume.hpp"
#include "engine/run.hpp"
#include "tests/optimizers/drive.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

/// Hypervolume of a run in costs of [0, 1], reference point 1.
double quality(const std::string& name, const std::shared_ptr<const Problem>& problem, std::size_t budget,
               std::uint64_t seed) {
    OptimizerContext context = synthetic::context_of(*problem, budget, seed);
    context.free_costs = problem->free_costs();
    const auto optimizer = Registry<OptimizerPlugin>::instance().at(name).make(context, {});
    Evaluator evaluator(problem, budget);
    run(*optimizer, evaluator);
    return hypervolume(evaluator.costs().values(), std::vector<double>(evaluator.costs().objectives(), 1.0));
}

double mean_quality(const std::string& name, const std::shared_ptr<const Problem>& problem,
                    std::size_t budget) {
    double total = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed)
        total += quality(name, problem, budget, seed);
    return total / 6;
}

/// Costs that no model can learn: hashes of the architecture.
std::shared_ptr<const MetricSource> noise_metric(std::uint64_t salt) {
    return std::make_shared<const synthetic::Formula>(
        "noise" + std::to_string(salt), [salt](ArchitectureView a) {
            return static_cast<double>(hash_bytes(a.data(), a.size(), salt) >> 11) * 0x1p-53;
        });
}

}  // namespace

TEST_CASE(
    "auto is ahead of every method it could be compared with, early and late, in two and three objectives") {
    for (const std::size_t objectives : {std::size_t{2}, std::size_t{3}}) {
        for (const std::size_t budget : {std::size_t{60}, std::size_t{250}}) {
            CAPTURE(objectives);
            CAPTURE(budget);
            const auto problem = synthetic::structured_problem(objectives);
            const double bar = mean_quality("auto", problem, budget);
            for (const char* other : {"random", "nsga2", "moead", "local-search", "mo-rea", "sms-emoa"}) {
                CAPTURE(other);
                CHECK(bar > mean_quality(other, problem, budget));
            }
        }
    }
}

TEST_CASE("auto is no worse than random search where nothing can be learnt") {
    const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>(10, 4));
    const auto noise =
        std::make_shared<const Problem>(space, std::vector<Objective>{{noise_metric(1)}, {noise_metric(2)}});
    CHECK(mean_quality("auto", noise, 200) > mean_quality("random", noise, 200) - 0.01);
}

TEST_CASE("auto finds more where one of two costs is free") {
    const auto problem_with = [](bool free) {
        const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>(16, 4));
        return std::make_shared<const Problem>(
            space, std::vector<Objective>{{synthetic::error_metric(3)}, {synthetic::size_metric(3), free}});
    };
    CHECK(mean_quality("auto", problem_with(true), 60) > mean_quality("auto", problem_with(false), 60));
}

TEST_CASE("auto proposes nothing that it can know to be infeasible at no cost") {
    const Constraint small{synthetic::size_metric(3), Constraint::Relation::at_most, 0.3, true};
    const auto problem = synthetic::structured_problem(2, {small});
    OptimizerContext context = synthetic::context_of(*problem, 150, 3);
    context.free_costs = problem->free_costs();
    const auto optimizer = Registry<OptimizerPlugin>::instance().at("auto").make(context, {});
    Evaluator evaluator(problem, 150);
    run(*optimizer, evaluator);
    const auto violations = evaluator.costs().violations();
    CHECK(std::count_if(violations.begin(), violations.end(), [](double v) { return v > 0; }) <= 1);
}
