#include "optimizers/variation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

TEST_CASE("the other choices of a variable are all but the present one") {
    for (Choice present = 0; present < 4; ++present) {
        std::set<Choice> others;
        for (std::uint64_t other = 0; other < 3; ++other) {
            Choice choice = present;
            change(choice, other);
            others.insert(choice);
        }
        CHECK(others.size() == 3);
        CHECK_FALSE(others.contains(present));
        CHECK(*others.rbegin() < 4);
    }
}

TEST_CASE("a variable with one choice is left alone by mutation") {
    const synthetic::Space space({1, 2});
    RandomGenerator random(1);
    Architecture row = {0, 0};
    mutate_variable(random, space, 0, row);
    CHECK(row == Architecture{0, 0});
    mutate_variable(random, space, 1, row);
    CHECK(row == Architecture{0, 1});
}

TEST_CASE("mutation of a known architecture goes on until it is unknown, and gives up in a spent space") {
    const OptimizerContext context{std::make_shared<const synthetic::Space>(std::vector<std::size_t>{2, 2}),
                                   1, 9, 1, Equivalence::spelling};
    Unseen unseen(context);
    RandomGenerator random(1);
    Architecture row = {0, 0};
    REQUIRE(unseen.take(row));
    for (int i = 0; i < 3; ++i)
        CHECK(mutate_until_unseen(random, *context.space, unseen, row));
    CHECK_FALSE(mutate_until_unseen(random, *context.space, unseen, row));
    CHECK(unseen.proposed().size() == 4);
}

TEST_CASE("a child without mutation takes every choice from its mother or its father") {
    const OptimizerContext context{std::make_shared<const synthetic::Space>(std::vector<std::size_t>(8, 5)),
                                   1, 9, 1, Equivalence::spelling};
    for (const auto* crossover : {"uniform", "one-point"}) {
        CAPTURE(crossover);
        Unseen unseen(context);
        RandomGenerator random(3);
        const Variation variation(*context.space, {crossover, 1.0, 0.0});
        const Architecture mother(8, 1);
        const Architecture father(8, 3);
        Architecture child(8);
        const auto parents = [&] { return std::pair{ArchitectureView(mother), ArchitectureView(father)}; };
        std::size_t from_mother = 0;
        for (int i = 0; i < 5; ++i) {
            REQUIRE(variation.breed(random, unseen, parents, child));
            const auto ones = std::count(child.begin(), child.end(), 1);
            CHECK(ones + std::count(child.begin(), child.end(), 3) == 8);
            from_mother += static_cast<std::size_t>(ones);
        }
        CHECK(from_mother > 0);
        CHECK(from_mother < 40);
    }
}
