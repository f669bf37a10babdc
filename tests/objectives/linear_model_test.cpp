#include "objectives/linear_model.hpp"

#include <doctest/doctest.h>

using namespace archfront;

TEST_CASE("a model without weights predicts its intercept") {
    CHECK(LinearModel{{}, 2.5F}.predict(std::vector<float>{1, 2, 3}) == 2.5F);
}
