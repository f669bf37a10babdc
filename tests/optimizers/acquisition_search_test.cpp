#include "optimizers/acquisition_search.hpp"

#include <doctest/doctest.h>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// Higher for larger choices; the second number decides between those of equal sums.
std::vector<Promise> large_choices(ArchitectureBatchView candidates) {
    std::vector<Promise> promises;
    for (std::size_t r = 0; r < candidates.size(); ++r)
        promises.emplace_back(sum_of(candidates[r], 0, candidates.width()), candidates[r][0]);
    return promises;
}

OptimizerContext context_of(const std::vector<std::size_t>& cardinalities) {
    return {std::make_shared<const synthetic::Space>(cardinalities), 1, 10, 1, Equivalence::spelling};
}

}  // namespace

TEST_CASE("the search climbs to the top of a hill that it can see the way up to") {
    const auto context = context_of(std::vector<std::size_t>(10, 4));
    const Unseen unseen(context);
    RandomGenerator random(1);
    Architecture best;
    const Architecture start(10, 0);
    CHECK(AcquisitionSearch(*context.space)
              .maximise(random, unseen, ArchitectureBatchView(start), large_choices, best));
    CHECK(best == Architecture(10, 3));
}

TEST_CASE("the search finds the best of what is unknown, by the second number between equals") {
    const auto context = context_of({3, 3});
    Unseen unseen(context);
    Architecture known = {2, 2};
    unseen.take(known);
    RandomGenerator random(1);
    Architecture best;
    CHECK(AcquisitionSearch(*context.space)
              .maximise(random, unseen, ArchitectureBatchView(known), large_choices, best));
    CHECK(best == Architecture{2, 1});
}

TEST_CASE("the search says so when everything near is known") {
    const auto context = context_of({2, 2});
    Unseen unseen(context);
    RandomGenerator random(1);
    Architecture row(2);
    while (unseen.draw(random, row)) {
    }
    Architecture best;
    CHECK_FALSE(AcquisitionSearch(*context.space)
                    .maximise(random, unseen, ArchitectureBatchView(row), large_choices, best));
}
