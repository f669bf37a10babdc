#include <doctest/doctest.h>

#include <algorithm>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// The sums of the first two and of the last two of four choices: nothing conflicts, one optimum.
Told sums(ArchitectureView a) {
    return {{sum_of(a, 0, 2), sum_of(a, 2, 4)}};
}

/// The first two choices are wanted low and high: a front of 25 architectures, ties and all.
Told conflict(ArchitectureView a) {
    return {{sum_of(a, 0, 3), sum_of(a, 3, 4) - sum_of(a, 0, 2)}};
}

/// Low where all choices are 0, and everywhere else lower the more there are of 4: a trap for local search.
Told trap(ArchitectureView a) {
    const double total = sum_of(a, 0, a.size());
    return {{total == 0 ? -100 : -total}};
}

}  // namespace

TEST_CASE("a whole neighbourhood is 1 change from its member, complete, and explored before the next") {
    const auto search =
        make_optimizer("local-search", {5, 5, 5, 5}, 2, {{"starts", "1", {}}, {"neighbours", "1000", {}}});
    const auto seen = drive(*search, 4, 17, sums);
    // 4 variables have 4 other choices each.
    for (std::size_t r = 1; r < 17; ++r)
        CHECK(changes_between(seen[r], seen[0]) == 1);
    CHECK(count_distinct(seen) == 17);
}

TEST_CASE("every proposal after the starts is a neighbour of something that nothing earlier dominates") {
    const auto search = make_optimizer("local-search", {5, 5, 5, 5}, 2, {{"starts", "3", {}}});
    const auto seen = drive(*search, 4, 60, conflict);
    for (std::size_t r = 3; r < seen.size(); ++r) {
        bool justified = false;
        for (std::size_t member = 0; member < r; ++member) {
            const auto m = conflict(seen[member]).costs;
            const bool dominated =
                std::any_of(seen.begin(), seen.begin() + std::ptrdiff_t(r), [&](auto& other) {
                    const auto o = conflict(other).costs;
                    return o[0] <= m[0] && o[1] <= m[1] && o != m;
                });
            justified = justified || (!dominated && changes_between(seen[member], seen[r]) == 1);
        }
        CHECK(justified);
    }
}

TEST_CASE("a local optimum is left by a restart, which searches on from where it begins") {
    const auto search = make_optimizer("local-search", {5, 5, 5, 5, 5, 5}, 1, {{"starts", "1", {}}});
    const auto seen = drive(*search, 6, 2000, trap);
    const Architecture optimum(6, 0);
    const Architecture local(6, 4);
    REQUIRE(std::find(seen.begin(), seen.end(), local) != seen.end());
    // The neighbourhood of the local optimum is known, so what follows is far from it sooner or later.
    const auto far = std::find_if(std::find(seen.begin(), seen.end(), local), seen.end(),
                                  [&](const Architecture& a) { return changes_between(a, local) > 2; });
    REQUIRE(far + 1 < seen.end());
    CHECK(changes_between(far[0], far[1]) == 1);
    CHECK(count_distinct(seen) == 2000);
}

TEST_CASE("while nothing is feasible local search descends on the violation") {
    const auto infeasible = [](ArchitectureView a) { return Told{{0.0, 0.0}, sum_of(a, 0, 6)}; };
    const auto search = make_optimizer("local-search", {5, 5, 5, 5, 5, 5}, 2, {});
    const auto seen = drive(*search, 6, 150, infeasible);
    // Random search would need 15,625 / 2 evaluations on average.
    CHECK(std::find(seen.begin(), seen.end(), Architecture(6, 0)) != seen.end());
}
