#include <doctest/doctest.h>

#include <cmath>

#include "objectives/agreement.hpp"
#include "tests/objectives/regressors/sample.hpp"

using namespace archfront;

namespace {

/// label = 3 + 2 a - b, and c says nothing.
struct Plane {
    std::vector<float> rows;
    std::vector<double> labels;

    Plane() {
        RandomGenerator random(1);
        for (int r = 0; r < 200; ++r) {
            const double a = random.uniform(), b = random.uniform();
            rows.insert(rows.end(),
                        {static_cast<float>(a), static_cast<float>(b), static_cast<float>(random.uniform())});
            labels.push_back(3 + 2 * a - b);
        }
    }
    /// Weights and, last, the value at the origin.
    std::vector<double> learn(std::string_view regressor) const {
        const auto trained = train_regressor(parse_regressor(regressor), {3, rows, labels}, 1);
        auto values = predictions(*trained, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0});
        for (std::size_t f = 0; f < 3; ++f)
            values[f] -= values[3];
        return values;
    }
};

}  // namespace

TEST_CASE("without a penalty linear regressors find the plane that the labels lie on") {
    const Plane plane;
    for (const char* regressor :
         {"linear penalty=none", "linear penalty=none loss=huber rounds=1000", "ridge"}) {
        CAPTURE(regressor);
        const auto weights = plane.learn(regressor);
        CHECK(weights[0] == doctest::Approx(2).epsilon(0.01));
        CHECK(weights[1] == doctest::Approx(-1).epsilon(0.01));
        CHECK(std::abs(weights[2]) < 0.01);
        CHECK(weights[3] == doctest::Approx(3).epsilon(0.01));
    }
}

TEST_CASE("an absolute penalty makes the useless weight nothing, a squared one shrinks all") {
    const Plane plane;
    const auto lasso = plane.learn("linear penalty=l1 strength=0.1");
    CHECK(lasso[0] > 0.2);
    CHECK(lasso[0] < 1.9);
    CHECK(lasso[2] == 0);
    const auto ridge = plane.learn("linear penalty=l2 strength=0.1");
    CHECK(ridge[0] > 0.2);
    CHECK(ridge[0] < 1.9);
    const auto mixture = plane.learn("linear penalty=elasticnet strength=0.1 l1_ratio=1");
    CHECK(mixture == lasso);
}
