#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// A line of trade-offs, the second cost a million times the first.
Told line(ArchitectureView a) {
    const double waste = sum_of(a, 3, 6);
    return {{sum_of(a, 0, 3) + waste, 1e6 * (21 - sum_of(a, 0, 3) + waste)}};
}

/// How many of the 22 trade-offs of the line are among the architectures.
std::size_t trade_offs(const std::vector<Architecture>& seen) {
    std::set<double> found;
    for (const Architecture& a : seen) {
        if (sum_of(a, 3, 6) == 0) found.insert(sum_of(a, 0, 3));
    }
    return found.size();
}

}  // namespace

TEST_CASE("MOEA/D finds the whole front when costs differ by six orders of magnitude") {
    for (const auto* scalarisation : {"tchebycheff", "pbi"}) {
        CAPTURE(scalarisation);
        const auto moead = make_optimizer("moead", {8, 8, 8, 8, 8, 8}, 2,
                                          {{"population", "22", {}}, {"scalarisation", scalarisation, {}}});
        const auto seen = drive(*moead, 6, 2500, line);
        CHECK(trade_offs(seen) >= 18);
    }
}

TEST_CASE("MOEA/D asks for its first incumbents together and then for one child at a time") {
    const auto moead = make_optimizer("moead", {8, 8, 8}, 3, {{"population", "16", {}}});
    ArchitectureBatch batch(3);
    for (const std::size_t expected : {15, 1, 1}) {
        moead->ask(1000, batch);
        CHECK(batch.size() == expected);
        Costs costs(3);
        for (std::size_t r = 0; r < batch.size(); ++r)
            costs.push_back(std::vector<double>(batch[r].begin(), batch[r].end()), 0);
        moead->tell(batch, costs);
    }
}

TEST_CASE("MOEA/D with a single objective descends to its optimum") {
    const auto moead = make_optimizer("moead", {8, 8, 8, 8, 8, 8}, 1,
                                      {{"population", "1", {}}, {"crossover_probability", "0", {}}});
    const auto seen = drive(*moead, 6, 400, [](ArchitectureView a) { return Told{{sum_of(a, 0, 6)}}; });
    CHECK(std::find(seen.begin(), seen.end(), Architecture(6, 0)) != seen.end());
}
