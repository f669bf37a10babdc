// The density of a sample of architectures: a mixture of one kernel around each and a uniform one. A kernel
// is a product over the variables, so that choices that go together stay together.
#pragma once

#include <span>
#include <vector>

#include "engine/random.hpp"
#include "engine/space.hpp"

namespace archfront {

/// In each variable a kernel draws its own row's choice, or with probability C e / (1 + C e) any of all C,
/// where e is 1 / (n + 1).
/// Source: the categorical kernel and the prior of Optuna's TPE (Akiba et al. 2019, arXiv:1907.10902);
/// multivariate as Watanabe 2023, arXiv:2304.11127, recommends.
class ParzenEstimator {
  public:
    /// weights: of the rows, shape (n), not negative and not all 0; the uniform kernel weighs as much as one
    /// of n + 1. `space` must outlive this. REQUIRES: n > 0.
    ParzenEstimator(const SearchSpace& space, ArchitectureBatch rows, std::span<const double> weights);

    /// Fills `row` with a draw, not canonicalised.
    void sample(RandomGenerator& random, std::span<Choice> row) const;

    /// How much denser it is at each candidate than a uniform density, finite, shape (candidates). O(n * d)
    /// each.
    std::vector<double> densities(ArchitectureBatchView candidates) const;

  private:
    const SearchSpace* space_;
    ArchitectureBatch rows_;
    std::vector<double>
        cumulative_;  // weights of the kernels as probabilities, shape (n); the rest is uniform
};

}  // namespace archfront
