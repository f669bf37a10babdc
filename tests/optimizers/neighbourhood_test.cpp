#include "optimizers/neighbourhood.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

const synthetic::Space space({3, 1, 4});
const Architecture row = {2, 0, 1};

/// Their ordinals, which are different for different rows.
std::set<std::uint64_t> distinct(const ArchitectureBatch& batch) {
    std::set<std::uint64_t> rows;
    for (std::size_t r = 0; r < batch.size(); ++r)
        rows.insert(space.ordinal(batch[r]));
    return rows;
}

std::set<std::uint64_t> all_neighbours() {
    std::set<std::uint64_t> rows;
    for (const Architecture& neighbour : {Architecture{0, 0, 1}, {1, 0, 1}, {2, 0, 0}, {2, 0, 2}, {2, 0, 3}})
        rows.insert(space.ordinal(neighbour));
    return rows;
}

}  // namespace

TEST_CASE("the neighbours one change away are all others that differ in one variable, once each") {
    RandomGenerator random(1);
    ArchitectureBatch batch(3);
    Neighbourhood(space).append_one_change(random, row, batch);
    CHECK(batch.size() == 5);
    CHECK(distinct(batch) == all_neighbours());
}

TEST_CASE("where there are more neighbours than wanted, so many random ones are appended") {
    RandomGenerator random(1);
    ArchitectureBatch batch(3);
    const Neighbourhood neighbourhood(space, 3);
    std::set<std::uint64_t> found;
    for (int i = 0; i < 100; ++i) {
        batch.clear();
        neighbourhood.append_one_change(random, row, batch);
        CHECK(batch.size() == 3);
        found.merge(distinct(batch));
    }
    // The variable with one choice stays as it is.
    auto expected = all_neighbours();
    expected.insert(space.ordinal(row));
    CHECK(found == expected);
}

TEST_CASE("neighbours two changes away are appended behind what is there, and reach all of them") {
    RandomGenerator random(1);
    ArchitectureBatch batch(3);
    batch.push_back(Architecture{0, 0, 0});
    for (int i = 0; i < 100; ++i)
        Neighbourhood(space).append_two_changes(random, row, batch);
    CHECK(batch.size() == 501);
    CHECK(std::equal(batch[0].begin(), batch[0].end(), Architecture{0, 0, 0}.begin()));
    // All 3 * 4 architectures are within two changes.
    CHECK(distinct(batch).size() == 12);
}
