#include "optimizers/unseen.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

OptimizerContext context_of(const std::vector<std::size_t>& cardinalities, bool idle_last = false,
                            Equivalence equivalence = Equivalence::spelling) {
    return {std::make_shared<const synthetic::Space>(cardinalities, idle_last), 1, 10, 1, equivalence};
}

}  // namespace

TEST_CASE("an architecture is unseen once, in whatever spelling it comes") {
    const auto context = context_of({2, 2, 3}, true);
    Unseen unseen(context);
    Architecture row = {0, 1, 2};
    CHECK(unseen.take(row));
    CHECK(row == Architecture{0, 1, 0});
    row = {0, 1, 1};
    CHECK_FALSE(unseen.take(row));
    CHECK(unseen.proposed().size() == 1);
}

TEST_CASE("unknown candidates are those not taken in any spelling, as their representatives") {
    const auto context = context_of({2, 2, 3}, true);
    Unseen unseen(context);
    Architecture known = {0, 1, 0};
    unseen.take(known);
    ArchitectureBatch candidates(3);
    for (const Architecture& row : {Architecture{0, 1, 2}, {1, 1, 2}, {0, 0, 1}, {1, 1, 2}})
        candidates.push_back(row);
    const ArchitectureBatch unknown = unseen.unknown(candidates);
    REQUIRE(unknown.size() == 3);
    CHECK(unknown[0][2] == 2);
    CHECK(std::equal(unknown[1].begin(), unknown[1].end(), Architecture{0, 0, 0}.begin()));
    CHECK(unknown[2][2] == 2);
    CHECK(unseen.proposed().size() == 1);
}

TEST_CASE("drawing gives every architecture of a space once, then nothing") {
    for (const auto& [equivalence, networks] :
         {std::pair{Equivalence::spelling, 4096}, std::pair{Equivalence::isomorphism, 2304}}) {
        const auto context = context_of({8, 8, 8, 8}, false, equivalence);
        Unseen unseen(context);
        RandomGenerator random(1);
        Architecture row(4);
        for (int i = 0; i < networks; ++i)
            REQUIRE(unseen.draw(random, row));
        CHECK_FALSE(unseen.draw(random, row));
        CHECK_FALSE(unseen.draw(random, row));
        CHECK(unseen.proposed().size() == static_cast<std::size_t>(networks));
    }
}

TEST_CASE("drawing is uniform over what is unseen") {
    const auto context = context_of({4});
    std::array<int, 4> counts{};
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        Unseen unseen(context);
        RandomGenerator random(seed);
        Architecture row = {2};
        unseen.take(row);
        unseen.draw(random, row);
        ++counts[row[0]];
    }
    CHECK(counts[2] == 0);
    // Binomial(3000, 1/3) has a standard deviation of 26.
    for (const std::size_t choice : {0, 1, 3})
        CHECK(std::abs(counts[choice] - 1000) < 130);
}

TEST_CASE("a saved memory of proposals is refused in a space that lacks them") {
    const auto large = context_of({9, 9});
    Unseen unseen(large);
    Architecture row = {8, 0};
    unseen.take(row);
    StateWriter writer;
    unseen.save(writer);
    const std::string state = writer.finish();
    const auto small = context_of({3, 3});
    Unseen other(small);
    StateReader reader(state);
    CHECK_THROWS_AS(other.load(reader), UserError);
}
