#include <doctest/doctest.h>

#include <algorithm>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// Choices 0 and 2 of each variable are the ends of a front and choice 1 is its knee; choice 3 is bad.
Told knee(ArchitectureView a) {
    constexpr double first[] = {0, 1, 3, 3};
    constexpr double second[] = {3, 1, 0, 3};
    Told told{{0, 0}};
    for (const Choice choice : a) {
        told.costs[0] += first[choice];
        told.costs[1] += second[choice];
    }
    return told;
}

/// The lowest first cost and the lowest sum of costs that a run meets in 16 variables, means over seeds.
std::pair<double, double> lowest(const char* name) {
    constexpr int seeds = 8;
    std::pair<double, double> mean;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto search = make_optimizer(name, std::vector<std::size_t>(16, 4), 2, {}, seed);
        std::pair<double, double> least = {48, 96};
        drive(*search, 16, 100, [&](ArchitectureView a) {
            const Told told = knee(a);
            least.first = std::min(least.first, told.costs[0]);
            least.second = std::min(least.second, told.costs[0] + told.costs[1]);
            return told;
        });
        mean.first += least.first / seeds;
        mean.second += least.second / seeds;
    }
    return mean;
}

}  // namespace

TEST_CASE("LSBO finds the lowest sum of costs, one of 65,536, within 120 evaluations") {
    const auto search = make_optimizer("lsbo", std::vector<std::size_t>(8, 4), 2, {});
    const auto seen = drive(*search, 8, 120, knee);
    CHECK(std::find(seen.begin(), seen.end(), Architecture(8, 1)) != seen.end());
}

TEST_CASE(
    "LSBO comes nearer to the lowest sum of costs than ParEGO, and less near to the ends of the front") {
    const auto [lsbo_end, lsbo_sum] = lowest("lsbo");
    const auto [parego_end, parego_sum] = lowest("parego");
    CHECK(lsbo_sum < 33.5);
    CHECK(lsbo_sum < parego_sum - 2);
    CHECK(lsbo_end > parego_end + 5);
}
