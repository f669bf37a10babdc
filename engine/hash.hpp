// A 64-bit hash with specified bits (not for security): run seeds and hash tables must not differ between
// machines or libraries.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace archfront {

/// The finaliser of SplitMix64: a bijection whose every output bit depends on every input bit.
/// Source: Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195 (variant 13 of David Stafford).
inline std::uint64_t mix64(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/// The first n bytes as a little-endian word; apart, because a copy of unknown length is a call.
/// REQUIRES: 0 < n < 8.
inline std::uint64_t short_word(const char* bytes, std::size_t n) {
    if (n >= 4) {
        std::uint32_t low;
        std::uint32_t high;  // overlaps: equal bits fall on equal bits
        std::memcpy(&low, bytes, 4);
        std::memcpy(&high, bytes + n - 4, 4);
        return low | static_cast<std::uint64_t>(high) << (8 * (n - 4));
    }
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    };
    return byte(0) | byte(n / 2) | byte(n - 1);
}

/// Hash of n bytes, little-endian words mixed one after another; equal on every little-endian machine.
inline std::uint64_t hash_bytes(const void* data, std::size_t n, std::uint64_t seed = 0) {
    const char* bytes = static_cast<const char*>(data);
    std::uint64_t state = mix64(mix64(seed) + 0x9e3779b97f4a7c15ULL + n);
    while (n >= 8) {
        std::uint64_t word;
        std::memcpy(&word, bytes, 8);
        state = mix64(state ^ word) + 0x9e3779b97f4a7c15ULL;
        bytes += 8;
        n -= 8;
    }
    if (n > 0) state = mix64(state ^ short_word(bytes, n)) + 0x9e3779b97f4a7c15ULL;
    return mix64(state);
}

inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
    return hash_bytes(text.data(), text.size(), seed);
}

}  // namespace archfront
