// The shapes of FBNet's layers, on which both its closed forms and HW-NAS-Bench's look-up keys depend.
// Source: Wu et al. 2019, arXiv:1812.03443, table 1; the CIFAR form is HW-NAS-Bench's (Li et al. 2021,
// arXiv:2103.10584).
#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace archfront {

/// Inputs are square, `side` pixels wide; a stride of 2 halves them.
struct FbnetLayer {
    int side;
    int in_channels;
    int out_channels;
    int stride;
};

/// What a searched layer may be; the last block, skip, has no expansion: it is nothing, or a 1x1 convolution
/// where it has to change the shape.
struct FbnetBlock {
    int expansion;
    int kernel;
    int groups;
};
inline constexpr std::array<FbnetBlock, 8> fbnet_blocks = {
    {{1, 3, 1}, {1, 3, 2}, {3, 3, 1}, {6, 3, 1}, {1, 5, 1}, {1, 5, 2}, {3, 5, 1}, {6, 5, 1}}};

struct FbnetNetwork {
    FbnetLayer stem;                 // 3x3
    std::vector<FbnetLayer> layers;  // the 22 searched ones
    FbnetLayer head;                 // 1x1, then an average over side x side and a linear layer
    int classes;
};

inline constexpr std::array<std::string_view, 2> fbnet_data_sets = {"cifar100", "ImageNet"};

/// REQUIRES: data_set is one of fbnet_data_sets.
FbnetNetwork fbnet_network(std::string_view data_set);

}  // namespace archfront
