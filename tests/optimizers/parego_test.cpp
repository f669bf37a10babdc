#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "engine/hypervolume.hpp"
#include "engine/run.hpp"
#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// Of what a run of 100 evaluations has found.
double hypervolume_of(const char* name, const std::shared_ptr<const Problem>& problem, std::uint64_t seed,
                      std::span<const double> reference) {
    constexpr std::size_t budget = 100;
    const auto optimizer = Registry<OptimizerPlugin>::instance().at(name).make(
        synthetic::context_of(*problem, budget, seed), {});
    Evaluator evaluator(problem, budget);
    run(*optimizer, evaluator);
    return hypervolume(evaluator.costs().values(), reference);
}

/// The sum of the choices, and of what they lack to 3.
Told two_sums(ArchitectureView a) {
    return {{sum_of(a, 0, a.size()) + (a[0] == a[1] ? 0 : 1), -sum_of(a, 0, a.size())}};
}

}  // namespace

TEST_CASE(
    "on NAS-Bench-201's shipped surrogates ParEGO finds more in 100 evaluations than NSGA-II and random "
    "search") {
    MetricContext context;
    context.space = make_space("nas-bench-201");
    MetricCatalogue catalogue(context);
    const auto problem = std::make_shared<const Problem>(
        context.space, std::vector<Objective>{{catalogue.open("valtest_accuracy.cifar100", "pretrained")},
                                              {catalogue.open("latency@raspi4", "pretrained")}});
    const auto mean = [&](const char* name) {
        constexpr int seeds = 10;
        double sum = 0;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed)
            sum += hypervolume_of(name, problem, seed, std::vector<double>{-60, 40});  // % and ms
        return sum / seeds;
    };
    const double found = mean("parego");
    for (const char* other : {"random", "nsga2"}) {
        CAPTURE(other);
        CHECK(found > 1.05 * mean(other));
    }
}

TEST_CASE("with one objective ParEGO minimises a sum of choices within 60 evaluations of 65,536") {
    const auto search = make_optimizer("parego", std::vector<std::size_t>(8, 4), 1, {});
    const auto seen = drive(*search, 8, 60, [](ArchitectureView a) { return Told{{sum_of(a, 0, 8)}}; });
    CHECK(std::find(seen.begin(), seen.end(), Architecture(8, 0)) != seen.end());
}

TEST_CASE("with a batch of four ParEGO gives four proposals before it wants to know more") {
    const auto search = make_optimizer("parego", std::vector<std::size_t>(8, 4), 2,
                                       {{"initial", "6", {}}, {"batch", "4", {}}});
    ArchitectureBatch batch(8);
    for (const std::size_t expected : {6, 4, 4, 4}) {
        search->ask(100, batch);
        CHECK(batch.size() == expected);
        Costs costs(2);
        for (std::size_t r = 0; r < batch.size(); ++r)
            costs.push_back(two_sums(batch[r]).costs, 0);
        search->tell(batch, costs);
    }
}

TEST_CASE("what ParEGO proposes does not depend on the units of the costs") {
    const auto seen = [](double factor) {
        const auto search = make_optimizer("parego", std::vector<std::size_t>(8, 4), 2, {});
        return drive(*search, 8, 80, [&](ArchitectureView a) {
            const Told told = two_sums(a);
            return Told{{told.costs[0], factor * told.costs[1]}};
        });
    };
    CHECK(seen(1) == seen(1024));
}

TEST_CASE("ParEGO searches spaces with thousands of neighbours, and copes with costs that overflow") {
    const auto search = make_optimizer("parego", std::vector<std::size_t>(30, 200), 2, {});
    constexpr double huge = std::numeric_limits<double>::max();
    const auto seen = drive(*search, 30, 60, [](ArchitectureView a) {
        return Told{{a[0] % 3 == 0 ? huge : -huge, a[1] % 3 == 0 ? 1 : sum_of(a, 0, 30)}};
    });
    CHECK(count_distinct(seen) == 60);
}

TEST_CASE("ParEGO learns from no more rows than it is told to") {
    // 60 evaluations fit into 60 rows, so that only fewer rows change anything.
    const auto seen = [](const char* rows) {
        const auto search = make_optimizer("parego", std::vector<std::size_t>(8, 4), 2, {{"rows", rows, {}}});
        return drive(*search, 8, 60, two_sums);
    };
    CHECK(seen("60") == seen("100"));
    CHECK(seen("30") != seen("100"));
}
