// The step that searches with a model of each cost: candidates around the front, and of those the ones that are
// expected to add most hypervolume to it.
#pragma once

#include <cstdint>

#include "optimizers/cost_models.hpp"
#include "optimizers/history.hpp"
#include "optimizers/hypervolume_gain.hpp"
#include "optimizers/neighbourhood.hpp"

namespace archfront {

struct HypervolumeSearchOptions {
    std::int64_t rows = 150;
    std::int64_t candidates = 96;
    std::int64_t climbs = 10;
    std::int64_t directions = 32;
};

void bind(OptionTable& table, HypervolumeSearchOptions& options);

class HypervolumeSearch {
  public:
    HypervolumeSearch(const OptimizerContext& context, const HypervolumeSearchOptions& options);

    /// Fills `suggestions` with up to `count` unknown architectures, the most promising first; each is chosen as if
    /// those before had turned out as expected. O(m * (rows^3 + candidates * rows^2)).
    /// REQUIRES: something was told.
    void suggest(RandomGenerator& random, const History& history, std::size_t count,
                 ArchitectureBatch& suggestions);

    void save(StateWriter& state) const { models_.save(state); }
    void load(StateReader& state, const History& history) { models_.load(state, history); }

  private:
    void propose(RandomGenerator& random, const History& history, ArchitectureBatch& candidates) const;
    void add_to_pool(const History& history, const HypervolumeGain& gain, ArchitectureBatch& candidates);
    double promise(const HypervolumeGain& gain, std::size_t candidate) const;
    std::size_t most_promising() const;

    const SearchSpace* space_;
    HypervolumeSearchOptions options_;
    Neighbourhood neighbourhood_;
    CostModels models_;

    // Of the present call: unknown architectures and what they promise; below 0 for what cannot be feasible, or is
    // suggested.
    ArchitectureSet pool_;
    BelievedCosts believed_;
    std::vector<double> promises_;
};

}  // namespace archfront
