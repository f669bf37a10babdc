#include "objectives/forest_slice_kernel.hpp"

#include <cstring>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace archfront {
namespace {

template <std::size_t Bytes>
using Floats __attribute__((vector_size(Bytes))) = float;
template <std::size_t Bytes>
using Bits __attribute__((vector_size(Bytes))) = std::uint32_t;

template <class Lanes, class Number>
[[gnu::always_inline]] inline void load(const Number* from, Lanes& lanes) {
    std::memcpy(&lanes, from, sizeof lanes);
}

template <std::size_t Bytes>
[[gnu::always_inline]] inline void test_cuts(const float* column, std::size_t steps,
                                             std::span<const float> thresholds, std::uint32_t* bits) {
    constexpr std::size_t width = Bytes / sizeof(float);
    for (const float threshold : thresholds) {
        Bits<Bytes> not_below{};
        for (std::size_t s = 0; s < steps; ++s) {
            Floats<Bytes> x;
            load(column + s * width, x);
            not_below |= ~(Bits<Bytes>)(x < threshold) & (std::uint32_t{1} << s);
        }
        std::memcpy(bits, &not_below, sizeof not_below);
        bits += width;
    }
}

/// Of the 2^Levels cuts below a node, the bits of the one that each row gets to. taken: the way from the node on.
template <std::size_t Levels, std::size_t Bytes>
[[gnu::always_inline]] inline void choose(const std::uint16_t* cuts, const std::uint32_t* bits,
                                          const Bits<Bytes>* taken, Bits<Bytes>& chosen) {
    if constexpr (Levels == 0) {
        load(bits + *cuts * (Bytes / sizeof(std::uint32_t)), chosen);
    } else {
        Bits<Bytes> left, right;
        choose<Levels - 1, Bytes>(cuts, bits, taken + 1, left);
        choose<Levels - 1, Bytes>(cuts + (std::size_t{1} << (Levels - 1)), bits, taken + 1, right);
        chosen = left ^ ((left ^ right) & taken[0]);
    }
}

/// taken[l]: 1 where the row goes right at level l.
template <std::size_t Bytes, std::size_t... Level>
[[gnu::always_inline]] inline void descend(const CompleteTree& tree, const std::uint32_t* bits,
                                           Bits<Bytes>* taken, std::index_sequence<Level...>) {
    (choose<Level, Bytes>(tree.cuts + (std::size_t{1} << Level) - 1, bits, taken, taken[Level]), ...);
}

/// The numbers of the leaves that four steps' rows get to: bytes of `numbers` are the steps s, s + 8, s + 16, s + 24.
template <std::size_t Levels, std::size_t Bytes>
[[gnu::always_inline]] inline void number_leaves(const Bits<Bytes>* taken, std::size_t s,
                                                 Bits<Bytes>& numbers) {
    numbers = Bits<Bytes>{};
#pragma GCC unroll 8
    for (std::size_t l = 0; l < Levels; ++l) {
        const std::size_t place = Levels - 1 - l;
        const Bits<Bytes> moved = s >= place ? taken[l] >> (s - place) : taken[l] << (place - s);
        numbers |= moved & (std::uint32_t{0x01010101} << place);
    }
}

template <std::size_t Levels>
void add_tree_baseline(const CompleteTree& tree, const std::uint32_t* bits, std::size_t steps, float* sums) {
    constexpr std::size_t bytes = 16, width = 4;
    Bits<bytes> taken[Levels];
    descend<bytes>(tree, bits, taken, std::make_index_sequence<Levels>());
#pragma GCC unroll 8
    for (std::size_t s = 0; s < 8; ++s) {
        if (s >= steps) break;
        Bits<bytes> numbers;
        number_leaves<Levels, bytes>(taken, s, numbers);
        for (std::size_t step = s; step < steps; step += 8) {
            for (std::size_t i = 0; i < width; ++i)
                sums[step * width + i] += tree.leaves[numbers[i] & 255U];
            numbers >>= 8;
        }
    }
}

#if defined(__x86_64__)

/// leaves[the low Levels bits of each number].
template <std::size_t Levels>
[[gnu::target("avx2"), gnu::always_inline]] inline __m256 look_up(const float* leaves, __m256i numbers) {
    if constexpr (Levels <= 3) {
        return _mm256_permutevar8x32_ps(_mm256_loadu_ps(leaves), numbers);
    } else {
        const __m256 left = look_up<Levels - 1>(leaves, numbers);
        const __m256 right = look_up<Levels - 1>(leaves + (std::size_t{1} << (Levels - 1)), numbers);
        // Chosen by the sign bit.
        return _mm256_blendv_ps(left, right, _mm256_castsi256_ps(_mm256_slli_epi32(numbers, 32 - Levels)));
    }
}

template <std::size_t Levels>
[[gnu::target("avx2")]] void add_tree_avx2(const CompleteTree& tree, const std::uint32_t* bits,
                                           std::size_t steps, float* sums) {
    constexpr std::size_t bytes = 32, width = 8;
    Bits<bytes> taken[Levels];
    descend<bytes>(tree, bits, taken, std::make_index_sequence<Levels>());
#pragma GCC unroll 8
    for (std::size_t s = 0; s < 8; ++s) {
        if (s >= steps) break;
        Bits<bytes> numbers;
        number_leaves<Levels, bytes>(taken, s, numbers);
        for (std::size_t step = s; step < steps; step += 8) {
            float* sum = sums + step * width;
            _mm256_storeu_ps(
                sum, _mm256_add_ps(_mm256_loadu_ps(sum), look_up<Levels>(tree.leaves, (__m256i)numbers)));
            numbers >>= 8;
        }
    }
}

/// leaves[the low Levels bits of each number].
template <std::size_t Levels>
[[gnu::target("avx512f"), gnu::always_inline]] inline __m512 look_up(const float* leaves, __m512i numbers) {
    if constexpr (Levels <= 4) {
        // Without a mask, GCC 12 warns of an operand that is left uninitialised on purpose.
        return _mm512_maskz_permutexvar_ps(0xffff, numbers, _mm512_loadu_ps(leaves));
    } else if constexpr (Levels == 5) {
        return _mm512_permutex2var_ps(_mm512_loadu_ps(leaves), numbers, _mm512_loadu_ps(leaves + 16));
    } else {
        const __m512 left = look_up<Levels - 1>(leaves, numbers);
        const __m512 right = look_up<Levels - 1>(leaves + (std::size_t{1} << (Levels - 1)), numbers);
        const __mmask16 is_right = _mm512_test_epi32_mask(numbers, _mm512_set1_epi32(1 << (Levels - 1)));
        return _mm512_mask_blend_ps(is_right, left, right);
    }
}

template <std::size_t Levels>
[[gnu::target("avx512f")]] void add_tree_avx512(const CompleteTree& tree, const std::uint32_t* bits,
                                                std::size_t steps, float* sums) {
    constexpr std::size_t bytes = 64, width = 16;
    Bits<bytes> taken[Levels];
    descend<bytes>(tree, bits, taken, std::make_index_sequence<Levels>());
#pragma GCC unroll 8
    for (std::size_t s = 0; s < 8; ++s) {
        if (s >= steps) break;
        Bits<bytes> numbers;
        number_leaves<Levels, bytes>(taken, s, numbers);
        for (std::size_t step = s; step < steps; step += 8) {
            float* sum = sums + step * width;
            _mm512_storeu_ps(
                sum, _mm512_add_ps(_mm512_loadu_ps(sum), look_up<Levels>(tree.leaves, (__m512i)numbers)));
            numbers >>= 8;
        }
    }
}

[[gnu::target("avx2")]] void test_cuts_avx2(const float* column, std::size_t steps,
                                            std::span<const float> thresholds, std::uint32_t* bits) {
    test_cuts<32>(column, steps, thresholds, bits);
}

[[gnu::target("avx512f")]] void test_cuts_avx512(const float* column, std::size_t steps,
                                                 std::span<const float> thresholds, std::uint32_t* bits) {
    test_cuts<64>(column, steps, thresholds, bits);
}

#endif

template <std::size_t... Level>
SliceKernel make_kernel([[maybe_unused]] InstructionSet instructions, std::index_sequence<Level...>) {
#if defined(__x86_64__)
    if (instructions == InstructionSet::avx512)
        return {16, test_cuts_avx512, {nullptr, add_tree_avx512<Level + 1>...}};
    if (instructions == InstructionSet::avx2)
        return {8, test_cuts_avx2, {nullptr, add_tree_avx2<Level + 1>...}};
#endif
    return {4, test_cuts<16>, {nullptr, add_tree_baseline<Level + 1>...}};
}

}  // namespace

SliceKernel slice_kernel(InstructionSet instructions) {
    return make_kernel(instructions, std::make_index_sequence<CompleteTree::most_levels>());
}

}  // namespace archfront
