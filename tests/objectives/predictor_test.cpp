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

/// A Gaussian process of one row, choice 0: mean 2, signal variance 4, noise variance 1, label 3, weight 1. What it
/// says of another choice is 2 + k / 5 with deviation sqrt(4 - k * k / 5), where k = 4 / e.
Predictor process(Link link = Link::identity, float scale = 1) {
    ArchitectureBatch rows(1);
    rows.emplace_back();
    const std::vector<double> labels = {3};
    Predictor predictor = make(1, RegressionForest(1, 0));
    predictor.link = link;
    predictor.scale = scale;
    predictor.process =
        std::make_shared<const GaussianProcess>(rows, labels, GaussianProcessParameters{{1}, 2, 4, 1});
    return predictor;
}

struct Deviating {
    double prediction;
    double deviation;
};

Deviating deviating(const Predictor& predictor, float row) {
    float prediction = 0, deviation = -1;
    predictor.predict({&row, 1}, {&prediction, 1}, {&deviation, 1});
    return {static_cast<double>(prediction), static_cast<double>(deviation)};
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

TEST_CASE("a Gaussian process's prediction comes with its standard deviation") {
    const double k = 4 / std::exp(1.0);
    const Deviating seen = deviating(process(), 0);
    CHECK(seen.prediction == doctest::Approx(2 + 4.0 / 5));
    CHECK(seen.deviation == doctest::Approx(std::sqrt(4 - 16.0 / 5)));
    const Deviating other = deviating(process(), 7);
    CHECK(other.prediction == doctest::Approx(2 + k / 5));
    CHECK(other.deviation == doctest::Approx(std::sqrt(4 - k * k / 5)));
}

TEST_CASE("a deviation is in the metric's unit, to first order behind a link") {
    const Deviating learnt = deviating(process(), 7);
    const Deviating scaled = deviating(process(Link::identity, 10), 7);
    CHECK(scaled.prediction == doctest::Approx(10 * learnt.prediction));
    CHECK(scaled.deviation == doctest::Approx(10 * learnt.deviation));
    // d exp(y) = exp(y) dy, and d (1 / y) = -dy / y^2.
    const Deviating logarithm = deviating(process(Link::logarithm, 0.5F), 7);
    CHECK(logarithm.prediction == doctest::Approx(std::exp(0.5 * learnt.prediction)));
    CHECK(logarithm.deviation == doctest::Approx(logarithm.prediction * 0.5 * learnt.deviation));
    const Deviating reciprocal = deviating(process(Link::reciprocal, 0.5F), 7);
    CHECK(reciprocal.prediction == doctest::Approx(2 / learnt.prediction));
    CHECK(reciprocal.deviation ==
          doctest::Approx(0.5 * learnt.deviation / std::pow(0.5 * learnt.prediction, 2)));
}

TEST_CASE("what is no Gaussian process states no deviation") {
    CHECK(deviating(make(1, step(1)), 0).deviation == 0);
    CHECK(deviating(make(1, step(2), {{0.1F}, 0.3F}), 0).deviation == 0);
}
