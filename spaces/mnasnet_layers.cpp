#include "spaces/mnasnet_layers.hpp"

namespace archfront::mnasnet {
namespace {

constexpr std::int64_t macs_per_normalised_element = 4;

std::int64_t squared(std::int64_t value) {
    return value * value;
}

/// Convolution without bias, then batch normalisation.
Cost convolution(std::int64_t weights, std::int64_t channels, std::int64_t resolution) {
    const std::int64_t pixels = squared(resolution);
    return {pixels * (weights + macs_per_normalised_element * channels), weights + 2 * channels};
}

/// Pooling, and two dense layers with biases through a quarter of the layer's input channels.
Cost squeeze_excite(std::int64_t channels, std::int64_t squeezed, std::int64_t resolution) {
    const std::int64_t weights = 2 * channels * squeezed;
    return {weights + channels * squared(resolution) + channels, weights + channels + squeezed};
}

int resolution_before(std::size_t b) {
    int resolution = stem_resolution;
    for (std::size_t earlier = 0; earlier < b; ++earlier)
        resolution = (resolution + strides[earlier] - 1) / strides[earlier];
    return resolution;
}

}  // namespace

Block block_of(ArchitectureView architecture, std::size_t b) {
    const Choice* choices = architecture.data() + b * variables_per_block;
    return {expansions[choices[0]], kernels[choices[1]], layer_counts[choices[2]], choices[3] == 0};
}

Cost& Cost::operator+=(const Cost& other) {
    macs += other.macs;
    params += other.params;
    return *this;
}

Cost cost_of_block(std::size_t b, const Block& block) {
    Cost total;
    std::int64_t in = input_channels[b];
    const std::int64_t out = output_channels[b];
    std::int64_t resolution = resolution_before(b);
    for (int layer = 0; layer < block.layers; ++layer) {
        const int stride = layer == 0 ? strides[b] : 1;
        const std::int64_t expanded = in * block.expansion;
        if (block.expansion != 1) total += convolution(in * expanded, expanded, resolution);
        resolution = (resolution + stride - 1) / stride;
        total += convolution(expanded * block.kernel * block.kernel, expanded, resolution);
        if (block.squeeze_excite) total += squeeze_excite(expanded, in / 4, resolution);
        total += convolution(expanded * out, out, resolution);
        in = out;
    }
    return total;
}

Cost cost_of_frame() {
    const std::int64_t last_channels = output_channels.back();
    const int resolution = resolution_before(blocks);
    Cost total = convolution(std::int64_t{3} * 3 * 3 * input_channels[0], input_channels[0], stem_resolution);
    total += convolution(last_channels * head_channels, head_channels, resolution);
    total += {head_channels * squared(resolution) + head_channels, 0};  // pooling
    total += {std::int64_t{head_channels} * classes, std::int64_t{head_channels} * classes + classes};
    return total;
}

Cost cost_of(ArchitectureView architecture) {
    Cost total = cost_of_frame();
    for (std::size_t b = 0; b < blocks; ++b)
        total += cost_of_block(b, block_of(architecture, b));
    return total;
}

}  // namespace archfront::mnasnet
