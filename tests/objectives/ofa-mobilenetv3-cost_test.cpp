#include <doctest/doctest.h>

#include <cmath>

#include "engine/metric.hpp"

using namespace archfront;

namespace {

double value_of(const std::string& metric, const std::string& architecture) {
    MetricContext context;
    context.space = make_space("ofa-mobilenetv3");
    const Architecture row = context.space->parse(architecture);
    double value = 0;
    MetricCatalogue(std::move(context)).open(metric)->evaluate(ArchitectureBatchView(row), {&value, 1});
    return value;
}

}  // namespace

TEST_CASE("once-for-all's published networks have the multiply-accumulates in their names") {
    // Of once-for-all's model zoo; blocks that are not there are written as 3. Its third one, of 595M, has a
    // resolution beyond the space.
    CHECK(std::round(value_of("macs.imagenet",
                              "{'ks': [3,3,3,3, 5,5,3,3, 5,5,3,3, 5,5,3,3, 3,3,7,3],"
                              " 'e': [3,3,3,3, 3,6,3,3, 4,4,3,3, 6,4,4,4, 6,6,6,3],"
                              " 'd': [2,3,3,4,4], 'r': 224}")) == 389);
    CHECK(std::round(value_of("macs.imagenet",
                              "{'ks': [5,3,3,3, 5,3,5,3, 5,5,3,3, 5,7,3,5, 7,3,3,3],"
                              " 'e': [3,3,3,3, 4,4,4,3, 4,6,3,3, 6,6,6,4, 6,6,6,3],"
                              " 'd': [3,4,4,4,4], 'r': 224}")) == 482);
}

TEST_CASE(
    "a once-for-all network's parameters do not depend on the resolution, its operations nearly squarely") {
    const auto network = [](const std::string& resolution) {
        return "{'ks': [3,3,3,3, 3,3,3,3, 3,3,3,3, 3,3,3,3, 3,3,3,3], 'e': [3,3,3,3, 3,3,3,3, 3,3,3,3, "
               "3,3,3,3, 3,3,3,3], 'd': [2,2,2,2,2], 'r': " +
               resolution + "}";
    };
    CHECK(value_of("params.imagenet", network("128")) == value_of("params.imagenet", network("224")));
    // But for the last two layers, which see one pixel: 1152 x 1536 + 1536 x 1000, and the squeezes.
    const double small = value_of("macs.imagenet", network("128"));
    const double large = value_of("macs.imagenet", network("224"));
    CHECK(large / small == doctest::Approx(224.0 * 224 / (128 * 128)).epsilon(0.1));
}

TEST_CASE("the smallest once-for-all network has the parameters one counts by hand") {
    // Stem 3x3: 3 -> 24; depthwise 3x3 and 1x1: 24 -> 24; each with two numbers a channel for normalisation.
    double params = 27 * 24 + 48 + 9 * 24 + 48 + 24 * 24 + 48;
    const auto block = [&](int in, int middle, int out, int squeezed) {
        params += in * middle + 2 * middle + 9 * middle + 2 * middle + middle * out + 2 * out;
        if (squeezed > 0) params += 2 * middle * squeezed + middle + squeezed;
    };
    block(24, 72, 32, 0);
    block(32, 96, 32, 0);
    block(32, 96, 48, 24);
    block(48, 144, 48, 40);  // 36 rounds to 40
    block(48, 144, 96, 0);
    block(96, 288, 96, 0);
    block(96, 288, 136, 72);
    block(136, 408, 136, 104);  // 102 rounds to 104
    block(136, 408, 192, 104);
    block(192, 576, 192, 144);
    params += 192 * 1152 + 2 * 1152 + 1152 * 1536 + 1536 * 1000 + 1000;
    CHECK(value_of("params.imagenet",
                   "{'ks': [3,3,3,3, 3,3,3,3, 3,3,3,3, 3,3,3,3, 3,3,3,3], 'e': [3,3,3,3, 3,3,3,3, 3,3,3,3, "
                   "3,3,3,3, 3,3,3,3], 'd': [2,2,2,2,2], 'r': 160}") ==
          doctest::Approx(params / 1e6).epsilon(1e-12));
}
