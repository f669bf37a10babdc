// The step of RAPID: predict what unknown architectures cost, of a small space all of them, and take the fronts of the
// predictions.
#pragma once

#include "engine/nondominated_sort.hpp"
#include "optimizers/candidates.hpp"
#include "optimizers/cost_predictor.hpp"

namespace archfront {

class PredictedFronts {
  public:
    /// Throws UserError as CostPredictor does.
    PredictedFronts(const OptimizerContext& context, const CandidateOptions& candidates,
                    const PredictorOptions& predictor);

    /// Fills `suggestions` with up to `count` unknown architectures: one front of the predictions after another, of the
    /// last one a random part. costs: of the first architectures of `unseen`, shape (told, m). Free costs are not
    /// predicted. Remembers nothing. O(training + candidates * (prediction + log candidates)).
    /// REQUIRES: something was told.
    void suggest(RandomGenerator& random, const Unseen& unseen, const CostsView& costs,
                 std::span<const std::size_t> incumbents, std::size_t count, ArchitectureBatch& suggestions);

  private:
    void take_free_costs(ArchitectureBatchView candidates);

    OptimizerContext context_;
    CandidateOptions candidate_options_;
    CostPredictor predictor_;
    Costs predicted_;
    NondominatedSort sort_;
};

}  // namespace archfront
