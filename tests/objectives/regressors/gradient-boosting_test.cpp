#include <doctest/doctest.h>

#include <algorithm>

#include "tests/objectives/regressors/sample.hpp"

using namespace archfront;

namespace {

/// One feature, four rows; the best cut is between 1 and 2, behind the labels' mean of 30.
const std::vector<float> stump_rows = {0, 1, 2, 3};
const std::vector<double> stump_labels = {8, 12, 48, 52};

std::vector<double> of_stump(std::string_view regressor) {
    return predictions(*train_regressor(parse_regressor(regressor), {1, stump_rows, stump_labels}, 1),
                       stump_rows);
}

}  // namespace

TEST_CASE("a tree of one split predicts the means of both sides, or as much of them as it learns") {
    const auto whole = of_stump("gradient-boosting trees=1 depth=1 learning_rate=1");
    const auto half = of_stump("gradient-boosting trees=1 depth=1 learning_rate=0.5");
    for (std::size_t r = 0; r < 4; ++r) {
        CHECK(whole[r] == doctest::Approx(r < 2 ? 10 : 50));
        CHECK(half[r] == doctest::Approx(r < 2 ? 20 : 40));
    }
}

TEST_CASE("the quantile loss predicts what that share of labels is below") {
    RandomGenerator random(1);
    std::vector<float> rows(4'000);
    std::vector<double> labels;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        rows[r] = static_cast<float>(r % 2);
        labels.push_back((r % 2 == 0 ? 0 : 5) + random.uniform());
    }
    for (const auto& [options, quantile] :
         {std::pair{"quantile=0.9", 0.9}, std::pair{"quantile=0.25", 0.25}}) {
        const auto regressor = train_regressor(
            parse_regressor(std::string("gradient-boosting loss=quantile trees=300 ") + options),
            {1, rows, labels}, 1);
        const auto values = predictions(*regressor, std::vector<float>{0, 1});
        CHECK(values[0] == doctest::Approx(quantile).epsilon(0.1));
        CHECK(values[1] == doctest::Approx(5 + quantile).epsilon(0.1));
    }
}

TEST_CASE("an outlier moves the Huber loss less than the squared one") {
    std::vector<float> rows(100);
    std::vector<double> labels(100, 1);
    labels[0] = 1'000;
    const auto at_zero = [&](const char* regressor) {
        return predictions(*train_regressor(parse_regressor(regressor), {1, rows, labels}, 1),
                           {rows.data(), 1})[0];
    };
    CHECK(at_zero("gradient-boosting trees=300") == doctest::Approx(10.99));
    // By hand: the mean gradient is 0 where 99 rows at a distance d < 1 weigh as much as one at 1; d is 1/99 of a
    // standard deviation, which is 99.4.
    CHECK(at_zero("gradient-boosting loss=huber trees=300") == doctest::Approx(1 + 99.4 / 99).epsilon(0.01));
}
