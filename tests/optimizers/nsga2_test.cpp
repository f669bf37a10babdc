#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "engine/optimizer.hpp"
#include "tests/optimizers/drive.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>(6, 8));

std::unique_ptr<Optimizer> make(const std::vector<OptionAssignment>& options) {
    return Registry<OptimizerPlugin>::instance().at("nsga2").make({space, 2, 1000, 1, Equivalence::spelling},
                                                                  options);
}

/// Asks for up to `count` and tells costs: the sums of the first three and of the last three choices.
ArchitectureBatch step(Optimizer& nsga2, std::size_t count) {
    ArchitectureBatch batch(6);
    nsga2.ask(count, batch);
    Costs costs(2);
    for (std::size_t r = 0; r < batch.size(); ++r)
        costs.push_back(std::vector<double>{double(batch[r][0] + batch[r][1] + batch[r][2]),
                                            double(batch[r][3] + batch[r][4] + batch[r][5])},
                        0);
    nsga2.tell(batch, costs);
    return batch;
}

}  // namespace

TEST_CASE("NSGA-II hands out a generation whole and no more, however much is asked") {
    const auto nsga2 = make({{"population", "20", {}}});
    CHECK(step(*nsga2, 1000).size() == 20);
    CHECK(step(*nsga2, 13).size() == 13);
    CHECK(step(*nsga2, 1000).size() == 7);
}

TEST_CASE("without mutation, children are made of their parents' choices") {
    const auto nsga2 =
        make({{"population", "12", {}}, {"mutations", "0", {}}, {"crossover", "one-point", {}}});
    const ArchitectureBatch parents = step(*nsga2, 1000);
    const ArchitectureBatch children = step(*nsga2, 1000);
    std::size_t spliced = 0;
    for (std::size_t c = 0; c < children.size(); ++c) {
        bool found = false;
        for (std::size_t a = 0; a < parents.size(); ++a) {
            for (std::size_t b = 0; b < parents.size(); ++b) {
                for (std::ptrdiff_t cut = 1; cut < 6; ++cut) {
                    found =
                        found ||
                        (std::equal(parents[a].begin(), parents[a].begin() + cut, children[c].begin()) &&
                         std::equal(parents[b].begin() + cut, parents[b].end(), children[c].begin() + cut));
                }
            }
        }
        spliced += found ? 1 : 0;
    }
    // Few are bred by force because their parents' splices are known already.
    CHECK(spliced >= children.size() - 2);
}

TEST_CASE("with many expected mutations children have little of their parents") {
    const auto nsga2 =
        make({{"population", "40", {}}, {"mutations", "6", {}}, {"crossover_probability", "0", {}}});
    const ArchitectureBatch parents = step(*nsga2, 1000);
    const ArchitectureBatch children = step(*nsga2, 1000);
    for (std::size_t c = 0; c < children.size(); ++c) {
        bool differs_everywhere_from_one = false;
        for (std::size_t p = 0; p < parents.size(); ++p) {
            bool differs = true;
            for (std::size_t i = 0; i < 6; ++i)
                differs = differs && children[c][i] != parents[p][i];
            differs_everywhere_from_one = differs_everywhere_from_one || differs;
        }
        CHECK(differs_everywhere_from_one);
    }
}

TEST_CASE("survivors of NSGA-II come nearer to the front from generation to generation") {
    const auto nsga2 = make({});
    const auto mean_cost = [](const ArchitectureBatch& batch) {
        double total = 0;
        for (std::size_t r = 0; r < batch.size(); ++r) {
            for (const Choice choice : batch[r])
                total += choice;
        }
        return total / static_cast<double>(batch.size());
    };
    const double first = mean_cost(step(*nsga2, 1000));
    double last = 0;
    for (int generation = 0; generation < 15; ++generation)
        last = mean_cost(step(*nsga2, 1000));
    CHECK(first > 18);
    CHECK(last < 9);
}

TEST_CASE("where nobody is dominated, NSGA-II spreads to both ends, because the least crowded survive") {
    const auto sum = [](ArchitectureView row) { return std::accumulate(row.begin(), row.end(), 0.0); };
    double extent = 0;
    for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6, 7, 8}) {
        const auto nsga2 = make_optimizer("nsga2", std::vector<std::size_t>(6, 8), 2, {}, seed);
        const auto seen = drive(*nsga2, 6, 600, [&](ArchitectureView row) {
            return Told{{sum(row), -sum(row)}};
        });
        const auto [low, high] = std::minmax_element(
            seen.end() - 100, seen.end(), [&](const auto& a, const auto& b) { return sum(a) < sum(b); });
        extent += (sum(*high) - sum(*low)) / 8;
    }
    // Of 42 at most; a hundred random rows have about 28.
    CHECK(extent > 32);
}
