#include <doctest/doctest.h>

#include "engine/metric.hpp"
#include "tests/data.hpp"

using namespace archfront;

namespace {

double value_of(const std::string& metric, const std::string& text) {
    MetricContext context;
    context.space = make_space("mnasnet");
    MetricCatalogue catalogue(std::move(context));
    double value = 0;
    catalogue.open(metric, "formula")
        ->evaluate(ArchitectureBatchView(catalogue.space()->parse(text)), {&value, 1});
    return value;
}

}  // namespace

TEST_CASE("EfficientNet-B0 has the 5,288,548 parameters that its published implementations have") {
    CHECK(
        value_of("params",
                 "[[1,6,6,6,6,6,6],[3,3,5,3,5,5,3],[1,2,2,3,3,4,1],[True,True,True,True,True,True,True]]") ==
        5.288548);
}

TEST_CASE("the smallest MnasNet network costs what one counts by hand") {
    const std::string smallest =
        "[[1,1,1,1,1,1,1],[3,3,3,3,3,3,3],[1,1,1,1,1,1,1],[False,False,False,False,False,False,False]]";
    // A block of one layer without expansion: depthwise 3x3 and its normalisation on the input's channels,
    // then 1x1 to the output's. Resolutions behind the depthwise convolution: 112, 56, 28, 14, 14, 7, 7.
    double params = 928 + 320 * 1280 + 2560 + 1'281'000;
    double macs = (864 + 4 * 32) * 112.0 * 112 + (320 + 4) * 1280 * 49.0 + 1280 * 49 + 1280 + 1'280'000;
    const int in[] = {32, 16, 24, 40, 80, 112, 192}, out[] = {16, 24, 40, 80, 112, 192, 320};
    const int resolution[] = {112, 56, 28, 14, 14, 7, 7};
    for (int b = 0; b < 7; ++b) {
        params += 9 * in[b] + 2 * in[b] + in[b] * out[b] + 2 * out[b];
        macs += (9.0 * in[b] + 4 * in[b] + in[b] * out[b] + 4 * out[b]) * resolution[b] * resolution[b];
    }
    CHECK(value_of("params", smallest) == params / 1e6);
    CHECK(value_of("macs", smallest) == macs / 1e6);
}

TEST_CASE("squeeze-and-excite costs two dense layers, their biases as parameters only") {
    const std::string plain =
        "[[1,1,1,1,1,1,1],[3,3,3,3,3,3,3],[1,1,1,1,1,1,1],[False,False,False,False,False,False,False]]";
    const std::string excited =
        "[[1,1,1,1,1,1,1],[3,3,3,3,3,3,3],[1,1,1,1,1,1,1],[True,False,False,False,False,False,False]]";
    // 32 channels squeezed to 8, pooled over 112 x 112.
    CHECK(value_of("params", excited) - value_of("params", plain) == doctest::Approx((512 + 40) / 1e6));
    CHECK(value_of("macs", excited) - value_of("macs", plain) ==
          doctest::Approx((512 + 32 * 112 * 112 + 32) / 1e6));
}
