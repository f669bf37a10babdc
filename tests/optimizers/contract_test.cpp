// What every registered optimiser must do, whichever it is.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <string_view>

#include "engine/archive.hpp"
#include "engine/hypervolume.hpp"
#include "engine/run.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

const std::vector<OptimizerPlugin>& plugins() {
    return Registry<OptimizerPlugin>::instance().entries();
}

std::unique_ptr<Optimizer> make(const OptimizerPlugin& plugin, const Problem& problem, std::size_t budget,
                                std::uint64_t seed) {
    return plugin.make(synthetic::context_of(problem, budget, seed), {});
}

std::vector<Architecture> rows(ArchitectureBatchView batch) {
    std::vector<Architecture> rows;
    for (std::size_t r = 0; r < batch.size(); ++r)
        rows.emplace_back(batch[r].begin(), batch[r].end());
    return rows;
}

/// A finished run.
struct Search {
    Search(const OptimizerPlugin& plugin, const std::shared_ptr<const Problem>& problem, std::size_t budget,
           std::uint64_t seed, std::size_t batch = 256)
        : evaluator(problem, budget) {
        const auto optimizer = make(plugin, *problem, budget, seed);
        RunOptions options;
        options.batch = batch;
        end = run(*optimizer, evaluator, {}, options);
    }

    std::vector<Architecture> architectures() const { return rows(evaluator.architectures()); }

    Evaluator evaluator;
    RunEnd end = RunEnd::stalled;
};

/// The architectures of a run of 260 evaluations that is saved, destroyed and loaded again four times.
std::vector<Architecture> interrupted(const OptimizerPlugin& plugin,
                                      const std::shared_ptr<const Problem>& problem, std::uint64_t seed,
                                      std::size_t batch) {
    Evaluator evaluator(problem, 260);
    auto optimizer = make(plugin, *problem, 260, seed);
    ArchitectureBatch proposals(problem->space().width());
    Costs costs(problem->objectives().size());
    for (const std::size_t until : {1, 50, 117, 230, 260}) {
        while (evaluator.spent() < until) {
            optimizer->ask(std::min(batch, evaluator.remaining()), proposals);
            REQUIRE_FALSE(proposals.empty());
            evaluator.evaluate(proposals, costs);
            optimizer->tell(proposals, costs);
        }
        const std::string state = optimizer->save();
        optimizer = make(plugin, *problem, 260, seed + 1000);  // the state decides, not the seed
        optimizer->load(state);
        CHECK(optimizer->save() == state);
    }
    return rows(evaluator.architectures());
}

/// What `value` gives for a method must be better than what it gives for a baseline, for all of them but those whose
/// names begin with `excepted`.
void compare_with_baselines(const std::function<double(const OptimizerPlugin&)>& value,
                            const std::function<bool(double method, double baseline)>& better,
                            std::string_view excepted = "none") {
    for (const OptimizerPlugin& baseline : plugins()) {
        if (baseline.role != OptimizerPlugin::Role::baseline) continue;
        const double bar = value(baseline);
        for (const OptimizerPlugin& plugin : plugins()) {
            if (plugin.role == OptimizerPlugin::Role::baseline || plugin.name.starts_with(excepted)) continue;
            CAPTURE(plugin.name);
            const double reached = value(plugin);
            CAPTURE(reached);
            CAPTURE(bar);
            CHECK(better(reached, bar));
        }
    }
}

/// Hypervolume of everything evaluated, in costs of [0, 1] with reference point 1.
double quality(const Evaluator& evaluator) {
    const std::vector<double> reference(evaluator.costs().objectives(), 1.0);
    return hypervolume(evaluator.costs().values(), reference);
}

}  // namespace

TEST_CASE("every optimiser spends exactly its budget of distinct evaluations") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        for (const std::size_t budget : {1, 13, 400}) {
            const Search search(plugin, synthetic::structured_problem(2), budget, 1);
            CHECK(search.end == RunEnd::budget_spent);
            const auto found = search.architectures();
            CHECK(found.size() == budget);
            std::set<std::string> distinct;
            for (const Architecture& architecture : found)
                distinct.emplace(architecture.begin(), architecture.end());
            CHECK(distinct.size() == budget);
        }
    }
}

