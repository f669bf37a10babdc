// Fully connected networks with rectifiers, in single precision, whose inputs are categorical choices. The
// products are written out rather than taken from a matrix library, which would split a sum by the row's place
// in a block and by the cache it finds: here every sum runs in one order, so that an architecture has the same
// bits in any batch, with any vector width, on any machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/instruction_set.hpp"

namespace archfront {

/// y = W x + b. `weights` are row-major, shape (outputs, inputs), as PyTorch keeps them; `biases` have shape
/// (outputs).
struct DenseLayer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::vector<float> weights;
    std::vector<float> biases;
};

struct InputValue {
    std::size_t input = 0;
    float value = 0;
};
/// What one choice puts into a network's input vector: a one-hot choice is {{i, 1}}, an inactive one may be {}.
using Token = std::vector<InputValue>;

/// Immutable; safe to use from many threads, cheap to copy.
class Mlp {
  public:
    /// A row's input vector is the sum of `tokens_per_row` of the `tokens`: the first layer adds up columns
    /// prepared for them. max(0, x) follows every layer but the last.
    /// REQUIRES: two layers at least, each taking as many inputs as the one before has outputs, the last with
    /// one output; tokens name inputs of the first; an instruction set that the machine has.
    Mlp(std::span<const DenseLayer> layers, std::span<const Token> tokens, std::size_t tokens_per_row,
        InstructionSet instructions = supported_instruction_sets().back());

    std::size_t tokens_per_row() const;

    /// Outputs of n rows, shape (n). tokens: numbers of tokens, row-major, shape (n, tokens_per_row()).
    /// REQUIRES: tokens.size() == values.size() * tokens_per_row(), and each is the number of a token.
    void evaluate(std::span<const std::uint16_t> tokens, std::span<double> values) const;

  private:
    struct Network;
    std::shared_ptr<const Network> network_;
};

}  // namespace archfront
