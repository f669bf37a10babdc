#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/objectives/regressors/sample.hpp"

using namespace archfront;

TEST_CASE("a deep tree on a share of distinct rows answers with their labels or their neighbours'") {
    std::vector<float> rows;
    std::vector<double> labels;
    for (int r = 0; r < 64; ++r) {
        rows.push_back(static_cast<float>(r));
        labels.push_back(r * 37 % 64);
    }
    const auto regressor = train_regressor(parse_regressor("random-forest trees=1"), {1, rows, labels}, 3);
    const auto values = predictions(*regressor, rows);
    const auto near = [](double a, double b) { return std::abs(a - b) < 0.01; };
    std::size_t own = 0;
    for (std::size_t r = 0; r < 64; ++r) {
        const bool is_label =
            std::ranges::any_of(labels, [&](double label) { return near(values[r], label); });
        CHECK(is_label);
        own += near(values[r], labels[r]) ? 1 : 0;
    }
    // 63 % of the rows were seen.
    CHECK(own >= 30);
    CHECK(own <= 52);
}

TEST_CASE("a forest's answer is a mean, so that it stays between the labels") {
    const RegressionSample seen(120, 1), unseen(200, 2);
    const auto [low, high] = std::ranges::minmax(seen.labels);
    for (const char* regressor : {"random-forest trees=10", "random-forest trees=200 depth=4"}) {
        for (const double value : predictions(*seen.train(regressor), unseen.rows)) {
            CHECK(value >= low - 1e-3);
            CHECK(value <= high + 1e-3);
        }
    }
}

TEST_CASE("the depth of a forest's trees bounds how many answers one tree has") {
    const RegressionSample seen(300, 1), unseen(300, 2);
    const auto values = predictions(*seen.train("random-forest trees=1 depth=2"), unseen.rows);
    CHECK(std::set<double>(values.begin(), values.end()).size() == 4);
}
