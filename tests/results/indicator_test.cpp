#include <doctest/doctest.h>

#include <algorithm>

#include "tests/results/indicator.hpp"

using namespace archfront;

namespace {

/// Positive when a is better than b.
double advantage(const IndicatorPlugin& plugin, double a, double b) {
    return plugin.larger_is_better ? a - b : b - a;
}

std::vector<std::string> names() {
    return Registry<IndicatorPlugin>::instance().names();
}

bool is_spread(const std::string& name) {
    return name.starts_with("spread");
}

}  // namespace

TEST_CASE("the order of the points and of the reference set does not matter to any indicator") {
    RandomGenerator random(1);
    const std::vector<double> corner = {1, 1};
    for (const std::string& name : names()) {
        Rows points = random_front(20, 2, random);
        Rows set = random_front(30, 2, random);
        const double value = indicator(name, points, set, corner);
        std::reverse(points.begin(), points.end());
        std::rotate(set.begin(), set.begin() + 7, set.end());
        CAPTURE(name);
        CHECK(indicator(name, points, set, corner) == doctest::Approx(value).epsilon(1e-12));
    }
}

TEST_CASE("nothing is better than the reference set for an indicator that compares with it") {
    RandomGenerator random(2);
    const std::vector<double> corner = {1, 1, 1};
    for (const IndicatorPlugin& plugin : Registry<IndicatorPlugin>::instance().entries()) {
        if (!plugin.needs_reference_set || is_spread(plugin.name)) continue;
        CAPTURE(plugin.name);
        const Rows set = random_front(30, 3, random);
        const double best = indicator(plugin.name, set, set, corner);
        Rows part(set.begin(), set.begin() + 15);
        const double partial = indicator(plugin.name, part, set, corner);
        CHECK(advantage(plugin, best, partial) > 0);
        for (std::vector<double>& row : part) {
            for (double& x : row)
                x += 0.1;
        }
        CHECK(advantage(plugin, partial, indicator(plugin.name, part, set, corner)) > 0);
    }
}

TEST_CASE("one more point never makes an indicator worse, unless it measures spread") {
    RandomGenerator random(3);
    const std::vector<double> corner = {1, 1, 1, 1};
    for (const IndicatorPlugin& plugin : Registry<IndicatorPlugin>::instance().entries()) {
        if (is_spread(plugin.name)) continue;
        CAPTURE(plugin.name);
        const Rows set = random_front(20, 4, random);
        Rows points = random_front(1, 4, random);
        double before = indicator(plugin.name, points, set, corner);
        for (const std::vector<double>& row : random_front(20, 4, random)) {
            points.push_back(row);
            const double after = indicator(plugin.name, points, set, corner);
            CHECK(advantage(plugin, after, before) >= -1e-15);
            before = after;
        }
    }
}

TEST_CASE("an empty front is as bad as can be") {
    const Rows set = {{1, 2}, {2, 1}};
    for (const IndicatorPlugin& plugin : Registry<IndicatorPlugin>::instance().entries()) {
        CAPTURE(plugin.name);
        const double value = indicator(plugin.name, {}, set, {3, 3});
        CHECK(value == (plugin.larger_is_better ? 0 : std::numeric_limits<double>::infinity()));
    }
}

TEST_CASE("the hypervolume ratio is hypervolume over that of the reference set") {
    const Rows set = {{1, 2}, {2, 1}};
    CHECK(indicator("hypervolume", {{1, 2}}, {}, {3, 3}) == 2);
    CHECK(indicator("hypervolume-ratio", {{1, 2}}, set, {3, 3}) == 2.0 / 3);
    CHECK_THROWS_AS(indicator("hypervolume-ratio", {{1, 2}}, set, {1, 1}), UserError);
}
