#include <doctest/doctest.h>

#include <algorithm>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// The last variable has no effect on the costs, and the first two trade off.
Told idle_last(ArchitectureView a) {
    return {{sum_of(a, 0, 1) + sum_of(a, 2, 4), sum_of(a, 1, 2) - sum_of(a, 0, 1) + sum_of(a, 2, 4)}};
}

}  // namespace

TEST_CASE("HW-GPT-Bench's local search changes one variable of a member of the archive, ties included") {
    const auto search = make_optimizer("hwgpt-local-search", {9, 9, 9, 9, 9}, 2, {});
    const auto seen = drive(*search, 5, 80, idle_last);
    CHECK(count_distinct(seen) == 80);
    for (std::size_t r = 1; r < seen.size(); ++r) {
        bool justified = false;
        for (std::size_t member = 0; member < r; ++member) {
            const auto m = idle_last(seen[member]).costs;
            const bool dominated =
                std::any_of(seen.begin(), seen.begin() + std::ptrdiff_t(r), [&](const Architecture& other) {
                    const auto o = idle_last(other).costs;
                    return o[0] <= m[0] && o[1] <= m[1] && o != m;
                });
            justified = justified || (!dominated && changes_between(seen[member], seen[r]) == 1);
        }
        CHECK(justified);
    }
}

TEST_CASE("architectures of equal costs do not remove each other from the archive") {
    // All costs are equal, so all members stay: the search spreads from its start instead of starting anew.
    const auto search = make_optimizer("hwgpt-local-search", std::vector<std::size_t>(12, 4), 2, {});
    const auto seen = drive(*search, 12, 60, [](ArchitectureView) { return Told{{1, 1}}; });
    for (std::size_t r = 1; r < seen.size(); ++r) {
        const bool near =
            std::any_of(seen.begin(), seen.begin() + std::ptrdiff_t(r),
                        [&](const Architecture& a) { return changes_between(a, seen[r]) == 1; });
        CHECK(near);
    }
}
