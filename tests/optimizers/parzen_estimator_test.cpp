#include "optimizers/parzen_estimator.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

const synthetic::Space space({2, 3, 4});
const std::vector<double> weights = {1, 3};

ArchitectureBatch two_rows() {
    ArchitectureBatch rows(3);
    rows.push_back(Architecture{0, 0, 0});
    rows.push_back(Architecture{0, 2, 3});
    return rows;
}

ArchitectureBatch all_genotypes() {
    ArchitectureBatch all(3);
    for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal)
        space.from_ordinal(ordinal, all.emplace_back());
    return all;
}

}  // namespace

TEST_CASE("densities are sums of kernels as they stand in the paper") {
    const ParzenEstimator estimator(space, two_rows(), weights);
    ArchitectureBatch candidates(3);
    candidates.push_back(Architecture{0, 0, 3});
    candidates.push_back(Architecture{1, 1, 1});
    const auto densities = estimator.densities(candidates);
    // e = 1/3: a choice of 2, 3, 4 has (1 + e) / (1 + C e) = 4/5, 4/6, 4/7 where it is the kernel's, and a
    // quarter of that elsewhere. Kernels weigh 1/6, 1/2 and, the uniform one, 1/3.
    const double own = 4.0 / 5 * 4 / 6 * 4 / 7;
    const double uniform = 1.0 / 24;
    CHECK(densities[0] * uniform == doctest::Approx(own / 4 / 6 + own / 4 / 2 + uniform / 3));
    CHECK(densities[1] * uniform == doctest::Approx(own / 64 / 6 + own / 64 / 2 + uniform / 3));
}

TEST_CASE("densities of all genotypes are 1 on average, as a density must be") {
    const ParzenEstimator estimator(space, two_rows(), weights);
    double sum = 0;
    for (const double density : estimator.densities(all_genotypes()))
        sum += density;
    CHECK(sum == doctest::Approx(24));
}

TEST_CASE("draws come as often as their densities say") {
    const ParzenEstimator estimator(space, two_rows(), weights);
    const auto densities = estimator.densities(all_genotypes());
    std::array<int, 24> counts{};
    RandomGenerator random(1);
    Architecture row(3);
    constexpr int draws = 200'000;
    for (int i = 0; i < draws; ++i) {
        estimator.sample(random, row);
        ++counts[space.ordinal(row)];
    }
    for (std::size_t ordinal = 0; ordinal < counts.size(); ++ordinal) {
        CAPTURE(ordinal);
        CHECK(counts[ordinal] / (draws / 24.0) == doctest::Approx(densities[ordinal]).epsilon(0.1));
    }
}

TEST_CASE("the density of a candidate does not depend on what stands beside it") {
    const ParzenEstimator estimator(space, two_rows(), weights);
    const ArchitectureBatch all = all_genotypes();
    const auto together = estimator.densities(all);
    for (std::size_t r = 0; r < all.size(); ++r)
        CHECK(estimator.densities(all.view().subview(r, 1)) == std::vector<double>{together[r]});
}

TEST_CASE("densities are finite however many variables and choices there are") {
    const synthetic::Space vast(std::vector<std::size_t>(256, 256));
    ArchitectureBatch rows(256);
    for (int i = 0; i < 300; ++i)
        rows.emplace_back();
    const ParzenEstimator estimator(vast, rows, std::vector<double>(300, 1));
    ArchitectureBatch candidates(256);
    candidates.emplace_back();
    candidates.push_back(Architecture(256, 7));
    const auto densities = estimator.densities(candidates);
    CHECK(std::isfinite(densities[0]));
    CHECK(densities[0] > densities[1]);
    CHECK(densities[1] > 0);
}
