// The one source of randomness. Generator and distributions are written out, because the standard library's
// distributions give different numbers on different implementations.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "engine/error.hpp"
#include "engine/hash.hpp"

namespace archfront {

/// xoshiro256**, seeded through SplitMix64. Source: Blackman and Vigna 2021, doi:10.1145/3460772.
class RandomGenerator {
  public:
    using State = std::array<std::uint64_t, 4>;

    explicit RandomGenerator(std::uint64_t seed) {
        for (std::uint64_t& word : state_)
            word = mix64(seed += 0x9e3779b97f4a7c15ULL);
    }

    std::uint64_t next() {
        const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate_left(state_[3], 45);
        return result;
    }

    /// Uniform in 0 ... n - 1, without bias. REQUIRES: n > 0.
    /// Source: Lemire 2019, doi:10.1145/3230636.
    std::uint64_t below(std::uint64_t n) {
        ARCHFRONT_ASSERT(n > 0, "a number below zero was asked for");
        __extension__ using Wide = unsigned __int128;
        Wide product = static_cast<Wide>(next()) * n;
        if (static_cast<std::uint64_t>(product) < n) {
            const std::uint64_t threshold = (0 - n) % n;
            while (static_cast<std::uint64_t>(product) < threshold)
                product = static_cast<Wide>(next()) * n;
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

    /// True with the given probability; 0 is never, 1 is always.
    bool bernoulli(double probability) { return uniform() < probability; }

    /// Fisher-Yates.
    template <class T>
    void shuffle(std::span<T> items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[below(i)]);
    }

    const State& state() const { return state_; }
    void set_state(const State& state) { state_ = state; }

  private:
    static std::uint64_t rotate_left(std::uint64_t x, int bits) { return (x << bits) | (x >> (64 - bits)); }

    State state_;
};

}  // namespace archfront
