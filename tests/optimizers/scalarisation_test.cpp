#include "optimizers/scalarisation.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace archfront;

TEST_CASE("scalarisations of a point that can be worked out by hand") {
    const std::vector<double> weights = {0.6, 0.8};
    const std::vector<double> f = {2.0, 1.0};
    CHECK(scalarise(Scalarisation::weighted_sum, weights, f, 0) == doctest::Approx(2.0));
    CHECK(scalarise(Scalarisation::tchebycheff, weights, f, 0) == doctest::Approx(1.2));
    CHECK(scalarise(Scalarisation::augmented_tchebycheff, weights, f, 0) == doctest::Approx(1.2 + 0.05 * 2));
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

TEST_CASE("the nearest rows come in order of distance, the row itself first") {
    const std::vector<double> rows = {0, 0, 1, 0, 5, 0, 0, 2};
    CHECK(nearest_rows(rows, 2, 3) == std::vector<std::size_t>{0, 1, 3, 1, 0, 3, 2, 1, 0, 3, 0, 1});
    CHECK(nearest_rows(rows, 2, 9).size() == 16);
}
