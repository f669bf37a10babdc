#include <doctest/doctest.h>

#include <cmath>

#include "objectives/xgboost.hpp"
#include "tests/objectives/regressors/sample.hpp"

using namespace archfront;

TEST_CASE("the regressor of boosted trees is the forest that training gives") {
    const RegressionSample seen(150, 1), unseen(50, 2);
    BoostingOptions options;
    options.rounds = 20;
    options.max_depth = 4;
    options.learning_rate = 0.3;
    double mean = 0, squares = 0;
    for (const double label : seen.labels)
        mean += label / 150;
    for (const double label : seen.labels)
        squares += (label - mean) * (label - mean) / 150;
    std::vector<float> labels;
    for (const double label : seen.labels)
        labels.push_back(static_cast<float>((label - mean) / std::sqrt(squares)));
    const RegressionForest forest = train_forest(seen.features, {seen.rows, labels}, {}, options);
    std::vector<float> expected(50);
    forest.predict(unseen.rows, expected);
    const auto found = predictions(*seen.train("xgboost trees=20 depth=4"), unseen.rows);
    for (std::size_t r = 0; r < 50; ++r)
        CHECK(found[r] ==
              doctest::Approx(mean + std::sqrt(squares) * static_cast<double>(expected[r])).epsilon(1e-5));
}
