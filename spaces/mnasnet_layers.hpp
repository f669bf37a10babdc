// The networks of the MnasNet space layer by layer, and what they cost: shared by the space's features and its
// formula metrics, so that both count the same layers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/architecture.hpp"

namespace archfront::mnasnet {

inline constexpr std::size_t blocks = 7;
/// Of the decision variables, in order: expansion, kernel, layers, squeeze-and-excite.
inline constexpr std::size_t variables_per_block = 4;

inline constexpr std::array<int, 3> expansions = {1, 4, 6};
inline constexpr std::array<int, 2> kernels = {3, 5};
inline constexpr std::array<int, 4> layer_counts = {1, 2, 3, 4};  // the fourth in block 5 only
/// Joint choices of a block: 48 in block 5, 36 elsewhere.
constexpr std::size_t layer_choices(std::size_t block) {
    return block == 5 ? 4 : 3;
}
constexpr std::size_t joint_choices(std::size_t block) {
    return expansions.size() * kernels.size() * layer_choices(block) * 2;
}

/// What does not vary. Source: the backbone of EfficientNet-B0, Tan and Le 2019, arXiv:1905.11946, table 1.
inline constexpr std::array<int, blocks> strides = {1, 2, 2, 2, 1, 2, 1};  // of a block's first layer
inline constexpr std::array<int, blocks> input_channels = {32, 16, 24, 40, 80, 112, 192};
inline constexpr std::array<int, blocks> output_channels = {16, 24, 40, 80, 112, 192, 320};
inline constexpr int stem_resolution = 112;  // of 224 x 224 images behind the stem
inline constexpr int head_channels = 1280;
inline constexpr int classes = 1000;

/// The choices of one block.
struct Block {
    int expansion;
    int kernel;
    int layers;
    bool squeeze_excite;
};

/// REQUIRES: an architecture of the space, b < blocks.
Block block_of(ArchitectureView architecture, std::size_t b);

struct Cost {
    std::int64_t macs = 0;    // multiply-accumulates of one 224 x 224 image, as the tool thop counts them
    std::int64_t params = 0;  // trainable parameters

    Cost& operator+=(const Cost& other);
};

/// Of block b with these choices: channels and resolutions are fixed, hence no other block matters.
/// Counting: a batch normalisation costs 4 per element, squeeze-and-excite its two dense layers without their
/// biases and its pooling; checked against all 5,138 networks of Accel-NASBench (Ahmad et al. 2024,
/// arXiv:2404.08005).
Cost cost_of_block(std::size_t b, const Block& block);

/// Of stem, head and classifier.
Cost cost_of_frame();

/// Of the whole network. REQUIRES: an architecture of the space.
Cost cost_of(ArchitectureView architecture);

}  // namespace archfront::mnasnet
