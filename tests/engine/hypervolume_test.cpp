#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <pagmo/utils/hypervolume.hpp>
#include <vector>

#include "engine/hypervolume.hpp"
#include "engine/random.hpp"

using namespace archfront;

namespace {

using Points = std::vector<double>;

/// By inclusion and exclusion over all 2^n subsets: the slow obvious twin.
double by_inclusion_exclusion(const Points& points, const Points& reference) {
    const std::size_t m = reference.size();
    const std::size_t n = points.size() / m;
    double volume = 0;
    for (std::size_t subset = 1; subset < (std::size_t{1} << n); ++subset) {
        double common = -1;  // ends positive for subsets of odd size
        for (std::size_t i = 0; i < n; ++i) {
            if ((subset >> i & 1) != 0) common = -common;
        }
        for (std::size_t j = 0; j < m; ++j) {
            double worst = -std::numeric_limits<double>::infinity();
            for (std::size_t i = 0; i < n; ++i) {
                if ((subset >> i & 1) != 0) worst = std::max(worst, points[i * m + j]);
            }
            common *= std::max(0.0, reference[j] - worst);
        }
        volume += common;
    }
    return volume;
}

double by_pagmo(const Points& points, const Points& reference) {
    const std::size_t m = reference.size();
    std::vector<pagmo::vector_double> inside;
    for (std::size_t at = 0; at < points.size(); at += m) {
        const pagmo::vector_double point(points.begin() + static_cast<std::ptrdiff_t>(at),
                                         points.begin() + static_cast<std::ptrdiff_t>(at + m));
        if (std::equal(point.begin(), point.end(), reference.begin(), std::less<>())) inside.push_back(point);
    }
    return inside.empty() ? 0 : pagmo::hypervolume(inside, true).compute(reference);
}

/// pagmo2 has no hypervolume of one objective.
double by_pagmo_or_maximum(const Points& points, const Points& reference) {
    if (reference.size() > 1) return by_pagmo(points, reference);
    double longest = 0;
    for (const double point : points)
        longest = std::max(longest, reference[0] - point);
    return longest;
}

bool agree(double a, double b) {
    return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b));
}

enum class Kind { uniform, tied, front, duplicated, degenerate };

/// n points of one kind in m dimensions, some beyond the reference at 1.
Points make_points(Kind kind, std::size_t n, std::size_t m, RandomGenerator& random) {
    Points points;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> point(m);
        double norm = 0;
        for (double& x : point) {
            x = kind == Kind::tied ? static_cast<double>(random.below(5)) / 4 : 1.1 * random.uniform();
            norm += x * x;
        }
        for (std::size_t j = 0; j < m; ++j) {
            if (kind == Kind::front) point[j] = 1.05 - point[j] / std::sqrt(norm);
            if (kind == Kind::degenerate && j % 2 == 0) point[j] = 0.5;
        }
        points.insert(points.end(), point.begin(), point.end());
    }
    if (kind == Kind::duplicated) points.insert(points.end(), points.begin(), points.end());
    return points;
}

constexpr Kind all_kinds[] = {Kind::uniform, Kind::tied, Kind::front, Kind::duplicated, Kind::degenerate};

}  // namespace

TEST_CASE("hypervolume agrees with pagmo2 to 1e-12 in two to seven dimensions") {
    RandomGenerator random(1);
    for (std::size_t m = 2; m <= 7; ++m) {
        for (const Kind kind : all_kinds) {
            for (const std::size_t n : {1, 2, 7, 40, 90}) {
                const Points points = make_points(kind, n, m, random);
                const Points reference(m, 1.0);
                CAPTURE(m);
                CAPTURE(n);
                CAPTURE(static_cast<int>(kind));
                const double ours = hypervolume(points, reference);
                const double theirs = by_pagmo(points, reference);
                CAPTURE(ours);
                CAPTURE(theirs);
                CHECK(agree(ours, theirs));
            }
        }
    }
}

