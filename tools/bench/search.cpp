// A whole search: NSGA-II with population 100 on MnasNet, two objectives from forests of 500 trees, against pagmo2's
// NSGA-II on xgboost's prediction of the same forests, a generation at a time.
#include <benchmark/benchmark.h>

#include <memory>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

#include "engine/run.hpp"
#include "objectives/forest_evaluator.hpp"
#include "tools/bench/mnasnet_forest.hpp"

namespace archfront::bench {
namespace {

constexpr std::size_t population = 100;
constexpr std::size_t budget = 10'000;

/// What a forest says of choice indices.
class ForestMetric : public MetricSource {
  public:
    ForestMetric(const char* id, Direction direction, const RegressionForest& forest)
        : MetricSource({.id = id,
                        .unit = "",
                        .direction = direction,
                        .source = "bench",
                        .kind = SourceKind::surrogate,
                        .citation = ""}),
          evaluator_(forest) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        const std::vector<float> rows(batch.data(), batch.data() + batch.size() * batch.width());
        std::vector<float> predictions(batch.size());
        evaluator_.predict(rows, predictions);
        std::copy(predictions.begin(), predictions.end(), values.begin());
    }

    ForestEvaluator evaluator_;
};

void with_archfront(benchmark::State& state) {
    const auto space = make_space("mnasnet");
    const auto problem = std::make_shared<const Problem>(
        space,
        std::vector<Objective>{
            {std::make_shared<const ForestMetric>("accuracy", Direction::maximise, mnasnet_forest(1))},
            {std::make_shared<const ForestMetric>("latency", Direction::minimise, mnasnet_forest(2))}});
    const OptimizerPlugin& plugin = Registry<OptimizerPlugin>::instance().at("nsga2");
    std::uint64_t seed = 0;
    for (auto _ : state) {
        const auto optimizer =
            plugin.make({.space = space, .objectives = 2, .budget = budget, .seed = ++seed},
                        {{"population", std::to_string(population), {}}});
        Evaluator evaluator(problem, budget);
        run(*optimizer, evaluator);
        ARCHFRONT_ASSERT(evaluator.spent() == budget, "the run ended early");
    }
}

struct PagmoProblem {
    std::shared_ptr<Booster> accuracy = std::make_shared<Booster>(mnasnet_forest(1));
    std::shared_ptr<Booster> latency = std::make_shared<Booster>(mnasnet_forest(2));
    pagmo::vector_double highest;

    pagmo::vector_double fitness(const pagmo::vector_double& decisions) const {
        return batch_fitness(decisions);
    }

    pagmo::vector_double batch_fitness(const pagmo::vector_double& decisions) const {
        const std::vector<float> rows(decisions.begin(), decisions.end());
        const std::size_t n = rows.size() / mnasnet_features;
        const float* accuracies = accuracy->predict_in_place(rows);
        const float* latencies = latency->predict_in_place(rows);
        pagmo::vector_double costs;
        for (std::size_t r = 0; r < n; ++r) {
            costs.push_back(-accuracies[r]);
            costs.push_back(latencies[r]);
        }
        return costs;
    }
    std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
        return {pagmo::vector_double(highest.size(), 0.0), highest};
    }
    pagmo::vector_double::size_type get_nobj() const { return 2; }
    pagmo::vector_double::size_type get_nix() const { return highest.size(); }
};

void with_pagmo_and_xgboost(benchmark::State& state) {
    PagmoProblem costs;
    const auto space = make_space("mnasnet");
    for (const Variable& variable : space->variables())
        costs.highest.push_back(static_cast<double>(variable.cardinality() - 1));
    const pagmo::problem problem(costs);
    unsigned seed = 0;
    for (auto _ : state) {
        ++seed;
        pagmo::nsga2 nsga2(budget / population - 1, 0.95, 10, 1.0 / mnasnet_features, 50, seed);
        nsga2.set_bfe(pagmo::bfe());
        const auto last = nsga2.evolve(pagmo::population(problem, pagmo::bfe(), population, seed));
        ARCHFRONT_ASSERT(last.get_problem().get_fevals() == budget, "pagmo2 spent another budget");
    }
}

BENCHMARK(with_archfront)->Name("search/archfront")->Unit(benchmark::kMillisecond);
BENCHMARK(with_pagmo_and_xgboost)->Name("search/pagmo_xgboost")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace archfront::bench
