#include <doctest/doctest.h>

#include "engine/hypervolume.hpp"
#include "engine/pareto.hpp"
#include "engine/run.hpp"
#include "results/indicator.hpp"
#include "tests/data.hpp"
#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// Two costs that a linear model knows exactly: they trade off where the last choice is 0, and all else is dominated.
Told two_sums(ArchitectureView a) {
    return {{sum_of(a, 0, 6), 12 - sum_of(a, 0, 5) + 3.0 * a[5]}};
}

}  // namespace

TEST_CASE("what RAPID's predictors know exactly it evaluates first: the front of all that is unknown") {
    const auto search =
        make_optimizer("rapid", std::vector<std::size_t>(6, 3), 2,
                       {{"predictors", "ridge", {}}, {"train_fraction", "0.04", {}}, {"rounds", "96", {}}});
    // 40 at random, then 10 a round, of 729.
    const auto seen = drive(*search, 6, 50, two_sums);
    for (std::size_t r = 40; r < 50; ++r)
        CHECK(seen[r][5] == 0);
    CHECK(count_distinct(seen) == 50);
}

TEST_CASE("RAPID trains as often as it is told to, on a batch of equal size each time") {
    const auto search = make_optimizer("rapid", std::vector<std::size_t>(10, 4), 2,
                                       {{"train_fraction", "0.2", {}}, {"rounds", "8", {}}});
    ArchitectureBatch batch(10);
    for (const std::size_t expected : {200, 100, 100}) {
        search->ask(1'000, batch);
        CHECK(batch.size() == expected);
        Costs costs(2);
        for (std::size_t r = 0; r < batch.size(); ++r)
            costs.push_back(two_sums(batch[r]).costs, 0);
        search->tell(batch, costs);
    }
}

TEST_CASE(
    "on RAPID's NAS-Bench-201 917 evaluations come as near to the front as sequential xgboost elsewhere") {
    if (!have_data("RAPID/data/nasbench201_data_final.csv")) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    std::vector<Objective> objectives;
    for (const char* metric : {"test_accuracy.cifar10", "latency.cifar10", "memory"})
        objectives.push_back({catalogue.open(metric, "rapid")});
    const auto problem = std::make_shared<const Problem>(catalogue.space(), objectives);

    Evaluator table(problem, 15'625);
    ArchitectureBatch all(6);
    for (std::uint64_t ordinal = 0; ordinal < 15'625; ++ordinal)
        catalogue.space()->from_ordinal(ordinal, all.emplace_back());
    Costs told(3);
    table.evaluate(all, told);
    const auto front_of = [](const CostsView& costs) {
        std::vector<double> points;
        for (const std::size_t row : pareto_front(costs))
            points.insert(points.end(), costs[row].begin(), costs[row].end());
        return points;
    };
    const std::vector<double> front = front_of(table.costs());
    CHECK(front.size() == 3 * 86);

    double adrs = 0;
    constexpr int seeds = 3;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Evaluator evaluator(problem, 917);
        const auto search = Registry<OptimizerPlugin>::instance().at("rapid").make(
            synthetic::context_of(*problem, 917, seed), {});
        run(*search, evaluator);
        adrs += Registry<IndicatorPlugin>::instance().at("adrs").evaluate(
                    {.objectives = 3, .points = front_of(evaluator.costs()), .reference_set = front}) /
                seeds;
    }
    CHECK(adrs <= 0.027);
}
