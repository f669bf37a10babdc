#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "engine/random.hpp"

using namespace archfront;

TEST_CASE("the SplitMix64 finaliser gives the published sequence for seed 1234567") {
    // The first outputs of splitmix64.c (Vigna, public domain) as Rosetta Code and many ports list them.
    const std::vector<std::uint64_t> published = {6457827717110365317ULL, 3203168211198807973ULL,
                                                  9817491932198370423ULL, 4593380528125082431ULL,
                                                  16408922859458223821ULL};
    std::uint64_t state = 1234567;
    for (const std::uint64_t value : published)
        CHECK(mix64(state += 0x9e3779b97f4a7c15ULL) == value);
}

TEST_CASE("xoshiro256** gives the published sequence from state 1, 2, 3, 4") {
    // First outputs of xoshiro256starstar.c (Blackman and Vigna, public domain), as ports of it test them.
    const std::vector<std::uint64_t> published = {11520ULL,
                                                  0ULL,
                                                  1509978240ULL,
                                                  1215971899390074240ULL,
                                                  1216172134540287360ULL,
                                                  607988272756665600ULL,
                                                  16172922978634559625ULL,
                                                  8476171486693032832ULL,
                                                  10595114339597558777ULL,
                                                  2904607092377533576ULL};
    RandomGenerator random(0);
    random.set_state({1, 2, 3, 4});
    for (const std::uint64_t value : published)
        CHECK(random.next() == value);
}

TEST_CASE("a seed becomes four words of SplitMix64") {
    std::uint64_t splitmix = 42;
    RandomGenerator::State expected;
    for (std::uint64_t& word : expected)
        word = mix64(splitmix += 0x9e3779b97f4a7c15ULL);
    CHECK(RandomGenerator(42).state() == expected);
}

TEST_CASE("a generator goes on from a restored state") {
    RandomGenerator random(7);
    random.next();
    const RandomGenerator::State state = random.state();
    const std::uint64_t next = random.next();
    RandomGenerator other(8);
    other.set_state(state);
    CHECK(other.next() == next);
}

TEST_CASE("numbers below n are uniform") {
    RandomGenerator random(1);
    std::vector<double> counts(7);
    constexpr double draws = 70'000;
    for (int i = 0; i < draws; ++i)
        ++counts[random.below(counts.size())];
    double chi_squared = 0;
    for (const double count : counts)
        chi_squared += (count - draws / 7) * (count - draws / 7) / (draws / 7);
    CHECK(chi_squared < 22.46);  // 6 degrees of freedom, 0.001
}

TEST_CASE("numbers below the largest n reach both halves and stay below") {
    constexpr std::uint64_t n = (1ULL << 63) + 1;  // rejects almost every second draw
    RandomGenerator random(1);
    int upper = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t value = random.below(n);
        CHECK(value < n);
        upper += value >= n / 2 ? 1 : 0;
    }
    CHECK(upper > 400);
    CHECK(upper < 600);
}

TEST_CASE("below one there is only zero") {
    RandomGenerator random(3);
    for (int i = 0; i < 10; ++i)
        CHECK(random.below(1) == 0);
}

TEST_CASE("uniform numbers are the upper 53 bits of the generator's") {
    RandomGenerator random(5);
    RandomGenerator twin(5);
    for (int i = 0; i < 1000; ++i) {
        const double value = random.uniform();
        CHECK(value == static_cast<double>(twin.next() / 2048) / 9007199254740992.0);
        CHECK(value < 1);
    }
}

TEST_CASE("probability zero is never and one is always") {
    RandomGenerator random(9);
    for (int i = 0; i < 1000; ++i) {
        CHECK_FALSE(random.bernoulli(0));
        CHECK(random.bernoulli(1));
    }
}

TEST_CASE("a shuffle permutes and reaches every order") {
    RandomGenerator random(11);
    std::set<std::vector<int>> orders;
    for (int i = 0; i < 1000; ++i) {
        std::vector<int> items = {0, 1, 2, 3};
        random.shuffle(std::span(items));
        orders.insert(items);
        std::sort(items.begin(), items.end());
        REQUIRE(items == std::vector<int>{0, 1, 2, 3});
    }
    CHECK(orders.size() == 24);
}
