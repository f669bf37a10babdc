#include "engine/cholesky.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "engine/random.hpp"

using namespace archfront;

namespace {

/// B B^T + I for a random B, row-major, shape (n, n).
std::vector<double> positive_definite(std::size_t n) {
    RandomGenerator random(n);
    std::vector<double> b(n * n);
    for (double& value : b)
        value = random.uniform() - 0.5;
    std::vector<double> a(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            a[i * n + j] = i == j ? 1 : 0;
            for (std::size_t k = 0; k < n; ++k)
                a[i * n + j] += b[i * n + k] * b[j * n + k];
        }
    }
    return a;
}

/// Of a, shape (n, n), appended `step` rows at a time.
CholeskyFactor factorise(const std::vector<double>& a, std::size_t n, std::size_t step = tile_columns,
                         double floor = 1e-12,
                         InstructionSet instructions = supported_instruction_sets().back()) {
    CholeskyFactor factor(instructions);
    while (factor.size() < n) {
        const std::size_t first = factor.size();
        const std::size_t count = std::min(step, n - first);
        std::vector<double> cross(first * tile_columns), corner(tile_columns * tile_columns);
        for (std::size_t c = 0; c < count; ++c) {
            for (std::size_t j = 0; j < first; ++j)
                cross[j * tile_columns + c] = a[j * n + first + c];
            for (std::size_t other = 0; other < count; ++other)
                corner[other * tile_columns + c] = a[(first + other) * n + first + c];
        }
        factor.append(cross, corner, count, floor);
    }
    return factor;
}

/// L by the definition, one element after another.
std::vector<double> factor_by_definition(const std::vector<double>& a, std::size_t n) {
    std::vector<double> l(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double left = a[i * n + j];
            for (std::size_t k = 0; k < j; ++k)
                left -= l[i * n + k] * l[j * n + k];
            l[i * n + j] = i == j ? std::sqrt(left) : left * (1 / l[j * n + j]);
        }
    }
    return l;
}

}  // namespace

TEST_CASE("a solution times the matrix is the right-hand side") {
    for (const std::size_t n : {1, 2, 15, 16, 17, 33, 70}) {
        CAPTURE(n);
        const auto a = positive_definite(n);
        std::vector<double> x(n, 1);
        factorise(a, n).solve(x);
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < n; ++j)
                sum += a[i * n + j] * x[j];
            CHECK(sum == doctest::Approx(1).epsilon(1e-10));
        }
    }
}

TEST_CASE("the inverse times the matrix is the unit matrix") {
    constexpr std::size_t n = 37;
    const auto a = positive_definite(n);
    const auto inverse = factorise(a, n).inverse();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < n; ++k)
                sum += (i >= k ? inverse[i * n + k] : inverse[k * n + i]) * a[k * n + j];
            CHECK(std::abs(sum - (i == j ? 1 : 0)) < 1e-10);
        }
    }
}

TEST_CASE("the determinant is the product of squared diagonal elements of the factor by definition") {
    constexpr std::size_t n = 20;
    const auto a = positive_definite(n);
    const auto l = factor_by_definition(a, n);
    double product = 1;
    for (std::size_t i = 0; i < n; ++i)
        product *= l[i * n + i] * l[i * n + i];
    CHECK(factorise(a, n).log_determinant() == doctest::Approx(std::log(product)).epsilon(1e-12));
}

TEST_CASE("a factor grown row by row has the bits of one grown by sixteen or by seven rows") {
    constexpr std::size_t n = 50;
    const auto a = positive_definite(n);
    for (const std::size_t step : {7, 16}) {
        CHECK(factorise(a, n, step).inverse() == factorise(a, n, 1).inverse());
        CHECK(factorise(a, n, step).log_determinant() == factorise(a, n, 1).log_determinant());
    }
}

TEST_CASE("with any vector instructions, substitution has the bits of plain loops in the order of columns") {
    constexpr std::size_t n = 45;
    const auto a = positive_definite(n);
    RandomGenerator random(3);
    std::vector<double> right(n);
    for (double& value : right)
        value = random.uniform();
    const auto l = factor_by_definition(a, n);
    for (const InstructionSet instructions : supported_instruction_sets()) {
        CAPTURE(to_string(instructions));
        std::vector<double> tile(n * tile_columns);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t c = 0; c < tile_columns; ++c)
                tile[i * tile_columns + c] = right[i];
        }
        factorise(a, n, tile_columns, 1e-12, instructions).forward(tile);
        for (std::size_t i = 0; i < n; ++i) {
            double left = right[i];
            for (std::size_t j = 0; j < i; ++j)
                left -= l[i * n + j] * tile[j * tile_columns];
            for (std::size_t c = 0; c < tile_columns; ++c)
                CHECK(tile[i * tile_columns + c] == left * (1 / l[i * n + i]));
        }
    }
}

TEST_CASE("a matrix that is not definite is factorised as if its diagonal were larger") {
    const std::vector<double> ones(9, 1);
    std::vector<double> x = {1, 1, 1};
    factorise(ones, 3, tile_columns, 1e-8).solve(x);
    CHECK(x[0] + x[1] + x[2] == doctest::Approx(1).epsilon(1e-6));
}
