#include <doctest/doctest.h>

#include <algorithm>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// A linear front: each variable moves from the first cost to the second, but for choice 3, which is bad.
Told trade_off(ArchitectureView a) {
    Told told{{0, 0}};
    for (const Choice choice : a) {
        told.costs[0] += choice;
        told.costs[1] += choice == 3 ? 3 : 2 - choice;
    }
    return told;
}

std::vector<Architecture> seen_with(const std::vector<OptionAssignment>& options, double unit = 1) {
    const auto search = make_optimizer("ehvi", std::vector<std::size_t>(8, 4), 2, options);
    return drive(*search, 8, 80, [&](ArchitectureView a) {
        Told told = trade_off(a);
        told.costs[1] *= unit;
        return told;
    });
}

}  // namespace

TEST_CASE("EHVI finds both ends of a front, each one of 65,536, within 80 evaluations") {
    const auto seen = seen_with({});
    CHECK(std::find(seen.begin(), seen.end(), Architecture(8, 0)) != seen.end());
    CHECK(std::find(seen.begin(), seen.end(), Architecture(8, 2)) != seen.end());
}

TEST_CASE("EHVI does not propose a batch of what is alike: each counts on those before") {
    const auto seen = seen_with({{"batch", "20", {}}});
    std::vector<double> firsts;
    for (std::size_t r = 60; r < 80; ++r)
        firsts.push_back(trade_off(seen[r]).costs[0]);
    std::sort(firsts.begin(), firsts.end());
    firsts.erase(std::unique(firsts.begin(), firsts.end()), firsts.end());
    CHECK(firsts.size() >= 6);
}

TEST_CASE("what EHVI proposes does not depend on the units of the costs") {
    CHECK(seen_with({}, 1) == seen_with({}, 1024));
}
