#include "objectives/regression_forest.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace archfront;

TEST_CASE("a forest adds its trees to the base, and a number equal to the threshold goes right") {
    RegressionForest forest(2, 10);
    forest.push_split(0, 1.0F);
    forest.push_split(1, 5.0F);
    forest.push_leaf(1);
    forest.push_leaf(2);
    CHECK_FALSE(forest.is_complete());
    forest.push_split(1, 7.0F);
    forest.push_leaf(4);
    forest.push_leaf(8);
    CHECK(forest.is_complete());
    forest.push_leaf(100);
    CHECK(forest.trees() == 2);
    const std::vector<float> rows = {0, 4, 0, 5, 1, 6.5F, 2, 7};
    std::vector<float> predictions(4);
    forest.predict(rows, predictions);
    CHECK(predictions == std::vector<float>{111, 112, 114, 118});
}

TEST_CASE("a forest without trees predicts its base") {
    std::vector<float> predictions(3);
    RegressionForest(0, 2.5F).predict({}, predictions);
    CHECK(predictions == std::vector<float>(3, 2.5F));
}
