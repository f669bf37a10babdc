#include <doctest/doctest.h>

#include "objectives/additive.hpp"

using namespace archfront;

TEST_CASE("an additive metric adds its parts in their order") {
    // In another order, the ones are lost beside 2^53 or the sum is another.
    const AdditiveMetric metric(
        MetricInfo(), {.first = 1, .choices = {{1, 0}, {0x1p53, 2}}, .last = {1, -0x1p53}}, {"file"});
    const Architecture large = {0, 0};
    const Architecture small = {1, 1};
    double value = 0;
    metric.evaluate(ArchitectureBatchView(large), {&value, 1});
    CHECK(value == ((((1.0 + 1) + 0x1p53) + 1) - 0x1p53));
    CHECK(value == 4);
    metric.evaluate(ArchitectureBatchView(small), {&value, 1});
    CHECK(value == (((1.0 + 0) + 2) + 1) - 0x1p53);
    CHECK(metric.files().size() == 1);
}
