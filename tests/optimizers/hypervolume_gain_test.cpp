#include "optimizers/hypervolume_gain.hpp"

#include <doctest/doctest.h>

#include "engine/hypervolume.hpp"

using namespace archfront;

namespace {

/// Gains of random points over that of the first one: a factor that is the same for all drops out.
void compare_with_exact_volumes(std::size_t m, double tolerance) {
    RandomGenerator random(m);
    const auto draw = [&] {
        std::vector<double> point(m);
        for (double& cost : point)
            cost = random.uniform();
        return point;
    };
    std::vector<double> front;
    HypervolumeGain gain(random, m, 200'000, 1.5);
    for (int i = 0; i < 12; ++i) {
        const std::vector<double> point = draw();
        gain.add(point);
        front.insert(front.end(), point.begin(), point.end());
    }
    const std::vector<double> reference(m, 1.5);
    const auto exact = [&](const std::vector<double>& point) {
        std::vector<double> with = front;
        with.insert(with.end(), point.begin(), point.end());
        return hypervolume(with, reference) - hypervolume(front, reference);
    };
    const std::vector<double> origin(m, 0.0);
    const double unit = gain.mean_gain(origin) / exact(origin);
    for (int i = 0; i < 20; ++i) {
        const std::vector<double> point = draw();
        CHECK(gain.mean_gain(point) == doctest::Approx(unit * exact(point)).epsilon(tolerance).scale(1));
    }
}

}  // namespace

TEST_CASE("gains along many directions are in proportion to exact hypervolumes, for one to five objectives") {
    for (std::size_t m = 1; m <= 5; ++m) {
        CAPTURE(m);
        compare_with_exact_volumes(m, 0.01);
    }
}

TEST_CASE("a point that the front dominates, or beyond the reference, gains nothing") {
    RandomGenerator random(1);
    HypervolumeGain gain(random, 2, 100, 3);
    gain.add(std::vector<double>{0, 0});
    CHECK(gain.mean_gain(std::vector<double>{0, 0}) == 0);
    CHECK(gain.mean_gain(std::vector<double>{1, 0.5}) == 0);
    CHECK(gain.mean_gain(std::vector<double>{-1, 3}) == 0);
    CHECK(gain.mean_gain(std::vector<double>{-1, 1}) > 0);
}

TEST_CASE("the gain of several points is the mean of theirs") {
    RandomGenerator random(2);
    const HypervolumeGain gain(random, 2, 100, 2);
    const double a = gain.mean_gain(std::vector<double>{0, 1});
    const double b = gain.mean_gain(std::vector<double>{0.5, 0.5});
    CHECK(gain.mean_gain(std::vector<double>{0, 1, 0.5, 0.5}) == doctest::Approx((a + b) / 2).epsilon(1e-6));
}
