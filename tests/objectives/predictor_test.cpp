#include "objectives/predictor.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace archfront;

namespace {

/// -11 where the first feature is below 0.5, else 3, on a base of 10.
RegressionForest step(std::size_t features) {
    RegressionForest forest(features, 10);
    forest.push_split(0, 0.5F);
    forest.push_leaf(-11);
    forest.push_leaf(3);
    return forest;
}

Predictor make(std::size_t features, RegressionForest forest, LinearModel linear = {},
               PredictionRange range = {}) {
    Predictor predictor;
    predictor.features = features;
    predictor.forest = std::move(forest);
    predictor.linear = std::move(linear);
    predictor.range = range;
    return predictor;
}

std::vector<float> predict(const Predictor& predictor, const std::vector<float>& rows) {
    std::vector<float> predictions(rows.size() / predictor.features);
    predictor.predict(rows, predictions);
    return predictions;
}

}  // namespace

TEST_CASE("a predictor predicts nothing beyond its range") {
    Predictor predictor = make(1, step(1), {}, {0, 12});
    CHECK(predict(predictor, {0, 1}) == std::vector<float>{0, 12});
    predictor.range = {};
    CHECK(predict(predictor, {0, 1}) == std::vector<float>{-1, 13});
}

TEST_CASE("a forest adds to the linear part and sees its prediction as the last feature") {
    RegressionForest forest(3, 0);
    forest.push_split(2, 5);  // the linear prediction
    forest.push_leaf(0.25F);
    forest.push_leaf(0.5F);
    const Predictor predictor = make(2, forest, {{2, -1}, 3});
    CHECK(predict(predictor, {0, 0, 1, 0, 1, 1}) == std::vector<float>{3.25F, 5.5F, 4.25F});
}

TEST_CASE("a row's prediction does not depend on its batch") {
    const Predictor predictor = make(1, step(2), {{0.1F}, 0.3F});
    std::vector<float> rows;
    for (int r = 0; r < 1000; ++r)
        rows.push_back(static_cast<float>(r) / 700);
    const std::vector<float> together = predict(predictor, rows);
    for (std::size_t r = 0; r < rows.size(); ++r)
        CHECK(predict(predictor, {rows[r]})[0] == together[r]);
}

TEST_CASE("links invert: what is learnt comes back in the metric's unit") {
    for (const Link link : {Link::identity, Link::logarithm, Link::reciprocal}) {
        CHECK(parse_link(to_string(link)) == link);
        for (const double value : {0.001, 0.5, 1.0, 7200.0})
            CHECK(static_cast<double>(from_link(link, to_link(link, value))) ==
                  doctest::Approx(value).epsilon(1e-5));
    }
    CHECK_FALSE(parse_link("square").has_value());
    CHECK(std::isfinite(from_link(Link::reciprocal, -1)));
    CHECK(from_link(Link::reciprocal, -1) > 1e37F);
}
