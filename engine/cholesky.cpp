#include "engine/cholesky.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "engine/error.hpp"

namespace archfront {
namespace {

template <std::size_t Bytes>
using Vector __attribute__((vector_size(Bytes))) = double;

/// Solves rows i ... i + Rows - 1 of L without its first `first` rows and columns, for a tile whose rows
/// before i are solved.
template <class Lanes, std::size_t Rows>
[[gnu::always_inline]] inline void substitute_rows(const double* elements, std::size_t first, std::size_t i,
                                                   double* tile) {
    constexpr std::size_t width = sizeof(Lanes) / sizeof(double);
    constexpr std::size_t vectors = tile_columns / width;
    const double* row[Rows];
    Lanes sums[Rows][vectors];
#pragma GCC unroll 8
    for (std::size_t r = 0; r < Rows; ++r) {
        const std::size_t absolute = first + i + r;
        row[r] = elements + absolute * (absolute + 1) / 2 + first;
        std::memcpy(sums[r], tile + (i + r) * tile_columns, sizeof sums[r]);
    }
    const auto subtract = [&](std::size_t r, std::size_t j, const Lanes* x) __attribute__((always_inline)) {
        const double factor = row[r][j];
#pragma GCC unroll 8
        for (std::size_t v = 0; v < vectors; ++v)
            sums[r][v] -= x[v] * factor;
    };
    for (std::size_t j = 0; j < i; ++j) {
        Lanes x[vectors];
        std::memcpy(x, tile + j * tile_columns, sizeof x);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < Rows; ++r)
            subtract(r, j, x);
    }
#pragma GCC unroll 8
    for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
        for (std::size_t earlier = 0; earlier < r; ++earlier)
            subtract(r, i + earlier, sums[earlier]);
        const double reciprocal = 1 / row[r][i + r];
#pragma GCC unroll 8
        for (std::size_t v = 0; v < vectors; ++v)
            sums[r][v] *= reciprocal;
        std::memcpy(tile + (i + r) * tile_columns, sums[r], sizeof sums[r]);
    }
}

/// tile := (trailing block of L from row and column `first` on, `count` rows)^-1 tile.
template <class Lanes, std::size_t Rows>
[[gnu::always_inline]] inline void substitute(const double* elements, std::size_t first, std::size_t count,
                                              double* tile) {
    std::size_t i = 0;
    for (; i + Rows <= count; i += Rows)
        substitute_rows<Lanes, Rows>(elements, first, i, tile);
    for (; i < count; ++i)
        substitute_rows<Lanes, 1>(elements, first, i, tile);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void substitute_avx2(const double* elements, std::size_t first, std::size_t count,
                                             double* tile) {
    substitute<Vector<32>, 2>(elements, first, count, tile);
}

[[gnu::target("avx512f")]] void substitute_avx512(const double* elements, std::size_t first,
                                                  std::size_t count, double* tile) {
    substitute<Vector<64>, 4>(elements, first, count, tile);
}
#endif

void substitute([[maybe_unused]] InstructionSet instructions, const double* elements, std::size_t first,
                std::size_t count, double* tile) {
#if defined(__x86_64__)
    if (instructions == InstructionSet::avx512) return substitute_avx512(elements, first, count, tile);
    if (instructions == InstructionSet::avx2) return substitute_avx2(elements, first, count, tile);
#endif
    substitute<Vector<16>, 1>(elements, first, count, tile);
}

}  // namespace

void CholeskyFactor::append(std::span<double> cross, std::span<const double> corner, std::size_t count,
                            double floor) {
    ARCHFRONT_ASSERT(cross.size() == size_ * tile_columns && corner.size() == tile_columns * tile_columns &&
                         count <= tile_columns && floor > 0,
                     "covariances of another shape");
    forward(cross);
    std::array<double, tile_columns * tile_columns> left;
    std::copy(corner.begin(), corner.end(), left.begin());
    for (std::size_t a = 0; a < count; ++a) {
        std::array<double, tile_columns> row;
        std::copy_n(left.data() + a * tile_columns, tile_columns, row.data());
        for (std::size_t j = 0; j < size_; ++j) {
            const double* x = cross.data() + j * tile_columns;
            for (std::size_t b = 0; b < tile_columns; ++b)
                row[b] -= x[a] * x[b];
        }
        std::copy(row.begin(), row.end(), left.data() + a * tile_columns);
    }
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t j = 0; j < size_; ++j)
            elements_.push_back(cross[j * tile_columns + a]);
        double* row = left.data() + a * tile_columns;
        for (std::size_t b = 0; b <= a; ++b) {
            const double* other = left.data() + b * tile_columns;
            for (std::size_t c = 0; c < b; ++c)
                row[b] -= row[c] * other[c];
            row[b] = b < a ? row[b] * (1 / other[b]) : std::sqrt(std::max(row[b], floor));
            elements_.push_back(row[b]);
        }
    }
    size_ += count;
}

void CholeskyFactor::forward(std::span<double> tile) const {
    ARCHFRONT_ASSERT(tile.size() == size_ * tile_columns, "a tile of another shape");
    substitute(instructions_, elements_.data(), 0, size_, tile.data());
}

void CholeskyFactor::solve(std::span<double> x) const {
    ARCHFRONT_ASSERT(x.size() == size_, "a vector of another shape");
    std::vector<double> tile(size_ * tile_columns);
    for (std::size_t i = 0; i < size_; ++i)
        tile[i * tile_columns] = x[i];
    forward(tile);
    for (std::size_t i = 0; i < size_; ++i)
        x[i] = tile[i * tile_columns];
    for (std::size_t i = size_; i-- > 0;) {
        x[i] /= row(i)[i];
        for (std::size_t j = 0; j < i; ++j)
            x[j] -= x[i] * row(i)[j];
    }
}

double CholeskyFactor::log_determinant() const {
    double sum = 0;
    for (std::size_t i = 0; i < size_; ++i)
        sum += std::log(row(i)[i]);
    return 2 * sum;
}

std::vector<double> CholeskyFactor::inverse() const {
    // Rows of L^-1, then the sum of their outer products.
    std::vector<double> triangle(size_ * size_);
    std::vector<double> tile;
    for (std::size_t first = 0; first < size_; first += tile_columns) {
        const std::size_t columns = std::min(tile_columns, size_ - first);
        tile.assign((size_ - first) * tile_columns, 0);
        for (std::size_t c = 0; c < columns; ++c)
            tile[c * tile_columns + c] = 1;
        substitute(instructions_, elements_.data(), first, size_ - first, tile.data());
        for (std::size_t i = first; i < size_; ++i)
            std::copy_n(tile.data() + (i - first) * tile_columns, columns,
                        triangle.data() + i * size_ + first);
    }
    std::vector<double> inverse(size_ * size_);
    for (std::size_t k = 0; k < size_; ++k) {
        const double* x = triangle.data() + k * size_;
        for (std::size_t i = 0; i <= k; ++i) {
            double* row_i = inverse.data() + i * size_;
            for (std::size_t j = 0; j <= i; ++j)
                row_i[j] += x[i] * x[j];
        }
    }
    return inverse;
}

}  // namespace archfront
