// What every optimiser that never proposes an architecture twice shares: a memory of its proposals, and a way
// to draw one that is not in it.
#pragma once

#include <span>

#include "engine/architecture_set.hpp"
#include "engine/optimizer.hpp"

namespace archfront {

/// The architectures proposed so far, by their representatives (the space's canonical form), so that what
/// comes back from tell() is known already.
class Unseen {
  public:
    explicit Unseen(const OptimizerContext& context);

    /// Rewrites a row to its representative and remembers it. Returns whether it was new.
    bool take(std::span<Choice> row);

    /// Fills `row` with an architecture never taken before, and takes it; false when there is none left.
    /// Uniform over unknown genotypes by rejection. After 1,000 known ones in a row it is the next unknown
    /// one in ordinal order after a random ordinal; in spaces of more than 2^24 genotypes, a million known
    /// ones in a row count as "none left".
    bool draw(RandomGenerator& random, std::span<Choice> row);

    /// Appends `count` draws to `proposals`, or as many as there are left.
    void draw(RandomGenerator& random, std::size_t count, ArchitectureBatch& proposals);

    /// Those of `candidates` that were never taken, in order, repeats included; all of `candidates` become
    /// their representatives.
    ArchitectureBatch unknown(ArchitectureBatch& candidates) const;

    /// In order of proposal.
    const ArchitectureSet& proposed() const { return proposed_; }

    void save(StateWriter& state) const;
    /// Throws UserError for architectures that the space does not have.
    void load(StateReader& state);

  private:
    bool find_next(std::uint64_t first, std::span<Choice> row);

    const SearchSpace* space_;
    Equivalence equivalence_;
    ArchitectureSet proposed_;
    bool exhausted_ = false;
};

/// StateReader::architectures, also checked to lie in the space.
void load_architectures(StateReader& state, const SearchSpace& space, ArchitectureBatch& batch);

}  // namespace archfront
