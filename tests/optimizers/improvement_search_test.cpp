#include "optimizers/improvement_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "optimizers/expected_improvement.hpp"
#include "optimizers/labels.hpp"
#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// The highest expected improvement of all unknown architectures of the space, by enumeration.
double highest_improvement(const History& history, const SearchSpace& space, std::span<const double> labels,
                           ArchitectureView suggested, double& of_suggested) {
    RandomGenerator unused(0);
    ArchitectureBatch rows(space.width());
    std::vector<double> sorted;
    for (const std::size_t row : best_and_random_rows(unused, labels, labels.size())) {
        rows.push_back(history[row]);
        sorted.push_back(labels[row]);
    }
    GaussianProcess process = GaussianProcess::fit(rows, sorted);
    process.rescale();
    double highest = 0;
    Architecture architecture(space.width());
    for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal) {
        space.from_ordinal(ordinal, architecture);
        if (history.unseen().proposed().contains(architecture)) continue;
        double mean = 0;
        double variance = 0;
        process.predict(ArchitectureBatchView(architecture), {&mean, 1}, {&variance, 1});
        const double improvement = expected_improvement(sorted[0], mean, variance);
        highest = std::max(highest, improvement);
        if (std::equal(architecture.begin(), architecture.end(), suggested.begin()))
            of_suggested = improvement;
    }
    return highest;
}

}  // namespace

TEST_CASE("in a small space the suggestion is the unknown architecture of highest expected improvement") {
    const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>{5, 5});
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        History history({space, 1, 100, seed, Equivalence::spelling}, {.initial = 12});
        RandomGenerator random(seed);
        ArchitectureBatch proposals(2);
        history.ask(random, 12, proposals, [](Architecture&) { return false; });
        Costs costs(1);
        for (std::size_t r = 0; r < proposals.size(); ++r)
            costs.push_back(std::vector{proposals[r][0] + 0.3 * proposals[r][1] * proposals[r][1]}, 0);
        history.tell(costs);
        const auto labels = history.costs().view().values();

        ImprovementSearch search(*space, {});
        Architecture suggested;
        REQUIRE(search.suggest(random, history, labels, suggested));
        double reached = 0;
        const double highest = highest_improvement(history, *space, labels, suggested, reached);
        CHECK(reached > 0);
        CHECK(reached == highest);
    }
}
