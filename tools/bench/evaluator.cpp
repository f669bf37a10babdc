// Distinct architectures a second through the evaluator (canonical form, cache, budget, metric, cost), for
// each kind of source on NAS-Bench-201, and the source alone, which shows what the evaluator adds.
#include "engine/evaluator.hpp"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <numeric>
#include <string>
#include <utility>

#include "engine/file.hpp"
#include "engine/random.hpp"
#include "engine/text.hpp"

namespace archfront::bench {
namespace {

/// Every architecture of the space once, in random order.
ArchitectureBatch shuffled(const SearchSpace& space) {
    std::vector<std::uint64_t> ordinals(*space.size());
    std::iota(ordinals.begin(), ordinals.end(), 0U);
    RandomGenerator random(1);
    random.shuffle(std::span(ordinals));
    ArchitectureBatch all(space.width());
    for (const std::uint64_t ordinal : ordinals)
        space.from_ordinal(ordinal, all.emplace_back());
    return all;
}

/// Writes a table with a row for every architecture into a folder of its own, opens it and removes the folder.
std::shared_ptr<const MetricSource> table_source(const std::shared_ptr<const SearchSpace>& space) {
    std::string pattern = (std::filesystem::temp_directory_path() / "archfront-bench-XXXXXX").string();
    ARCHFRONT_ASSERT(::mkdtemp(pattern.data()) != nullptr, "no temporary folder");
    const std::filesystem::path folder = pattern;
    std::string rows = "architecture,ms\n";
    const ArchitectureBatch all = shuffled(*space);
    RandomGenerator random(2);
    for (std::size_t r = 0; r < all.size(); ++r) {
        rows += space->to_string(all[r]) + ",";
        append_number(rows, random.uniform());
        rows += "\n";
    }
    write_file_atomically(folder / "bench.csv", rows);
    MetricContext context;
    context.space = space;
    context.tables = {
        parse_yaml("table: bench.csv\nspace: nas-bench-201\nsource: bench\narchitecture: architecture\n"
                   "metrics:\n  ms: {metric: latency, unit: ms, direction: minimise}\n",
                   (folder / "bench.table.yaml").string())};
    auto source = MetricCatalogue(std::move(context)).open("latency", "bench");
    std::filesystem::remove_all(folder);
    return source;
}

std::shared_ptr<const MetricSource> open_source(const std::shared_ptr<const SearchSpace>& space,
                                                const std::string& kind) {
    if (kind == "table") return table_source(space);
    MetricContext context;
    context.space = space;
    MetricCatalogue catalogue(std::move(context));
    return kind == "formula" ? catalogue.open("flops.cifar10", "formula")
                             : catalogue.open("latency@raspi4", "pretrained");
}

/// One metric on NAS-Bench-201, and what to ask it.
struct Subject {
    explicit Subject(const std::string& kind)
        : space(make_space("nas-bench-201")),
          source(open_source(space, kind)),
          problem(std::make_shared<const Problem>(space, std::vector<Objective>{{source}})) {
        constexpr std::size_t batch_size = 1'000;
        const ArchitectureBatch all = shuffled(*space);
        for (std::size_t first = 0; first < all.size(); first += batch_size) {
            batches.emplace_back(space->width());
            batches.back().append(all.view().subview(first, std::min(batch_size, all.size() - first)));
        }
    }

    std::size_t architectures() const { return static_cast<std::size_t>(*space->size()); }

    std::shared_ptr<const SearchSpace> space;
    std::shared_ptr<const MetricSource> source;
    std::shared_ptr<const Problem> problem;
    std::vector<ArchitectureBatch> batches;
};

void count(benchmark::State& state, const Subject& subject) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(subject.architectures()));
}

void source_alone(benchmark::State& state, const char* kind) {
    const Subject subject(kind);
    std::vector<double> values(subject.architectures());
    for (auto _ : state) {
        std::size_t first = 0;
        for (const ArchitectureBatch& batch : subject.batches) {
            subject.source->evaluate(batch, std::span(values).subspan(first, batch.size()));
            first += batch.size();
        }
        benchmark::DoNotOptimize(values.data());
    }
    count(state, subject);
}

void evaluate_all(Evaluator& evaluator, std::vector<ArchitectureBatch>& batches, Costs& costs) {
    for (ArchitectureBatch& batch : batches)
        evaluator.evaluate(batch, costs);
}

void distinct(benchmark::State& state, const char* kind) {
    Subject subject(kind);
    Costs costs(1);
    for (auto _ : state) {
        Evaluator evaluator(subject.problem, subject.architectures());
        evaluate_all(evaluator, subject.batches, costs);
        benchmark::DoNotOptimize(evaluator.metrics().data());
    }
    count(state, subject);
}

void known(benchmark::State& state) {
    Subject subject("formula");
    Costs costs(1);
    Evaluator evaluator(subject.problem, 2 * subject.architectures());
    evaluate_all(evaluator, subject.batches, costs);
    for (auto _ : state) {
        evaluate_all(evaluator, subject.batches, costs);
        benchmark::DoNotOptimize(costs.view().values().data());
    }
    count(state, subject);
}

BENCHMARK_CAPTURE(distinct, table, "table")->Name("evaluator/table")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(distinct, formula, "formula")->Name("evaluator/formula")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(distinct, forest, "forest")->Name("evaluator/forest")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(source_alone, table, "table")->Name("evaluator/table_alone")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(source_alone, formula, "formula")
    ->Name("evaluator/formula_alone")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(source_alone, forest, "forest")
    ->Name("evaluator/forest_alone")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(known)->Name("evaluator/known")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace archfront::bench
