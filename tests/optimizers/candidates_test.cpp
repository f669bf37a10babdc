#include "optimizers/candidates.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

OptimizerContext context_on(const std::vector<std::size_t>& cardinalities, bool idle_last = false) {
    return {std::make_shared<const synthetic::Space>(cardinalities, idle_last), 2, 100, 1,
            Equivalence::spelling};
}

std::vector<Architecture> rows(const ArchitectureBatch& batch) {
    std::vector<Architecture> rows;
    for (std::size_t r = 0; r < batch.size(); ++r)
        rows.emplace_back(batch[r].begin(), batch[r].end());
    return rows;
}

}  // namespace

TEST_CASE("the candidates of a small space are all that is unknown, each network once") {
    const OptimizerContext context = context_on({3, 3, 2}, true);
    Unseen unseen(context);
    RandomGenerator random(1);
    Architecture row(3);
    for (int i = 0; i < 4; ++i)
        REQUIRE(unseen.draw(random, row));
    const auto candidates = rows(unknown_candidates(context, {}, unseen, {}, random));
    CHECK(candidates.size() == 11);  // of 15 networks
    CHECK(count_distinct(candidates) == 11);
    for (const Architecture& candidate : candidates)
        CHECK_FALSE(unseen.proposed().contains(candidate));
}

TEST_CASE("the candidates of a large space are a random sample and neighbours of the incumbents") {
    const OptimizerContext context = context_on(std::vector<std::size_t>(20, 4));
    Unseen unseen(context);
    RandomGenerator random(1);
    Architecture row(20);
    for (int i = 0; i < 10; ++i)
        REQUIRE(unseen.draw(random, row));
    const std::vector<std::size_t> incumbents = {2, 7};
    const auto candidates =
        rows(unknown_candidates(context, {.enumerated = 65'536, .sample = 30}, unseen, incumbents, random));
    std::size_t neighbours = 0;
    for (const Architecture& candidate : candidates) {
        for (const std::size_t incumbent : incumbents)
            neighbours += changes_between(candidate, unseen.proposed()[incumbent]) == 1 ? 1 : 0;
    }
    CHECK(count_distinct(candidates) == candidates.size());
    CHECK(candidates.size() <= 60);
    CHECK(neighbours == candidates.size() - 30);
    CHECK(neighbours > 15);
    CHECK(unknown_candidates(context, {.enumerated = 65'536, .sample = 30}, unseen, {}, random).size() == 30);
}
