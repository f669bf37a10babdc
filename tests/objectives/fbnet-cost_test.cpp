#include <doctest/doctest.h>

#include "engine/metric.hpp"

using namespace archfront;

namespace {

double value_of(const std::string& metric, const std::string& architecture) {
    MetricContext context;
    context.space = make_space("fbnet");
    const Architecture row = context.space->parse(architecture);
    double value = 0;
    MetricCatalogue(std::move(context)).open(metric)->evaluate(ArchitectureBatchView(row), {&value, 1});
    return value;
}

const std::string skips = "8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8";

}  // namespace

TEST_CASE("FBNet-C has the parameters that are published") {
    // Wu et al. 2019, figure 5. PyTorch Image Models counts 5,572,200 for its fbnetc_100; the paper says 5.5
    // million and 375 million multiply-accumulates.
    const std::string fbnet_c = "0-3-0-0-8-7-6-7-3-7-6-7-7-7-7-7-6-7-7-7-7-3";
    CHECK(value_of("params.ImageNet", fbnet_c) == doctest::Approx(5.5722).epsilon(1e-12));
    CHECK(value_of("macs.ImageNet", fbnet_c) == doctest::Approx(375).epsilon(0.03));
}

TEST_CASE("an FBNet of skips costs its stem, its changes of shape and its head") {
    const double stem = 32 * 32 * 9 * 3 * 16;
    const double shapes = 32 * 32 * 16 * 24 + 16 * 16 * 24 * 32 + 8 * 8 * (32 * 64 + 64 * 112) +
                          4 * 4 * (112 * 184 + 184 * 352);
    const double head = 4 * 4 * 352 * 1504 + 1504 * 100;
    CHECK(value_of("macs.cifar100", skips) == doctest::Approx((stem + shapes + head) / 1e6).epsilon(1e-12));
}

TEST_CASE("an FBNet block costs its three convolutions, the grouped ones half") {
    const auto added = [](const std::string& metric, const std::string& block) {
        return value_of(metric, "8-8-8-8-8-8-" + block + skips.substr(13)) - value_of(metric, skips);
    };
    // The second layer of the third stage: 16x16 pixels, 32 channels in and out.
    CHECK(added("macs.cifar100", "3") == doctest::Approx(256 * (2 * 32 * 192 + 9 * 192) / 1e6).epsilon(1e-9));
    CHECK(added("macs.cifar100", "5") ==
          doctest::Approx(256 * (2 * 32 * 32 / 2 + 25 * 32) / 1e6).epsilon(1e-9));
    CHECK(added("params.cifar100", "3") ==
          doctest::Approx((2 * 32 * 192 + 9 * 192 + 2 * (192 + 192 + 32)) / 1e6).epsilon(1e-9));
}
