#include <doctest/doctest.h>

#include "engine/space.hpp"
#include "objectives/fbnet_layers.hpp"

using namespace archfront;

namespace {

std::string text(const FbnetLayer& layer) {
    return std::to_string(layer.side) + " " + std::to_string(layer.in_channels) + " " +
           std::to_string(layer.out_channels) + " " + std::to_string(layer.stride);
}

}  // namespace

TEST_CASE("FBNet for CIFAR-100 halves 32 pixels three times") {
    const FbnetNetwork network = fbnet_network("cifar100");
    CHECK(text(network.stem) == "32 3 16 1");
    REQUIRE(network.layers.size() == 22);
    CHECK(text(network.layers[0]) == "32 16 16 1");
    CHECK(text(network.layers[1]) == "32 16 24 1");
    CHECK(text(network.layers[5]) == "32 24 32 2");
    CHECK(text(network.layers[6]) == "16 32 32 1");
    CHECK(text(network.layers[9]) == "16 32 64 2");
    CHECK(text(network.layers[13]) == "8 64 112 1");
    CHECK(text(network.layers[17]) == "8 112 184 2");
    CHECK(text(network.layers[21]) == "4 184 352 1");
    CHECK(text(network.head) == "4 352 1504 1");
    CHECK(network.classes == 100);
}

TEST_CASE("FBNet for ImageNet halves 224 pixels five times") {
    const FbnetNetwork network = fbnet_network("ImageNet");
    CHECK(text(network.stem) == "224 3 16 2");
    CHECK(text(network.layers[0]) == "112 16 16 1");
    CHECK(text(network.layers[1]) == "112 16 24 2");
    CHECK(text(network.layers[21]) == "7 184 352 1");
    CHECK(text(network.head) == "7 352 1984 1");
    CHECK(network.classes == 1000);
}

TEST_CASE("FBNet's blocks are those that its space names, the skip last") {
    const auto space = make_space("fbnet");
    REQUIRE(space->width() == fbnet_network("cifar100").layers.size());
    const std::vector<std::string>& names = space->variables()[0].choices;
    REQUIRE(names.size() == fbnet_blocks.size() + 1);
    for (std::size_t i = 0; i < fbnet_blocks.size(); ++i) {
        const FbnetBlock& block = fbnet_blocks[i];
        CHECK(names[i] == "k" + std::to_string(block.kernel) + "_e" + std::to_string(block.expansion) +
                              (block.groups == 1 ? "" : "_g" + std::to_string(block.groups)));
    }
    CHECK(names.back() == "skip");
}
