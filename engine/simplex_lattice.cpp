#include "engine/simplex_lattice.hpp"

namespace archfront {
namespace {

/// binomial(h + m - 1, m - 1), the size of a lattice; stops counting beyond `limit`.
std::size_t lattice_size(std::size_t m, std::size_t h, std::size_t limit) {
    std::size_t size = 1;
    for (std::size_t j = 1; j < m && size <= limit; ++j)
        size = size * (h + j) / j;
    return size;
}

/// Appends all rows that begin with `row` up to variable j and have `left` of h steps to give away.
void append_lattice(std::vector<double>& rows, std::vector<double>& row, std::size_t j, std::size_t left,
                    std::size_t h) {
    const auto share = [&](std::size_t steps) { return static_cast<double>(steps) / static_cast<double>(h); };
    if (j + 1 == row.size()) {
        row[j] = share(left);
        rows.insert(rows.end(), row.begin(), row.end());
        return;
    }
    for (std::size_t steps = 0; steps <= left; ++steps) {
        row[j] = share(steps);
        append_lattice(rows, row, j + 1, left - steps, h);
    }
}

}  // namespace

std::vector<double> simplex_lattice(std::size_t m, std::size_t most) {
    std::size_t h = 1;
    while (m > 1 && lattice_size(m, h + 1, most) <= most)
        ++h;
    std::vector<double> rows;
    std::vector<double> row(m);
    append_lattice(rows, row, 0, h, h);
    return rows;
}

}  // namespace archfront
