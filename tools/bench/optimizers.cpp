// What the optimisers themselves cost: population 100 on two look-up tables over NAS-Bench-201, all in (run
// loop, evaluator, optimiser), against pagmo2 on the same tables, where it has the algorithm.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <memory>
#include <pagmo/algorithms/moead.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <string>
#include <string_view>

#include "engine/run.hpp"

namespace archfront::bench {
namespace {

constexpr std::size_t edges = 6;
constexpr std::size_t population = 100;

/// Values by ordinal.
class LookUp : public MetricSource {
  public:
    LookUp(const char* id, std::shared_ptr<const SearchSpace> space, std::vector<double> values)
        : MetricSource({.id = id,
                        .unit = "",
                        .direction = Direction::minimise,
                        .source = "bench",
                        .kind = SourceKind::measured,
                        .citation = ""}),
          space_(std::move(space)),
          values_(std::move(values)) {}

    double value(ArchitectureView architecture) const { return values_[space_->ordinal(architecture)]; }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = value(batch[r]);
    }

    std::shared_ptr<const SearchSpace> space_;
    std::vector<double> values_;
};

/// Two costs at odds with each other, and what is looked up.
struct Tables {
    Tables() {
        std::vector<double> errors, latencies;
        RandomGenerator random(1);
        Architecture row(space->width());
        for (std::uint64_t ordinal = 0; ordinal < *space->size(); ++ordinal) {
            space->from_ordinal(ordinal, row);
            double size = 0;
            for (const Choice choice : row)
                size += choice;
            errors.push_back(1 / (1 + size) + 0.05 * random.uniform());
            latencies.push_back(size + 2 * random.uniform());
        }
        error = std::make_shared<const LookUp>("error", space, std::move(errors));
        latency = std::make_shared<const LookUp>("latency", space, std::move(latencies));
    }

    std::shared_ptr<const SearchSpace> space = make_space("nas-bench-201");
    std::shared_ptr<const LookUp> error;
    std::shared_ptr<const LookUp> latency;
};

/// The tables as pagmo2 sees them: a decision an edge, which is the integer part of a number below 5, because
/// its MOEA/D knows no integers.
struct PagmoProblem {
    const Tables* tables = nullptr;

    pagmo::vector_double fitness(const pagmo::vector_double& decisions) const {
        std::array<Choice, edges> row{};
        for (std::size_t i = 0; i < edges; ++i)
            row[i] = static_cast<Choice>(decisions[i]);
        return {tables->error->value(row), tables->latency->value(row)};
    }
    std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
        return {pagmo::vector_double(edges, 0.0), pagmo::vector_double(edges, std::nextafter(5.0, 0.0))};
    }
    pagmo::vector_double::size_type get_nobj() const { return 2; }
};

/// Seconds an evaluation, shown with its SI prefix.
benchmark::Counter time_of_each(std::size_t evaluations) {
    return {static_cast<double>(evaluations),
            benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert};
}

/// Per distinct evaluation. With the population that all have, where there is one.
void with_archfront(benchmark::State& state, const char* name) {
    const OptimizerPlugin& plugin = Registry<OptimizerPlugin>::instance().at(name);
    const Tables tables;
    const auto budget = static_cast<std::size_t>(state.range(0));
    const auto problem = std::make_shared<const Problem>(
        tables.space, std::vector<Objective>{{tables.error}, {tables.latency}});
    std::vector<OptionAssignment> options;
    for (const OptionDescription& option : plugin.options({})) {
        if (option.name == "population") options.push_back({option.name, std::to_string(population), {}});
    }
    std::uint64_t seed = 0;
    for (auto _ : state) {
        const auto optimizer = plugin.make({tables.space, 2, budget, ++seed, Equivalence::spelling}, options);
        Evaluator evaluator(problem, budget);
        run(*optimizer, evaluator);
        ARCHFRONT_ASSERT(evaluator.spent() == budget, "the run ended early");
    }
    state.counters["per_evaluation"] = time_of_each(budget);
}

pagmo::population evolved(const pagmo::problem& problem, const char* name, std::size_t budget,
                          unsigned seed) {
    const auto generations = static_cast<unsigned>(budget / population - 1);
    const pagmo::population first(problem, name == std::string_view("random") ? budget : population, seed);
    if (name == std::string_view("nsga2"))
        return pagmo::nsga2(generations, 0.95, 10, 1.0 / edges, 50, seed).evolve(first);
    if (name == std::string_view("moead")) {
        return pagmo::moead(generations, "grid", "tchebycheff", 20, 1, 0.5, 20, 0.9, 2, true, seed)
            .evolve(first);
    }
    return first;
}

/// Per evaluation, repeats included: pagmo2 does not tell them apart.
void with_pagmo(benchmark::State& state, const char* name) {
    const Tables tables;
    const auto budget = static_cast<std::size_t>(state.range(0));
    const pagmo::problem problem(PagmoProblem{&tables});
    unsigned seed = 0;
    for (auto _ : state) {
        const pagmo::population last = evolved(problem, name, budget, ++seed);
        ARCHFRONT_ASSERT(last.get_problem().get_fevals() == budget, "pagmo2 spent another budget");
    }
    state.counters["per_evaluation"] = time_of_each(budget);
}

void evaluations(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgName("evaluations")->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond);
}

const bool registered = [] {
    for (const char* name : {"random", "local-search", "nsga2", "moead", "mo-rea", "sms-emoa", "nsga3"}) {
        evaluations(
            benchmark::RegisterBenchmark((std::string(name) + "/archfront").c_str(), with_archfront, name));
    }
    return true;
}();
BENCHMARK_CAPTURE(with_pagmo, random, "random")->Name("random/pagmo")->Apply(evaluations);
BENCHMARK_CAPTURE(with_pagmo, nsga2, "nsga2")->Name("nsga2/pagmo")->Apply(evaluations);
BENCHMARK_CAPTURE(with_pagmo, moead, "moead")->Name("moead/pagmo")->Apply(evaluations);

}  // namespace
}  // namespace archfront::bench
