#include "optimizers/predicted_fronts.hpp"

#include <algorithm>

namespace archfront {

PredictedFronts::PredictedFronts(const OptimizerContext& context, const CandidateOptions& candidates,
                                 const PredictorOptions& predictor)
    : context_(context),
      candidate_options_(candidates),
      predictor_(context, predictor),
      predicted_(context.objectives) {}

void PredictedFronts::suggest(RandomGenerator& random, const Unseen& unseen, const CostsView& costs,
                              std::span<const std::size_t> incumbents, std::size_t count,
                              ArchitectureBatch& suggestions) {
    suggestions.clear();
    const ArchitectureBatch candidates =
        unknown_candidates(context_, candidate_options_, unseen, incumbents, random);
    if (candidates.empty()) return;
    predictor_.train(unseen.proposed().view().subview(0, costs.size()), costs, random.next());
    predictor_.predict(candidates, predicted_);
    take_free_costs(candidates);
    sort_.sort(predicted_);
    for (std::size_t rank = 0; rank < sort_.fronts() && suggestions.size() < count; ++rank) {
        const std::span<PointIndex> front = sort_.front(rank);
        random.shuffle(front);
        for (const PointIndex chosen : front.first(std::min(front.size(), count - suggestions.size())))
            suggestions.push_back(candidates[chosen]);
    }
}

void PredictedFronts::take_free_costs(ArchitectureBatchView candidates) {
    if (context_.free_costs == nullptr) return;
    const std::size_t m = context_.objectives;
    std::vector<double> costs(candidates.size() * m);
    std::vector<double> violations(candidates.size());
    context_.free_costs->evaluate(candidates, costs, violations);
    for (std::size_t r = 0; r < candidates.size(); ++r) {
        for (std::size_t j = 0; j < m; ++j) {
            if (context_.free_costs->cost_is_free(j)) predicted_.row(r)[j] = costs[r * m + j];
        }
        if (violations[r] > 0) predicted_.set_violation(r, std::max(violations[r], predicted_.violation(r)));
    }
}

}  // namespace archfront