TEST_CASE("hypervolume agrees with inclusion and exclusion to 1e-12 in ten thousand cases") {
    // With at most eight points, the rounding of the 255 terms stays far below that.
    RandomGenerator random(2);
    std::size_t wrong = 0;
    for (std::size_t number = 0; number < 10'000; ++number) {
        const std::size_t m = 1 + number % 7;
        const Kind kind = all_kinds[number / 7 % std::size(all_kinds)];
        const std::size_t most = kind == Kind::duplicated ? 4 : 8;
        const Points points = make_points(kind, 1 + random.below(most), m, random);
        const Points reference(m, 1.0);
        const double expected = by_inclusion_exclusion(points, reference);
        wrong += agree(hypervolume(points, reference), expected) ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("a staircase of n unit steps has n (n + 1) / 2 unit squares under it") {
    for (const std::size_t n : {1, 2, 3, 100, 1000}) {
        Points points;
        for (std::size_t i = 0; i < n; ++i) {
            points.push_back(static_cast<double>(i));
            points.push_back(static_cast<double>(n - 1 - i));
        }
        const auto side = static_cast<double>(n);
        CHECK(hypervolume(points, Points{side, side}) == side * (side + 1) / 2);
    }
}

TEST_CASE("a corner of unit cubes counts each cube once in three and four dimensions") {
    // All lattice points with a + b + c (+ d) = n - 1: they dominate the cells whose coordinates sum to n - 1
    // or more.
    constexpr std::size_t n = 6;
    for (const std::size_t m : {std::size_t{3}, std::size_t{4}}) {
        Points points;
        double cubes = 0;
        std::vector<std::size_t> cell(m);
        const auto count = static_cast<std::size_t>(std::pow(n, m));
        for (std::size_t number = 0; number < count; ++number) {
            std::size_t sum = 0;
            for (std::size_t j = 0, rest = number; j < m; ++j, rest /= n)
                sum += cell[j] = rest % n;
            if (sum >= n - 1) ++cubes;
            if (sum == n - 1) points.insert(points.end(), cell.begin(), cell.end());
        }
        CHECK(hypervolume(points, Points(m, n)) == cubes);
    }
}

TEST_CASE("points that are not strictly better than the reference, or not finite, count nothing") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (std::size_t m = 1; m <= 5; ++m) {
        const Points reference(m, 1.0);
        CHECK(hypervolume(Points{}, reference) == 0);
        for (const double bad : {1.0, 1.5, infinity, -infinity, std::nan("")}) {
            for (std::size_t j = 0; j < m; ++j) {
                Points points(m, 0.5);
                points[j] = bad;
                CHECK(hypervolume(points, reference) == 0);
                points.insert(points.end(), m, 0.75);
                CHECK(hypervolume(points, reference) == std::pow(0.25, m));
            }
        }
    }
}

TEST_CASE("hypervolume agrees with pagmo2 on large fronts") {
    RandomGenerator random(4);
    constexpr std::size_t sizes[] = {0, 0, 5000, 3000, 600, 250};
    for (std::size_t m = 2; m <= 5; ++m) {
        const Points points = make_points(Kind::front, sizes[m], m, random);
        const Points reference(m, 1.05);
        CAPTURE(m);
        CHECK(agree(hypervolume(points, reference), by_pagmo(points, reference)));
    }
}

TEST_CASE("hypervolume agrees with pagmo2 where coordinates differ by many orders of magnitude") {
    RandomGenerator random(5);
    for (std::size_t m = 2; m <= 6; ++m) {
        Points points;
        for (std::size_t i = 0; i < 60 * m; ++i)
            points.push_back(1 - std::pow(10, -12 * random.uniform()));
        // All heights but one fall into the same bucket, or into none.
        points[m - 1] = -1e12;
        points.insert(points.end(), m, 1 - 1e-15);
        const Points reference(m, 1.0);
        CAPTURE(m);
        CHECK(agree(hypervolume(points, reference), by_pagmo(points, reference)));
    }
    constexpr double tiny = std::numeric_limits<double>::denorm_min();
    CHECK(hypervolume(Points{0, 0, -tiny, 2}, Points{tiny, 4}) == 6 * tiny);
}

TEST_CASE("the order of the points does not matter beyond rounding") {
    RandomGenerator random(3);
    for (std::size_t m = 1; m <= 6; ++m) {
        const Points points = make_points(Kind::front, 60, m, random);
        Points reversed;
        for (std::size_t at = points.size(); at > 0; at -= m)
            reversed.insert(reversed.end(), points.begin() + static_cast<std::ptrdiff_t>(at - m),
                            points.begin() + static_cast<std::ptrdiff_t>(at));
        const Points reference(m, 1.0);
        CHECK(agree(hypervolume(points, reference), hypervolume(reversed, reference)));
    }
}

TEST_CASE("a contribution is what the hypervolume loses without the point") {
    RandomGenerator random(6);
    for (std::size_t m = 1; m <= 7; ++m) {
        for (const Kind kind : all_kinds) {
            const Points points = make_points(kind, 30, m, random);
            const Points reference(m, 1.0);
            const std::vector<double> contributions = hypervolume_contributions(points, reference);
            REQUIRE(contributions.size() * m == points.size());
            const double whole = by_pagmo_or_maximum(points, reference);
            for (std::size_t i = 0; i < contributions.size(); ++i) {
                Points others = points;
                const auto row = others.begin() + static_cast<std::ptrdiff_t>(i * m);
                others.erase(row, row + static_cast<std::ptrdiff_t>(m));
                CAPTURE(m);
                CAPTURE(static_cast<int>(kind));
                CHECK(std::abs(contributions[i] - (whole - by_pagmo_or_maximum(others, reference))) <=
                      1e-12 * whole);
            }
        }
    }
}

TEST_CASE("contributions in three dimensions are what the hypervolume loses among many points too") {
    RandomGenerator random(8);
    for (const Kind kind : all_kinds) {
        const Points points = make_points(kind, 120, 3, random);
        const Points reference(3, 1.0);
        const std::vector<double> contributions = hypervolume_contributions(points, reference);
        const double whole = hypervolume(points, reference);
        double worst = 0;
        for (std::size_t i = 0; i < contributions.size(); ++i) {
            Points others = points;
            const auto row = others.begin() + static_cast<std::ptrdiff_t>(i * 3);
            others.erase(row, row + 3);
            worst = std::max(worst, std::abs(contributions[i] - (whole - hypervolume(others, reference))));
        }
        CAPTURE(static_cast<int>(kind));
        CHECK(worst <= 1e-12 * whole);
    }
}

TEST_CASE("contributions agree with pagmo2's") {
    RandomGenerator random(7);
    for (std::size_t m = 2; m <= 6; ++m) {
        const Points points = make_points(Kind::front, 60, m, random);
        const Points reference(m, 1.05);
        std::vector<pagmo::vector_double> rows;
        for (std::size_t at = 0; at < points.size(); at += m)
            rows.emplace_back(points.begin() + static_cast<std::ptrdiff_t>(at),
                              points.begin() + static_cast<std::ptrdiff_t>(at + m));
        const auto theirs = pagmo::hypervolume(rows, true).contributions(reference);
        const auto ours = hypervolume_contributions(points, reference);
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i)
            CHECK(ours[i] == doctest::Approx(theirs[i]).epsilon(1e-9));
    }
}

