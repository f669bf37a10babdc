// A forest for one row at a time: for every value that a group of features can take, and for every tree, a bit for
// each leaf that stays within reach. The lowest bit that all groups leave is the row's leaf.
// Source: Lucchese et al. 2015, "QuickScorer", doi:10.1145/2766462.2767733. There every cut has a mask; here cuts are
// combined beforehand, for all values of a group.
#pragma once

#include <memory>

#include "engine/instruction_set.hpp"
#include "objectives/forest_cuts.hpp"
#include "objectives/regression_forest.hpp"

namespace archfront {

/// Immutable.
class ForestMasks {
  public:
    virtual ~ForestMasks() = default;

    /// The forest's prediction for one row.
    virtual float predict(const float* row) const = 0;
};

/// nullptr where walking the trees is as good: where a tree has more than 64 leaves, or where the
/// tables would need more than 2 MiB or be more than 64.
/// REQUIRES: cuts are the forest's, and there is one; an instruction set that the machine has.
std::unique_ptr<const ForestMasks> make_forest_masks(const RegressionForest& forest, const ForestCuts& cuts,
                                                     InstructionSet instructions);

}  // namespace archfront
