#include "engine/simplex_lattice.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace archfront;

TEST_CASE("the lattice of two objectives and five vectors") {
    CHECK(simplex_lattice(2, 5) == std::vector<double>{0, 1, 0.25, 0.75, 0.5, 0.5, 0.75, 0.25, 1, 0});
}

TEST_CASE("a lattice is the largest with no more vectors than wanted, and one per objective at least") {
    // For three objectives there are 3, 6, 10, 15, 21 ... vectors; for one there is only one.
    CHECK(simplex_lattice(3, 14).size() == 3 * 10);
    CHECK(simplex_lattice(3, 15).size() == 3 * 15);
    CHECK(simplex_lattice(3, 1).size() == 3 * 3);
    CHECK(simplex_lattice(1, 100) == std::vector<double>{1});
    // h = 2 in 10 objectives: binomial(11, 9) = 55.
    CHECK(simplex_lattice(10, 219).size() == 10 * 55);
}

TEST_CASE("the vectors of a lattice are distinct and add up to 1") {
    const std::vector<double> rows = simplex_lattice(4, 84);
    REQUIRE(rows.size() == 4 * 84);
    for (std::size_t r = 0; r < 84; ++r) {
        const double* row = rows.data() + 4 * r;
        CHECK(row[0] + row[1] + row[2] + row[3] == doctest::Approx(1));
        if (r > 0) CHECK(std::lexicographical_compare(row - 4, row, row, row + 4));
    }
}
