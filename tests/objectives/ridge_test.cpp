#include "objectives/ridge.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/random.hpp"

using namespace archfront;

namespace {

struct Sample {
    std::size_t features;
    std::vector<float> rows;
    std::vector<float> labels;

    LabelledRows view() const { return {rows, labels}; }
};

/// 7 + 2 a - 3 b + noise; a third feature is constant, a fourth is a times 1000 and so says nothing new.
Sample line(std::size_t n, double noise, std::uint64_t seed) {
    Sample sample{4, {}, {}};
    RandomGenerator random(seed);
    for (std::size_t r = 0; r < n; ++r) {
        const double a = random.uniform(), b = random.uniform();
        for (const double feature : {a, b, 5.0, 1000 * a})
            sample.rows.push_back(static_cast<float>(feature));
        sample.labels.push_back(static_cast<float>(7 + 2 * a - 3 * b + noise * (random.uniform() - 0.5)));
    }
    return sample;
}

}  // namespace

TEST_CASE("ridge regression recovers a linear law, also with collinear and constant features") {
    const Sample train = line(300, 0, 1);
    const RidgeFit fit = fit_ridge(4, train.view(), line(50, 0, 2).view());
    CHECK(fit.model.weights[2] == 0);
    const std::vector<float> row = {0.25F, 0.75F, 5, 250};
    CHECK(static_cast<double>(fit.model.predict(row)) == doctest::Approx(7 + 0.5 - 2.25).epsilon(1e-4));
}

TEST_CASE("of one standardised feature the ridge weight is the covariance over variance plus penalty") {
    // x = -1, 1 (variance 1, mean 0), y = 1, 5: covariance 2, so the weight at penalty p is 2 / (1 + p).
    const std::vector<float> x = {-1, 1}, y = {1, 5};
    const std::vector<float> validation_x = {1}, validation_y = {3.1F};
    const RidgeFit fit = fit_ridge(1, {x, y}, {validation_x, validation_y});
    CHECK(fit.penalty == 10);  // 3 + 2 / 11 is the closest to 3.1 of the choices
    CHECK(static_cast<double>(fit.model.weights[0]) == doctest::Approx(2.0 / 11));
    CHECK(static_cast<double>(fit.model.intercept) == doctest::Approx(3));
}

TEST_CASE("out-of-fold predictions err more than those of the model that saw the row") {
    const Sample train = line(40, 2, 3);
    const RidgeFit fit = fit_ridge(4, train.view(), {});
    double inside = 0, outside = 0;
    for (std::size_t r = 0; r < train.labels.size(); ++r) {
        const std::span<const float> row(train.rows.data() + 4 * r, 4);
        inside += std::pow(train.labels[r] - fit.model.predict(row), 2);
        outside += std::pow(train.labels[r] - fit.out_of_fold[r], 2);
    }
    CHECK(outside > inside);
    CHECK(outside < 2 * inside);
}

TEST_CASE("a ridge regression takes fewer rows than it has folds, whatever their width") {
    constexpr std::size_t wide = 65;
    for (const std::size_t rows : {1, 2, 4}) {
        std::vector<float> features(rows * wide), labels(rows);
        for (std::size_t r = 0; r < rows; ++r)
            features[r * wide] = labels[r] = static_cast<float>(r);
        const RidgeFit fit = fit_ridge(wide, {features, labels}, {});
        CHECK(std::isfinite(fit.model.predict(std::span(features).first(wide))));
    }
}
