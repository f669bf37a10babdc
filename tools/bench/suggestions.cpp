// What one suggestion of the searches that learn a model takes after so many observations, on MnasNet's space
// of 28 variables with two costs.
#include <benchmark/benchmark.h>

#include "engine/optimizer.hpp"
#include "engine/text.hpp"

namespace archfront::bench {
namespace {

/// Sums over the choices, at odds with each other, and an interaction.
void tell(Optimizer& optimizer, const ArchitectureBatch& proposals) {
    Costs costs(2);
    for (std::size_t r = 0; r < proposals.size(); ++r) {
        double size = 0;
        double error = 0;
        for (std::size_t v = 0; v < proposals.width(); ++v) {
            size += proposals[r][v];
            error += 1.0 / static_cast<double>((v + 1) * (proposals[r][v] + std::size_t{1}));
            if (v > 0 && proposals[r][v] == proposals[r][v - 1]) error += 0.05;
        }
        costs.push_back(std::vector<double>{error, size}, 0);
    }
    optimizer.tell(proposals, costs);
}

/// A model is fitted anew with each tenth more observations: so the mean of the next 50 suggestions.
void suggest(benchmark::State& state, const std::string& name, const std::vector<OptionAssignment>& options) {
    const auto space = make_space("mnasnet");
    const auto observations = static_cast<std::size_t>(state.range(0));
    const OptimizerPlugin& plugin = Registry<OptimizerPlugin>::instance().at(name);
    const auto make = [&] {
        return plugin.make({space, 2, 2 * observations, 1, Equivalence::spelling}, options);
    };
    ArchitectureBatch proposals(space->width());
    const auto before = make();
    for (std::size_t told = 0; told < observations; told += proposals.size()) {
        before->ask(observations - told, proposals);
        tell(*before, proposals);
    }
    const std::string saved = before->save();
    constexpr std::size_t suggestions = 50;
    for (auto _ : state) {
        state.PauseTiming();
        const auto optimizer = make();
        optimizer->load(saved);
        state.ResumeTiming();
        for (std::size_t i = 0; i < suggestions; ++i) {
            optimizer->ask(1, proposals);
            tell(*optimizer, proposals);
        }
    }
    state.counters["per_suggestion"] =
        benchmark::Counter(static_cast<double>(suggestions),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void register_suggestions(const std::string& name, const std::string& label,
                          const std::vector<OptionAssignment>& options) {
    benchmark::RegisterBenchmark(("suggestion/" + label).c_str(),
                                 [=](benchmark::State& state) { suggest(state, name, options); })
        ->ArgName("observations")
        ->Arg(100)
        ->Arg(500)
        ->Arg(1000)
        ->Unit(benchmark::kMillisecond);
}

const bool registered = [] {
    for (const char* name : {"parego", "lsbo", "rsbo", "ehvi", "tpe", "auto"})
        register_suggestions(name, name, {});
    register_suggestions("parego", "parego_from_500_rows", {{"rows", "500", {}}});
    return true;
}();

}  // namespace
}  // namespace archfront::bench
