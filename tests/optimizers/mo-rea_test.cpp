#include <doctest/doctest.h>

#include <algorithm>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// Two costs that agree: the sum of the choices.
Told total(ArchitectureView a) {
    return {{sum_of(a, 0, a.size()), sum_of(a, 0, a.size())}};
}

/// Whether `child` is 1 change from one of seen[first] ... seen[last - 1].
bool has_parent(const std::vector<Architecture>& seen, std::size_t first, std::size_t last,
                ArchitectureView child) {
    return std::any_of(seen.begin() + std::ptrdiff_t(first), seen.begin() + std::ptrdiff_t(last),
                       [&](const Architecture& parent) { return changes_between(parent, child) == 1; });
}

}  // namespace

TEST_CASE("every child is one change from one of the youngest individuals, and the oldest die") {
    // So large a space that a child is never known already.
    const auto search =
        make_optimizer("mo-rea", std::vector<std::size_t>(30, 200), 2, {{"population", "5", {}}});
    const auto seen = drive(*search, 30, 300, total);
    for (std::size_t r = 5; r < seen.size(); ++r)
        CHECK(has_parent(seen, r - 5, r, seen[r]));
}

TEST_CASE("with a sample of many the parent is the best of the population") {
    const auto search = make_optimizer("mo-rea", std::vector<std::size_t>(30, 200), 2,
                                       {{"population", "6", {}}, {"sample", "400", {}}});
    const auto seen = drive(*search, 30, 60, total);
    for (std::size_t r = 6; r < seen.size(); ++r) {
        const auto best = std::min_element(
            seen.begin() + std::ptrdiff_t(r - 6), seen.begin() + std::ptrdiff_t(r),
            [](const Architecture& a, const Architecture& b) { return total(a).costs < total(b).costs; });
        CHECK(changes_between(*best, seen[r]) == 1);
    }
}

TEST_CASE("with a sample of one the parent is any of the population, and nothing is learnt") {
    const auto search = make_optimizer("mo-rea", std::vector<std::size_t>(30, 200), 2,
                                       {{"population", "20", {}}, {"sample", "1", {}}});
    const auto seen = drive(*search, 30, 400, total);
    double first = 0;
    double last = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        first += total(seen[i]).costs[0];
        last += total(seen[300 + i]).costs[0];
    }
    CHECK(last > 0.8 * first);
}
