#include <doctest/doctest.h>

#include <bit>
#include <set>
#include <string>
#include <vector>

#include "engine/hash.hpp"

using namespace archfront;

TEST_CASE("a hash depends on every bit of its input, on its length and on its seed") {
    for (const std::size_t size : {1U, 7U, 8U, 9U, 16U, 23U}) {
        const std::string bytes(size, '\0');
        std::set<std::uint64_t> seen = {hash_text(bytes), hash_text(bytes, 1), hash_text(bytes + '\0')};
        CHECK(seen.size() == 3);
        for (std::size_t bit = 0; bit < 8 * size; ++bit) {
            std::string flipped = bytes;
            flipped[bit / 8] = static_cast<char>(1 << (bit % 8));
            CHECK(seen.insert(hash_text(flipped)).second);
        }
    }
}

TEST_CASE("the hash of fixed bytes never changes, because it stands in files and seeds") {
    CHECK(hash_text("") == mix64(mix64(0x9e3779b97f4a7c15ULL)));
    // One word: "abcdefgh" as a little-endian number.
    const std::uint64_t word = 0x6867666564636261ULL;
    CHECK(hash_text("abcdefgh") ==
          mix64(mix64(mix64(0x9e3779b97f4a7c15ULL + 8) ^ word) + 0x9e3779b97f4a7c15ULL));
}

TEST_CASE("flipping one bit of the input flips about half of the hash") {
    int flipped = 0;
    for (int bit = 0; bit < 64; ++bit)
        flipped += std::popcount(mix64(12345) ^ mix64(12345 ^ (1ULL << bit)));
    CHECK(flipped > 64 * 28);
    CHECK(flipped < 64 * 36);
}
