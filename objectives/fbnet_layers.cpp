#include "objectives/fbnet_layers.hpp"

#include <algorithm>

#include "engine/error.hpp"

namespace archfront {
namespace {

constexpr std::array<int, 7> layers_of_stage = {1, 4, 4, 4, 4, 4, 1};
constexpr std::array<int, 7> channels_of_stage = {16, 24, 32, 64, 112, 184, 352};

}  // namespace

FbnetNetwork fbnet_network(std::string_view data_set) {
    ARCHFRONT_ASSERT(
        std::find(fbnet_data_sets.begin(), fbnet_data_sets.end(), data_set) != fbnet_data_sets.end(),
        "no such data set");
    const bool cifar = data_set == "cifar100";
    const std::array<int, 7> stride_of_stage = {1, cifar ? 1 : 2, 2, 2, 1, 2, 1};
    FbnetNetwork network;
    network.stem = cifar ? FbnetLayer{32, 3, 16, 1} : FbnetLayer{224, 3, 16, 2};
    FbnetLayer last = network.stem;
    const auto follow = [&](int channels, int stride) {
        last = {last.side / last.stride, last.out_channels, channels, stride};
        return last;
    };
    for (std::size_t stage = 0; stage < layers_of_stage.size(); ++stage) {
        for (int layer = 0; layer < layers_of_stage[stage]; ++layer) {
            network.layers.push_back(
                follow(channels_of_stage[stage], layer == 0 ? stride_of_stage[stage] : 1));
        }
    }
    network.head = follow(cifar ? 1504 : 1984, 1);
    network.classes = cifar ? 100 : 1000;
    return network;
}

}  // namespace archfront
