#include "optimizers/scalarisation.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace archfront;

TEST_CASE("scalarisations of a point that can be worked out by hand") {
    const std::vector<double> weights = {0.6, 0.8};
    const std::vector<double> f = {2.0, 1.0};
    CHECK(scalarise(Scalarisation::weighted_sum, weights, f, 0) == doctest::Approx(2.0));
    CHECK(scalarise(Scalarisation::tchebycheff, weights, f, 0) == doctest::Approx(1.2));
    // 2.0 along the unit vector of the weights; (2, 1) - 2 (0.6, 0.8) = (0.8, -0.6) beside it.
    CHECK(scalarise(Scalarisation::pbi, weights, f, 5) == doctest::Approx(7.0));
}

TEST_CASE("boundary intersection does not depend on the length of the weight vector") {
    const std::vector<double> f = {0.3, 0.9, 0.4};
    const double shorter = scalarise(Scalarisation::pbi, std::vector{0.1, 0.2, 0.2}, f, 3);
    CHECK(shorter == doctest::Approx(scalarise(Scalarisation::pbi, std::vector{1.0, 2.0, 2.0}, f, 3)));
}

TEST_CASE("Tchebycheff still prefers the lower of two costs that the weights leave out") {
    const std::vector<double> weights = {1.0, 0.0};
    CHECK(scalarise(Scalarisation::tchebycheff, weights, std::vector{0.0, 1.0}, 0) <
          scalarise(Scalarisation::tchebycheff, weights, std::vector{0.0, 2.0}, 0));
}

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

TEST_CASE("the nearest rows come in order of distance, the row itself first") {
    const std::vector<double> rows = {0, 0, 1, 0, 5, 0, 0, 2};
    CHECK(nearest_rows(rows, 2, 3) == std::vector<std::size_t>{0, 1, 3, 1, 0, 3, 2, 1, 0, 3, 0, 1});
    CHECK(nearest_rows(rows, 2, 9).size() == 16);
}
