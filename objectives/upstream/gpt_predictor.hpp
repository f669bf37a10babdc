// HW-GPT-Bench's trained networks: five fully connected layers over an encoding of the architecture.
#pragma once

#include <filesystem>
#include <span>

#include "objectives/gpt_shape.hpp"
#include "objectives/mlp.hpp"

namespace archfront::upstream {

/// How an architecture becomes the inputs of a network.
enum class GptEncoding {
    /// One-hot choices; zeros for layers beyond the depth. What perplexity is predicted from.
    one_hot,
    /// Numbers scaled to 0 ... 1 by the space's smallest and largest; -1 for layers beyond the depth; the last
    /// one is 1 with biases, 0 without. What upstream's API makes of an architecture.
    published,
    /// The same with 0 for layers beyond the depth and the last input always 1: what the networks for memory,
    /// FLOPs and parameters were trained with (their published extremes are reproduced only so).
    trained,
};

/// Immutable; safe to use from many threads.
class GptPredictor {
  public:
    /// Throws UserError naming the file when it holds no such network for this encoding of this space.
    GptPredictor(const std::filesystem::path& checkpoint, GptShape shape, GptEncoding encoding);

    /// Predictions for n architectures, shape (n), in the unit the network was trained for.
    /// REQUIRES: values.size() == batch.size().
    void evaluate(ArchitectureBatchView batch, std::span<double> values) const;

  private:
    GptShape shape_;
    Mlp network_;
};

}  // namespace archfront::upstream
