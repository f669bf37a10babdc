#include "optimizers/hypervolume_subset.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "engine/hypervolume.hpp"
#include "engine/random.hpp"

using namespace archfront;

namespace {

/// On a sphere around the reference corner, where no point dominates another; n points.
std::vector<double> front(std::size_t n, std::size_t m, std::uint64_t seed) {
    RandomGenerator random(seed);
    std::vector<double> points;
    for (std::size_t p = 0; p < n; ++p) {
        std::vector<double> point;
        double squares = 0;
        for (std::size_t j = 0; j < m; ++j) {
            point.push_back(random.uniform());
            squares += point[j] * point[j];
        }
        for (const double coordinate : point)
            points.push_back(1 - coordinate / std::sqrt(squares));
    }
    return points;
}

double volume_of(std::span<const double> points, std::span<const double> reference,
                 std::span<const std::size_t> chosen) {
    std::vector<double> subset;
    for (const std::size_t p : chosen) {
        const auto point = points.subspan(p * reference.size(), reference.size());
        subset.insert(subset.end(), point.begin(), point.end());
    }
    return hypervolume(subset, reference);
}

/// Tries every point at every step.
std::vector<std::size_t> by_trying(std::span<const double> points, std::span<const double> reference,
                                   std::size_t count) {
    std::vector<std::size_t> chosen;
    while (chosen.size() < count) {
        std::size_t best = 0;
        double highest = -1;
        for (std::size_t p = 0; p < points.size() / reference.size(); ++p) {
            if (std::find(chosen.begin(), chosen.end(), p) != chosen.end()) continue;
            chosen.push_back(p);
            const double volume = volume_of(points, reference, chosen);
            chosen.pop_back();
            if (volume > highest) {
                highest = volume;
                best = p;
            }
        }
        chosen.push_back(best);
    }
    return chosen;
}

}  // namespace

TEST_CASE("of three points the one in the middle comes first, then the one that adds more") {
    const std::vector<double> points = {0.1, 0.8, 0.4, 0.4, 0.9, 0.2};
    const std::vector<double> reference = {1, 1};
    CHECK(hypervolume_subset(points, reference, 3) == std::vector<std::size_t>{1, 0, 2});
}

TEST_CASE("the subset is the one that trying every point at every step gives") {
    for (const std::size_t m : {2, 3, 4}) {
        CAPTURE(m);
        const std::vector<double> points = front(30, m, m);
        const std::vector<double> reference(m, 1.1);
        CHECK(hypervolume_subset(points, reference, 12) == by_trying(points, reference, 12));
    }
}

TEST_CASE("the subset covers at least 1 - 1/e of what the best one does") {
    const std::vector<double> reference(2, 1.1);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const std::vector<double> points = front(12, 2, seed);
        double best = 0;
        for (std::size_t a = 0; a < 12; ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                for (std::size_t c = 0; c < b; ++c)
                    best = std::max(best, volume_of(points, reference, std::vector{a, b, c}));
            }
        }
        CHECK(volume_of(points, reference, hypervolume_subset(points, reference, 3)) >=
              (1 - std::exp(-1)) * best);
    }
}

TEST_CASE("points that add nothing are chosen last, in order") {
    const std::vector<double> points = {2, 2, 0.5, 0.5, 0.5, 0.5, 3, 0};
    CHECK(hypervolume_subset(points, std::vector<double>{1, 1}, 4) == std::vector<std::size_t>{1, 0, 2, 3});
}
