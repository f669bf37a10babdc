#include <doctest/doctest.h>

#include "tests/results/indicator.hpp"

using namespace archfront;

TEST_CASE("r2 of one point at (1, 1) over the ideal is the mean larger weight: 376/501") {
    // Sum of max(i, 500 - i) / 500 for i from 0 to 500 is 376.
    CHECK(indicator("r2", {{1, 1}}, {{0, 1}, {1, 0}}) == doctest::Approx(376.0 / 501).epsilon(1e-12));
    CHECK(indicator("r2", {{0, 0}}, {{0, 1}, {1, 0}}) == 0);
    CHECK(indicator("r2", {{5}, {4}}, {{1}, {2}}) == 3);
}

TEST_CASE("r2 in three objectives agrees with three nested loops over the lattice of 30 divisions") {
    RandomGenerator random(1);
    const Rows set = random_front(10, 3, random);
    const Rows points = random_front(10, 3, random);
    std::vector<double> ideal = set[0];
    for (const auto& row : set) {
        for (std::size_t j = 0; j < 3; ++j)
            ideal[j] = std::min(ideal[j], row[j]);
    }
    // Shifted so that no point beats the ideal, where the definition's absolute value makes no difference.
    Rows shifted = points;
    for (auto& row : shifted) {
        for (double& x : row)
            x += 1;
    }
    double sum = 0;
    int count = 0;
    for (int a = 0; a <= 30; ++a) {
        for (int b = 0; a + b <= 30; ++b) {
            const double weights[] = {a / 30.0, b / 30.0, (30 - a - b) / 30.0};
            double best = 1e300;
            for (const auto& row : shifted) {
                double worst = 0;
                for (std::size_t j = 0; j < 3; ++j)
                    worst = std::max(worst, weights[j] * std::abs(ideal[j] - row[j]));
                best = std::min(best, worst);
            }
            sum += best;
            ++count;
        }
    }
    CHECK(count == 496);
    CHECK(indicator("r2", shifted, set) == doctest::Approx(sum / count).epsilon(1e-12));
}

TEST_CASE("r2 of many objectives uses at least the unit weights") {
    // With more than 501 objectives, only those: the mean excess over the ideal.
    constexpr std::size_t m = 600;
    std::vector<double> point(m, 2);
    point[0] = 8;
    CHECK(indicator("r2", {point}, {std::vector<double>(m, 2)}) == doctest::Approx(6.0 / m).epsilon(1e-12));
}

TEST_CASE("beating the ideal of the reference set is better, not worse") {
    const Rows set = {{1, 1}};
    CHECK(indicator("r2", {{0, 0}}, set) < indicator("r2", {{1, 1}}, set));
}
