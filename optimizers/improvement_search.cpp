#include "optimizers/improvement_search.hpp"

#include <algorithm>

#include "optimizers/expected_improvement.hpp"
#include "optimizers/labels.hpp"

namespace archfront {

void bind(OptionTable& table, ModelOptions& options) {
    table.integer("rows", options.rows, 2, 2'000,
                  "architectures that a model learns from at most: one half the best, the other random");
    table.integer("starts", options.starts, 1, 1'000,
                  "best architectures among whose neighbours the search for a proposal begins");
}

ImprovementSearch::ImprovementSearch(const SearchSpace& space, const ModelOptions& options)
    : options_(options), search_(space) {}

bool ImprovementSearch::suggest(RandomGenerator& random, const History& history,
                                std::span<const double> labels, Architecture& best) {
    const auto rows = best_and_random_rows(random, labels, static_cast<std::size_t>(options_.rows));
    std::vector<double> learnt;
    for (const std::size_t row : rows)
        learnt.push_back(labels[row]);
    const GaussianProcess process = process_.learn(history, rows, learnt);
    const auto acquisition = [&](ArchitectureBatchView candidates) {
        std::vector<double> means(candidates.size());
        std::vector<double> variances(candidates.size());
        process.predict(candidates, means, variances);
        std::vector<Promise> promises;
        for (std::size_t r = 0; r < means.size(); ++r) {
            // Where nothing can be expected, the lowest mean is best.
            const double improvement = expected_improvement(learnt[0], means[r], variances[r]);
            promises.emplace_back(improvement, improvement > 0 ? 0 : -means[r]);
        }
        return promises;
    };
    const std::size_t starts = std::min(rows.size(), static_cast<std::size_t>(options_.starts));
    return search_.maximise(random, history.unseen(), process.rows().subview(0, starts), acquisition, best);
}

}  // namespace archfront
