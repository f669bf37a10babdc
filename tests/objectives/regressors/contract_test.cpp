// What every registered regressor must do, whichever it is.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "objectives/agreement.hpp"
#include "tests/objectives/regressors/sample.hpp"

using namespace archfront;

namespace {

const std::vector<RegressorPlugin>& plugins() {
    return Registry<RegressorPlugin>::instance().entries();
}

}  // namespace

TEST_CASE("every regressor ranks what it has not seen") {
    const RegressionSample seen(200, 1), unseen(300, 2);
    CHECK(plugins().size() >= 6);
    for (const RegressorPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        CHECK(spearman(unseen.labels, predictions(*seen.train(plugin.name), unseen.rows)) > 0.9);
    }
}

TEST_CASE("every regressor learns the same from the same rows") {
    const RegressionSample seen(100, 3), unseen(100, 4);
    for (const RegressorPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        CHECK(predictions(*seen.train(plugin.name), unseen.rows) ==
              predictions(*seen.train(plugin.name), unseen.rows));
    }
}

TEST_CASE("every regressor predicts the same bits in any batch") {
    const RegressionSample seen(60, 5), unseen(70, 6);
    for (const RegressorPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const auto regressor = seen.train(plugin.name);
        const std::vector<double> all = predictions(*regressor, unseen.rows);
        for (std::size_t r = 0; r < all.size(); ++r) {
            const auto row = std::span(unseen.rows).subspan(r * unseen.features, unseen.features);
            CHECK(predictions(*regressor, row)[0] == all[r]);
        }
    }
}

TEST_CASE("every regressor takes one row, equal labels and labels at the end of double") {
    const RegressionSample unseen(20, 7);
    for (const RegressorPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        const RegressionSample one(1, 8);
        for (const double value : predictions(*one.train(plugin.name), unseen.rows))
            CHECK(value == doctest::Approx(one.labels[0]));
        RegressionSample equal(30, 9);
        std::ranges::fill(equal.labels, -2.5);
        for (const double value : predictions(*equal.train(plugin.name), unseen.rows))
            CHECK(value == doctest::Approx(-2.5));
        RegressionSample huge(30, 10);
        for (std::size_t r = 0; r < 30; ++r)
            huge.labels[r] = r % 2 == 0 ? std::numeric_limits<double>::max() : -huge.labels[r];
        for (const double value : predictions(*huge.train(plugin.name), unseen.rows))
            CHECK_FALSE(std::isnan(value));
    }
}

TEST_CASE("every regressor's defaults are inside their own ranges and explained") {
    for (const RegressorPlugin& plugin : plugins()) {
        CAPTURE(plugin.name);
        for (const OptionDescription& option : plugin.options({})) {
            CAPTURE(option.name);
            CHECK_NOTHROW(parse_regressor(plugin.name + " " + option.name + "=" + option.value));
            CHECK_FALSE(option.summary.empty());
        }
    }
}