TEST_CASE("every optimiser leaves costs behind that recompute") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const auto problem = synthetic::structured_problem(3);
        const Search search(plugin, problem, 150, 2);
        for (std::size_t r = 0; r < 150; ++r) {
            for (std::size_t j = 0; j < 3; ++j) {
                double value = 0;
                problem->metrics()[j]->evaluate(ArchitectureBatchView(search.evaluator.architectures()[r]),
                                                {&value, 1});
                CHECK(search.evaluator.costs()[r][j] == value);
            }
        }
    }
}

TEST_CASE("every optimiser proposes the same for equal seeds, however its proposals are cut into batches") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const auto problem = synthetic::structured_problem(2);
        const auto expected = Search(plugin, problem, 300, 3).architectures();
        for (const std::size_t batch : {1, 7, 64})
            CHECK(Search(plugin, problem, 300, 3, batch).architectures() == expected);
    }
}

TEST_CASE("every optimiser proposes something else for another seed") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const auto problem = synthetic::structured_problem(2);
        CHECK(Search(plugin, problem, 100, 4).architectures() !=
              Search(plugin, problem, 100, 5).architectures());
    }
}

TEST_CASE("every optimiser goes on after save and load as if nothing had happened") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const auto problem = synthetic::structured_problem(2);
        const auto expected = Search(plugin, problem, 260, 6).architectures();
        CHECK(interrupted(plugin, problem, 6, 64) == expected);
        CHECK(interrupted(plugin, problem, 6, 1) == expected);
    }
}

TEST_CASE("every optimiser refuses a damaged state") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const auto problem = synthetic::structured_problem(2);
        const auto optimizer = make(plugin, *problem, 200, 7);
        Evaluator evaluator(problem, 90);
        run(*optimizer, evaluator);
        const std::string state = optimizer->save();
        const auto refused = [&](const std::string& text) {
            CHECK_THROWS_AS(make(plugin, *problem, 200, 7)->load(text), UserError);
        };
        refused("");
        refused(StateWriter().finish());
        for (const std::size_t length : {std::size_t{1}, state.size() / 2, state.size() - 1})
            refused(state.substr(0, length));
        std::string flipped = state;
        flipped[flipped.size() / 3] ^= 4;
        refused(flipped);
        // Intact as a text, but not this optimiser's.
        for (const std::uint64_t junk : {std::uint64_t{0}, std::uint64_t{3}, ~std::uint64_t{0}}) {
            StateWriter writer;
            for (int i = 0; i < 40; ++i)
                writer.integer(junk);
            refused(writer.finish());
        }
    }
}

TEST_CASE("every optimiser finds feasible architectures where the unconstrained optimum is infeasible") {
    // The error is lowest for the largest networks, which the constraint forbids.
    const auto constrained =
        synthetic::structured_problem(1, {{synthetic::size_metric(3), Constraint::Relation::at_most, 0.3}});
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const Search search(plugin, constrained, 500, 8);
        Archive archive(1);
        const CostsView costs = search.evaluator.costs();
        for (std::size_t r = 0; r < costs.size(); ++r)
            archive.insert(r, costs[r], costs.violation(r));
        REQUIRE_FALSE(archive.empty());
        CHECK(search.evaluator.metrics()[archive.ids()[0] * 2 + 1] <= 0.3);
    }
}

TEST_CASE("every optimiser learns to keep to a constraint") {
    const auto constrained =
        synthetic::structured_problem(1, {{synthetic::size_metric(3), Constraint::Relation::at_most, 0.3}});
    compare_with_baselines(
        [&](const OptimizerPlugin& plugin) {
            const Search search(plugin, constrained, 500, 8);
            const auto violations = search.evaluator.costs().violations().subspan(250);
            return static_cast<double>(std::count(violations.begin(), violations.end(), 0.0));
        },
        [](double method, double baseline) { return method > 4 * baseline; });
}

