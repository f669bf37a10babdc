#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const SearchSpace& space() {
    static const auto space = make_space("mnasnet");
    return *space;
}

const std::string efficientnet_b0 =
    "[[1, 6, 6, 6, 6, 6, 6], [3, 3, 5, 3, 5, 5, 3], [1, 2, 2, 3, 3, 4, 1], "
    "[True, True, True, True, True, True, True]]";

std::string dictionary(const std::string& last_flag) {
    std::string text = "{";
    const int e[] = {1, 6, 6, 6, 6, 6, 6}, k[] = {3, 3, 5, 3, 5, 5, 3}, l[] = {1, 2, 2, 3, 3, 4, 1};
    for (int b = 6; b >= 0; --b) {  // not upstream's order
        const std::string block = "\"block" + std::to_string(b);
        text += block + "_l\": " + std::to_string(l[b]) + ", " + block + "_e\":" + std::to_string(e[b]) +
                "," + block + "_k\": " + std::to_string(k[b]) + ", " + block +
                "_se\": " + (b == 0 ? last_flag + "}" : "true, ");
    }
    return text;
}

std::string complaint(std::string_view text) {
    const std::string message = user_error_of([&] { space().parse(text); });
    return message.substr(std::min(message.find("at position"), message.size()));
}

std::map<std::string, float> features_of(const std::string& text) {
    const std::vector<std::string> names = space().feature_names();
    std::vector<float> values(names.size());
    space().features(ArchitectureBatchView(space().parse(text)), values);
    std::map<std::string, float> named;
    for (std::size_t i = 0; i < names.size(); ++i)
        named[names[i]] = values[i];
    return named;
}

}  // namespace

TEST_CASE("MnasNet has 36^6 x 48 networks") {
    CHECK(space().width() == 28);
    CHECK(space().network_count() == "104485552128");
}

TEST_CASE("a MnasNet network is written as upstream's manual_sample takes it, in upstream's choice numbers") {
    const Architecture network = space().parse(efficientnet_b0);
    CHECK(network ==
          Architecture{0, 0, 0, 0, 2, 0, 1, 0, 2, 1, 1, 0, 2, 0, 2, 0, 2, 1, 2, 0, 2, 1, 3, 0, 2, 0, 0, 0});
    CHECK(space().to_string(network) == efficientnet_b0);
    CHECK(space().variables()[21].name == "block5_k");
}

TEST_CASE("a MnasNet network is read from an upstream result's dictionary, keys in any order") {
    CHECK(space().to_string(space().parse(dictionary("true"))) == efficientnet_b0);
    CHECK(space().parse(dictionary("\"False\""))[3] == 1);
}

TEST_CASE("malformed MnasNet text is refused at its position") {
    CHECK(complaint("[[1, 2, 6") == "at position 6, expected 1 or 4 or 6 for block1_e");
    CHECK(complaint("[[1, 6, 6, 6, 6, 6, 6], [3, 3, 5, 3, 5, 5, 3], [4") ==
          "at position 49, expected 1 or 2 or 3 for block0_l");
    CHECK(complaint("{\"block0_e\": 1, \"block0_e\": 1") ==
          "at position 17, expected a key not given yet, such as 'block0_k'");
    CHECK(complaint("{\"block0_e\": 1}") == "at position 15, expected ','");
    CHECK(complaint(efficientnet_b0 + "]").ends_with("expected the end"));
    std::string missing = dictionary("true");
    missing.replace(missing.find("block3_l"), 8, "block7_l");
    CHECK(complaint(missing).ends_with("expected a key not given yet, such as 'block0_e'"));
}

TEST_CASE("a MnasNet block's joint choice has a column of its own") {
    auto f = features_of(efficientnet_b0);
    CHECK(f["block0=1/3/1/True"] == 1);
    CHECK(f["block5=6/5/4/True"] == 1);
    CHECK(f["block6=6/3/1/True"] == 1);
    int ones = 0, columns = 0;
    for (const auto& [name, value] : f) {
        if (name.find('=') == std::string::npos) continue;
        ++columns;
        if (value == 1) ++ones;
    }
    CHECK(columns == 264);
    CHECK(ones == 7);
}

TEST_CASE("MnasNet's joint columns are named after the choices that set them") {
    RandomGenerator random(1);
    Architecture row(space().width());
    for (int i = 0; i < 500; ++i) {
        space().sample(random, row);
        auto f = features_of(space().to_string(row));
        for (std::size_t b = 0; b < 7; ++b) {
            std::string name = "block" + std::to_string(b);
            for (std::size_t v = 4 * b; v < 4 * b + 4; ++v)
                name += (v == 4 * b ? "=" : "/") + space().variables()[v].choices[row[v]];
            REQUIRE(f.at(name) == 1);
            REQUIRE(f.at("block" + std::to_string(b) + "_k") == row[4 * b + 1]);
        }
    }
}

TEST_CASE("MnasNet's blocks cost what the network costs, less stem, head and classifier") {
    auto f = features_of(efficientnet_b0);
    float blocks = 0;
    for (int b = 0; b < 7; ++b)
        blocks += f["block" + std::to_string(b) + "_params"];
    // Stem 928, head 320 x 1280 and its normalisation 2,560, classifier 1,281,000.
    CHECK(f["params"] - blocks == doctest::Approx(1.694088));
}

TEST_CASE("EfficientNet-B0 is drawn with its sixteen layers between stem and head") {
    const NetworkGraph graph = space().graph(space().parse(efficientnet_b0));
    CHECK(graph.nodes.size() == 21);
    CHECK(graph.edges.size() == 20);
    CHECK(graph.nodes[1] == "conv 3x3 stride 2, 32 channels");
    CHECK(graph.nodes[2] == "MBConv1 3x3 SE, 16 channels");
    CHECK(graph.nodes[5] == "MBConv6 5x5 SE stride 2, 40 channels");
    CHECK(graph.nodes[17] == "MBConv6 3x3 SE, 320 channels");
}
