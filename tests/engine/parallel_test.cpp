#include "engine/parallel.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

using namespace archfront;

TEST_CASE("threads of a loop visit every index once, in ranges no longer than the grain") {
    for (const std::size_t count : {0U, 1U, 7U, 8U, 1000U}) {
        std::vector<int> visits(count);
        std::vector<char> long_range(count);
        parallel_for(count, 7, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                ++visits[i];
                long_range[i] = end - begin > 7;
            }
        });
        CHECK(std::count(visits.begin(), visits.end(), 1) == static_cast<std::ptrdiff_t>(count));
        CHECK(std::count(long_range.begin(), long_range.end(), 1) == 0);
    }
}

TEST_CASE("loops nest, and what the threads wrote is there afterwards") {
    std::vector<std::vector<std::size_t>> table(40, std::vector<std::size_t>(300));
    parallel_for(table.size(), 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t row = first; row < last; ++row) {
            parallel_for(300, 16, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i)
                    table[row][i] = row * i;
            });
        }
    });
    for (std::size_t row = 0; row < table.size(); ++row) {
        for (std::size_t i = 0; i < 300; ++i)
            REQUIRE(table[row][i] == row * i);
    }
}

TEST_CASE("what a thread of a loop throws, the loop throws") {
    const auto loop = [] {
        parallel_for(100, 1, [](std::size_t begin, std::size_t) {
            if (begin == 42) throw std::runtime_error("forty-two");
        });
    };
    CHECK_THROWS_WITH_AS(loop(), "forty-two", std::runtime_error);
}