TEST_CASE("every optimiser exhausts a small space and then proposes nothing") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        // 3 * 3 * 2 genotypes, of which three come twice because the last choice has no effect.
        const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>{3, 3, 2}, true);
        for (const auto& [equivalence, networks] :
             {std::pair{Equivalence::spelling, 15}, std::pair{Equivalence::isomorphism, 9}}) {
            const auto problem = std::make_shared<const Problem>(
                space, std::vector<Objective>{{synthetic::error_metric(2)}, {synthetic::size_metric(2)}},
                std::vector<Constraint>{}, equivalence);
            const Search search(plugin, problem, 1'000, 9);
            CHECK(search.end == RunEnd::exhausted);
            CHECK(search.evaluator.spent() == static_cast<std::size_t>(networks));
        }
    }
}

TEST_CASE("every optimiser works with one objective and with three") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        for (const std::size_t objectives : {1, 3}) {
            const auto problem = synthetic::structured_problem(objectives);
            const Search search(plugin, problem, 260, 10);
            CHECK(search.end == RunEnd::budget_spent);
            CHECK(interrupted(plugin, problem, 10, 13) == search.architectures());
        }
    }
}

TEST_CASE("every optimiser learns to avoid architectures without a value") {
    const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>(8, 4));
    const auto gaps = std::make_shared<const synthetic::Formula>(
        "gaps", [](ArchitectureView a) { return a[0] == 1 ? std::nan("") : a[1] + 0.1 * a[2]; });
    const auto problem =
        std::make_shared<const Problem>(space, std::vector<Objective>{{gaps}, {synthetic::size_metric(3)}});
    compare_with_baselines(
        [&](const OptimizerPlugin& plugin) {
            const Search search(plugin, problem, 600, 11);
            CHECK(search.end == RunEnd::budget_spent);
            const auto violations = search.evaluator.costs().violations().subspan(300);
            return static_cast<double>(std::count_if(violations.begin(), violations.end(),
                                                     [](double violation) { return std::isinf(violation); }));
        },
        // Of pagmo2's, ants and swarm meet as many as random search does.
        [](double method, double baseline) { return method < 0.7 * baseline; }, "pagmo-");
}

TEST_CASE("every option's default is inside its own range") {
    for (const OptimizerPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        for (const OptionDescription& option : plugin.options({})) {
            CAPTURE(option.name);
            const std::vector<OptionAssignment> assignments = {{option.name, option.value, {}}};
            CHECK_NOTHROW(
                plugin.make(synthetic::context_of(*synthetic::structured_problem(2), 10, 1), assignments));
            CHECK_FALSE(option.summary.empty());
        }
    }
}

TEST_CASE(
    "every optimiser beats every baseline on a structured problem by three standard errors over 8 seeds") {
    const auto problem = synthetic::structured_problem(2);
    constexpr int seeds = 8;
    const auto qualities = [&](const OptimizerPlugin& plugin) {
        std::vector<double> values;
        for (int seed = 0; seed < seeds; ++seed)
            values.push_back(
                quality(Search(plugin, problem, 400, static_cast<std::uint64_t>(seed)).evaluator));
        return values;
    };
    const auto mean_of = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) / seeds;
    };
    const auto variance_of_mean = [&](const std::vector<double>& values) {
        double squares = 0;
        for (const double value : values)
            squares += (value - mean_of(values)) * (value - mean_of(values));
        return squares / (seeds - 1) / seeds;
    };
    for (const OptimizerPlugin& baseline : plugins()) {
        if (baseline.role != OptimizerPlugin::Role::baseline) continue;
        const auto bar = qualities(baseline);
        for (const OptimizerPlugin& plugin : plugins()) {
            if (plugin.role == OptimizerPlugin::Role::baseline) continue;
            CAPTURE(plugin.name);
            const auto reached = qualities(plugin);
            const double standard_error = std::sqrt(variance_of_mean(reached) + variance_of_mean(bar));
            CAPTURE(mean_of(bar));
            CHECK(mean_of(reached) > mean_of(bar) + 3 * standard_error);
        }
    }
}
