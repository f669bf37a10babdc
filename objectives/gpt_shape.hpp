// What the choices of a GPT space stand for, in numbers: for the sources that count its weights or encode it
// for a predictor.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/space.hpp"

namespace archfront {

/// The numbers behind the choices of each variable, ascending; and where the variables stand.
struct GptShape {
    std::vector<double> embed_dims;
    std::vector<double> depths;
    std::vector<double> mlp_ratios;
    std::vector<double> heads;

    static constexpr std::size_t embed_dim = 0;
    static constexpr std::size_t n_layer = 1;
    static constexpr std::size_t bias = 2;
    static constexpr Choice bias_true = 0;
    static constexpr std::size_t mlp_ratio(std::size_t layer) { return 3 + 2 * layer; }
    static constexpr std::size_t n_head(std::size_t layer) { return 4 + 2 * layer; }

    std::size_t most_layers() const { return static_cast<std::size_t>(depths.back()); }
    std::size_t layers(ArchitectureView architecture) const {
        return static_cast<std::size_t>(depths[architecture[n_layer]]);
    }
};

/// The shape of one of HW-GPT-Bench's spaces, narrow or wide; nullopt for another space.
std::optional<GptShape> gpt_shape(const SearchSpace& space);

}  // namespace archfront
