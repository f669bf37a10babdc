// Costs that need no evaluation: a closed formula or a table of latencies answers for every architecture, so an
// optimiser may ask before it proposes.
#pragma once

#include <cstddef>
#include <span>

#include "engine/architecture.hpp"

namespace archfront {

/// Immutable and shared by threads.
class FreeCosts {
  public:
    FreeCosts() = default;
    virtual ~FreeCosts() = default;
    FreeCosts(const FreeCosts&) = delete;
    FreeCosts& operator=(const FreeCosts&) = delete;

    /// Whether cost j is free.
    virtual bool cost_is_free(std::size_t j) const = 0;
    /// Whether all constraints are free: what evaluate() finds no violation for is feasible, as far as it has values.
    virtual bool violation_is_free() const = 0;

    /// The free costs of n architectures, row-major, shape (n, m), as tell() would give them; NaN where a cost is not
    /// free, infinite where it has no value. Violations of the free constraints, shape (n): infinite where a free
    /// metric has no value.
    virtual void evaluate(ArchitectureBatchView batch, std::span<double> costs,
                          std::span<double> violations) const = 0;
};

}  // namespace archfront