TEST_CASE("a growing hypervolume gains by each point what the hypervolume of all so far grows by") {
    RandomGenerator random(9);
    for (std::size_t m = 1; m <= 7; ++m) {
        for (const Kind kind : all_kinds) {
            const Points points = make_points(kind, 40, m, random);
            const Points reference(m, 1.0);
            GrowingHypervolume growing(reference);
            double before = 0;
            double worst = 0;
            for (std::size_t end = m; end <= points.size(); end += m) {
                const auto so_far = std::span(points).first(end);
                const double gained = growing.add(so_far.last(m));
                const double volume = hypervolume(so_far, reference);
                worst = std::max({worst, std::abs(gained - (volume - before)), -gained,
                                  std::abs(growing.value() - volume)});
                before = volume;
            }
            CAPTURE(m);
            CAPTURE(static_cast<int>(kind));
            CHECK(worst <= 1e-12 * before);
        }
    }
}

TEST_CASE("points beyond the reference, equal and dominated ones do not grow a hypervolume") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (std::size_t m = 1; m <= 6; ++m) {
        GrowingHypervolume growing(Points(m, 3.0));
        Points beyond(m, 1.0);
        for (const double bad : {3.0, 4.0, infinity, -infinity, std::nan("")}) {
            beyond.back() = bad;
            CHECK(growing.add(beyond) == 0);
        }
        CHECK(growing.add(Points(m, 1.0)) == std::pow(2, m));
        CHECK(growing.add(Points(m, 1.0)) == 0);
        CHECK(growing.add(Points(m, 2.0)) == 0);
        CHECK(growing.value() == std::pow(2, m));
    }
}

TEST_CASE("many objectives need no more recursion than there are points") {
    constexpr std::size_t m = 100'000;
    Points points(3 * m, 0.0);
    points[0] = points[m + 1] = points[2 * m + 2] = 0.5;
    CHECK(hypervolume(points, Points(m, 1.0)) == 1 - 0.125);
}

TEST_CASE("equal points contribute nothing, and a dominated point takes from the one above it") {
    CHECK(hypervolume_contributions(Points{1, 1, 1, 1}, Points{3, 3}) == std::vector<double>{0, 0});
    CHECK(hypervolume_contributions(Points{1, 1, 2, 2, 5, 0}, Points{3, 3}) == std::vector<double>{3, 0, 0});
    CHECK(hypervolume_contributions(Points{}, Points{3, 3}).empty());
}
