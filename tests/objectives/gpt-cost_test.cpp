#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "engine/metric.hpp"

using namespace archfront;

namespace {

double value(const std::string& space, const std::string& metric, const std::string& text) {
    MetricContext context;
    context.space = make_space(space);
    MetricCatalogue catalogue(std::move(context));
    std::vector<double> values(1);
    catalogue.open(metric)->evaluate(ArchitectureBatchView(catalogue.space()->parse(text)), values);
    return values[0];
}

/// "gpt-s-10-192-2-2-...-4-4-...-True": all layers alike.
std::string uniform(const std::string& scale, int layers, int embed_dim, int mlp_ratio, int heads,
                    const std::string& bias) {
    std::string text = "gpt-" + scale + "-" + std::to_string(layers) + "-" + std::to_string(embed_dim);
    for (int layer = 0; layer < layers; ++layer)
        text += "-" + std::to_string(mlp_ratio);
    for (int layer = 0; layer < layers; ++layer)
        text += "-" + std::to_string(heads);
    return text + "-" + bias;
}

}  // namespace

TEST_CASE("the smallest and largest GPT of each scale cost what HW-GPT-Bench normalises by") {
    const auto check = [](const std::string& space, const std::string& text, double flops, double params) {
        CAPTURE(text);
        CHECK(value(space, "flops", text) == flops);
        CHECK(value(space, "params", text) == params);
    };
    check("gpt-s", uniform("s", 10, 192, 2, 4, "True"), 64239697920, 23502720);
    check("gpt-s", uniform("s", 12, 768, 4, 12, "True"), 467647070208, 190594560);
    check("gpt-m", uniform("m", 22, 256, 2, 8, "True"), 141464436736, 46005760);
    check("gpt-m", uniform("m", 24, 1024, 4, 16, "True"), 1242432536576, 505993216);
    check("gpt-l", uniform("l", 34, 320, 2, 8, "True"), 245883994112, 75496064);
    check("gpt-l", uniform("l", 36, 1280, 4, 20, "True"), 2584367595520, 1073154560);
}

TEST_CASE("a GPT's parameters are those of its matrices, counted one by one") {
    // Width 192, 3 layers of ratio 1 and 4 heads (attention 256 wide), no biases.
    const double matrices = 2 * 50254 * 192 + 3 * (3 * 256 * 192 + 192 * 256 + 3 * 192 * 192);
    const double norms = (2 * 3 + 1) * 2 * 192;
    const double biases = 3 * (3 * 256 + 192 + 2 * 192 + 192);
    CHECK(value("gpt-s-wide", "params.corrected", uniform("s_wide", 3, 192, 1, 4, "False")) ==
          matrices + norms);
    CHECK(value("gpt-s-wide", "params.corrected", uniform("s_wide", 3, 192, 1, 4, "True")) ==
          matrices + norms + biases);
}

TEST_CASE("the published costs of a GPT count biases that it does not have, the corrected ones do not") {
    const std::string with = uniform("s", 10, 384, 3, 8, "True");
    const std::string without = uniform("s", 10, 384, 3, 8, "False");
    CHECK(value("gpt-s", "params", with) == value("gpt-s", "params", without));
    CHECK(value("gpt-s", "flops", with) == value("gpt-s", "flops", without));
    CHECK(value("gpt-s", "params.corrected", with) == value("gpt-s", "params", with));
    CHECK(value("gpt-s", "params.corrected", without) < value("gpt-s", "params", without));
}

TEST_CASE("the published FLOPs of a GPT count attention twice, the corrected ones once") {
    const std::string with = uniform("s", 10, 384, 3, 8, "True");
    // Queries times keys and softmax times values: 2 * 2 * 1024^2 operations for each of 384 features.
    const double attention = 10 * 4.0 * 1024 * 1024 * 384;
    CHECK(value("gpt-s", "flops", with) - value("gpt-s", "flops.corrected", with) == attention);
    CHECK(value("gpt-s", "flops.corrected", with) ==
          2 * 1024 * value("gpt-s", "params.corrected", with) + attention);
}
