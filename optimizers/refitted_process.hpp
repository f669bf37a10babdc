// A Gaussian process that a search makes anew for each proposal, from other rows or labels. Its length scales
// hardly change on the way, and are fitted now and then only.
#pragma once

#include <cstdint>
#include <span>

#include "engine/gaussian_process.hpp"
#include "optimizers/history.hpp"

namespace archfront {

class RefittedProcess {
  public:
    /// Of the labels of these proposals, shape (rows). Parameters are fitted with each tenth more that the
    /// history was told, from where they are; mean and variance always. REQUIRES: rows; finite labels.
    GaussianProcess learn(const History& history, std::span<const std::size_t> rows,
                          std::span<const double> labels);

    void save(StateWriter& state) const;
    /// Throws UserError for what cannot be the parameters for the proposals of `history`.
    void load(StateReader& state, const History& history);

  private:
    GaussianProcessParameters parameters_;  // of the last fit; no weights before the first
    std::uint64_t fitted_at_ = 0;           // what had been told then
};

}  // namespace archfront
