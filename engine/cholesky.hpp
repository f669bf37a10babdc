// A Cholesky factor that grows by rows, as a Gaussian process needs it. Right-hand sides go through in tiles
// of 16 columns side by side, so that every column gets the same bits in any company and with any vector
// instructions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/instruction_set.hpp"

namespace archfront {

/// Columns of a tile: element (i, c) stands at [i * tile_columns + c].
inline constexpr std::size_t tile_columns = 16;

/// L of A = L L^T, with A symmetric and positive definite, shape (n, n).
class CholeskyFactor {
  public:
    /// Of the empty matrix. REQUIRES: this machine has the instructions, which change nothing but speed.
    explicit CholeskyFactor(InstructionSet instructions = supported_instruction_sets().back())
        : instructions_(instructions) {}

    /// n.
    std::size_t size() const { return size_; }

    /// Appends `count` rows and columns to A, to the same bits however rows are divided among calls. cross: A
    /// of old rows against new ones, a tile of shape (n, 16), and overwritten; corner: A among the new ones,
    /// a tile of shape (16, 16), of which the lower triangle of `count` rows is read. A pivot below `floor`
    /// is raised to it, as if that diagonal element of A were larger. O(n^2) for up to 16 rows.
    /// REQUIRES: count <= 16, floor > 0.
    void append(std::span<double> cross, std::span<const double> corner, std::size_t count, double floor);

    /// Replaces a tile of shape (n, 16) by L^-1 tile.
    void forward(std::span<double> tile) const;
    /// Replaces x, shape (n), by A^-1 x.
    void solve(std::span<double> x) const;
    /// ln det A.
    double log_determinant() const;
    /// Lower triangle of A^-1, row-major, shape (n, n) with zeros above the diagonal. O(n^3).
    std::vector<double> inverse() const;

  private:
    const double* row(std::size_t i) const { return elements_.data() + i * (i + 1) / 2; }

    InstructionSet instructions_;
    std::size_t size_ = 0;
    std::vector<double> elements_;  // rows of the lower triangle, one after another
};

}  // namespace archfront
