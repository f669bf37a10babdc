#include "objectives/linear_model.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "engine/random.hpp"

using namespace archfront;

TEST_CASE("a model without weights predicts its intercept") {
    CHECK(LinearModel{{}, 2.5F}.predict(std::vector<float>{1, 2, 3}) == 2.5F);
}

TEST_CASE("many rows at once have the bits of a sum in the order of the features") {
    RandomGenerator random(1);
    for (const std::size_t features : {1, 7, 308}) {
        LinearModel model{{}, 0.3F};
        for (std::size_t f = 0; f < features; ++f)
            model.weights.push_back(static_cast<float>(random.uniform() - 0.5));
        for (const std::size_t n : {1, 7, 8, 9, 100}) {
            std::vector<float> rows(n * features);
            for (float& x : rows)
                x = random.bernoulli(0.5) ? static_cast<float>(random.uniform()) : 0;
            std::vector<float> predictions(n), expected;
            model.predict(rows, predictions);
            for (std::size_t r = 0; r < n; ++r) {
                auto sum = static_cast<double>(model.intercept);
                for (std::size_t f = 0; f < features; ++f)
                    sum +=
                        static_cast<double>(model.weights[f]) * static_cast<double>(rows[r * features + f]);
                expected.push_back(static_cast<float>(sum));
            }
            CHECK(predictions == expected);
        }
    }
}
