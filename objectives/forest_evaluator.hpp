// Fast predictions of a forest: the bits of RegressionForest::predict, by whichever of three ways fits the forest and
// the number of rows.
#pragma once

#include <memory>
#include <span>

#include "engine/instruction_set.hpp"
#include "objectives/regression_forest.hpp"

namespace archfront {

/// Immutable; safe to use from many threads, cheap to copy, needs the forest no more.
///
/// Many rows at once take ForestSlices, unless the forest has more than 16,384 distinct cuts. Few rows take
/// ForestMasks one by one, for forests whose trees have at most 64 leaves and whose features have few thresholds each.
/// All else is walked (ForestWalk). Memory: about 16 bytes a node for the walk and 100 a leaf, at most, for the slices,
/// and 2 MiB for the masks; in a call at most 2 MiB.
class ForestEvaluator {
  public:
    /// REQUIRES: forest.is_complete(); an instruction set that the machine has.
    explicit ForestEvaluator(const RegressionForest& forest,
                             InstructionSet instructions = supported_instruction_sets().back());

    /// Predictions for n rows of features, shape (n, f) row-major, into shape (n).
    /// REQUIRES: rows.size() == predictions.size() * forest.features(); no NaN.
    void predict(std::span<const float> rows, std::span<float> predictions) const;

  private:
    struct Engines;
    std::shared_ptr<const Engines> engines_;
};

}  // namespace archfront
