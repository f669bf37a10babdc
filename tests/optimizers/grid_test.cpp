#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

std::vector<Architecture> walk(const std::vector<std::size_t>& cardinalities, std::size_t count,
                               std::uint64_t seed) {
    const auto grid = make_optimizer("grid", cardinalities, 1, {}, seed);
    return drive(*grid, cardinalities.size(), count, [](ArchitectureView) { return Told{{0.0}}; });
}

}  // namespace

TEST_CASE("grid search gives every architecture once, whatever the cardinalities") {
    for (const std::vector<std::size_t>& cardinalities :
         {std::vector<std::size_t>{6, 10, 15}, {1, 1}, {256}, {2, 2, 2, 2, 2}, {1, 7, 1, 49}, {5, 5, 5, 5}}) {
        std::size_t size = 1;
        for (const std::size_t cardinality : cardinalities)
            size *= cardinality;
        for (const std::uint64_t seed : {1, 2, 3}) {
            const auto seen = walk(cardinalities, size + 1, seed);
            CHECK(seen.size() == size);
            CHECK(count_distinct(seen) == size);
        }
    }
}

TEST_CASE("every beginning of a grid search takes the choices of each variable about equally often") {
    // 5^40 architectures, far more than 2^64. At random, the rarest and the commonest choice of 40 variables are 6
    // and 36 or so apart from each other after 100.
    const auto seen = walk(std::vector<std::size_t>(40, 5), 1000, 1);
    REQUIRE(count_distinct(seen) == 1000);
    std::size_t uneven = 0;
    for (const std::size_t count : {100, 300, 1000}) {
        for (std::size_t v = 0; v < 40; ++v) {
            std::vector<double> counts(5);
            for (std::size_t r = 0; r < count; ++r)
                ++counts[seen[r][v]];
            const auto [low, high] = std::minmax_element(counts.begin(), counts.end());
            const double expected = static_cast<double>(count) / 5;
            uneven += *low < 0.7 * expected || *high > 1.3 * expected ? 1 : 0;
        }
    }
    CHECK(uneven <= 12);
}

TEST_CASE("grid search differs from seed to seed") {
    CHECK(walk({5, 5, 5}, 20, 1) != walk({5, 5, 5}, 20, 2));
}
