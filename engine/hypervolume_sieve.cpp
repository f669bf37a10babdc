#include "engine/hypervolume_sieve.hpp"

#include <algorithm>
#include <bit>
#include <type_traits>

#include "engine/error.hpp"

namespace archfront {
namespace {

/// A number of axes that the compiler can unroll loops by.
template <std::size_t m>
using Fixed = std::integral_constant<std::size_t, m>;

// A key is a box's size with its row in the low bits, so that the largest key says where the largest box is.
// What is below zero is no key, but marks a box that needs no more looking at.
using Key = std::int64_t;
constexpr Key chosen = -1;
constexpr Key dropped = -2;
constexpr Key row_bits = 0xffffffff;

Key key_of(double size, std::size_t row) {
    return (std::bit_cast<Key>(size) & ~row_bits) | static_cast<Key>(row);
}

/// Clipped boxes.
struct Columns {
    double* values;
    std::size_t stride;
    Key* keys;
    std::size_t rows;
};

/// Chooses the row `pivot` and drops what it contains. Returns the largest key of the others, or less than 0
/// where none is left. A plain loop, which the compiler turns into the target's vector instructions.
template <class Axes>
[[gnu::always_inline]] inline Key choose(const Columns& boxes, std::size_t pivot, Axes m) {
    const double* const values = boxes.values;
    const std::size_t stride = boxes.stride;
    const std::size_t rows = boxes.rows;
    Key* const keys = boxes.keys;
    keys[pivot] = chosen;
    Key largest = chosen;
    for (std::size_t row = 0; row < rows; ++row) {
        bool sticks_out = false;
        for (std::size_t j = 0; j < m; ++j)
            sticks_out = sticks_out | (values[j * stride + row] > values[j * stride + pivot]);
        const Key key = sticks_out ? keys[row] : dropped;
        keys[row] = key;
        largest = std::max(largest, key);
    }
    keys[pivot] = chosen;
    return largest;
}

#if defined(__x86_64__)
template <class Axes>
[[gnu::target("avx2")]] Key choose_avx2(const Columns& boxes, std::size_t pivot, Axes m) {
    return choose(boxes, pivot, m);
}

template <class Axes>
[[gnu::target("avx512f")]] Key choose_avx512(const Columns& boxes, std::size_t pivot, Axes m) {
    return choose(boxes, pivot, m);
}
#endif

template <class Axes>
Key choose([[maybe_unused]] InstructionSet instructions, const Columns& boxes, std::size_t pivot, Axes m) {
#if defined(__x86_64__)
    if (instructions == InstructionSet::avx512) return choose_avx512(boxes, pivot, m);
    if (instructions == InstructionSet::avx2) return choose_avx2(boxes, pivot, m);
#endif
    return choose(boxes, pivot, m);
}

/// Clips the rows of `others` to the box; returns the largest key.
template <class Axes>
Key clip(const double* box, std::span<const double> others, const Columns& boxes, Axes m) {
    Key largest = 0;
    for (std::size_t row = 0; row < boxes.rows; ++row) {
        double size = 1;
        for (std::size_t j = 0; j < m; ++j) {
            const double x = std::min(box[j], others[row * m + j]);
            boxes.values[j * boxes.stride + row] = x;
            size *= x;
        }
        boxes.keys[row] = key_of(size, row);
        largest = std::max(largest, boxes.keys[row]);
    }
    return largest;
}

/// Removes dropped rows. Returns the largest key, or less than 0.
template <class Axes>
Key compact(Columns& boxes, Axes m) {
    Key largest = chosen;
    std::size_t kept = 0;
    for (std::size_t row = 0; row < boxes.rows; ++row) {
        const Key key = boxes.keys[row];
        for (std::size_t j = 0; j < m; ++j)
            boxes.values[j * boxes.stride + kept] = boxes.values[j * boxes.stride + row];
        boxes.keys[kept] = key < 0 ? key : (key & ~row_bits) | static_cast<Key>(kept);
        largest = std::max(largest, boxes.keys[kept]);
        kept += key != dropped ? 1 : 0;
    }
    boxes.rows = kept;
    return largest;
}

template <class Axes>
void sieve(InstructionSet instructions, const double* box, std::span<const double> others, Columns boxes,
           Axes m, std::vector<double>& parts) {
    Key largest = clip(box, others, boxes, m);
    for (std::size_t round = 1; largest >= 0; ++round) {
        largest = choose(instructions, boxes, static_cast<std::size_t>(largest & row_bits), m);
        // Most rows are dropped in the first rounds.
        if (round == 4 || round == 16 || round == 64) largest = compact(boxes, m);
    }
    parts.clear();
    for (std::size_t row = 0; row < boxes.rows; ++row) {
        if (boxes.keys[row] != chosen) continue;
        for (std::size_t j = 0; j < m; ++j)
            parts.push_back(boxes.values[j * boxes.stride + row]);
    }
}

}  // namespace

BoxSieve::BoxSieve(InstructionSet instructions) : instructions_(instructions) {}

std::span<const double> BoxSieve::parts(std::span<const double> box, std::span<const double> others) & {
    const std::size_t m = box.size();
    const std::size_t n = others.size() / m;
    ARCHFRONT_ASSERT(n > 0 && n <= row_bits, "a number of boxes");
    if (keys_.size() < n) keys_.resize(2 * n);
    if (columns_.size() < keys_.size() * m) columns_.resize(keys_.size() * m);
    const Columns boxes{columns_.data(), keys_.size(), keys_.data(), n};
    switch (m) {
        case 4:
            sieve(instructions_, box.data(), others, boxes, Fixed<4>(), parts_);
            break;
        case 5:
            sieve(instructions_, box.data(), others, boxes, Fixed<5>(), parts_);
            break;
        default:
            sieve(instructions_, box.data(), others, boxes, m, parts_);
    }
    return parts_;
}

}  // namespace archfront
