#include "optimizers/acquisition_search.hpp"

#include <algorithm>

namespace archfront {

bool AcquisitionSearch::maximise(RandomGenerator& random, const Unseen& unseen, ArchitectureBatchView starts,
                                 const Acquisition& acquisition, Architecture& best) const {
    ArchitectureBatch candidates(starts.width());
    for (std::size_t s = 0; s < starts.size(); ++s) {
        neighbourhood_.append_one_change(random, starts[s], candidates);
        neighbourhood_.append_two_changes(random, starts[s], candidates);
    }
    Promise highest;
    bool found = false;
    for (;;) {
        const ArchitectureBatch unknown = unseen.unknown(candidates);
        const std::vector<Promise> promises = acquisition(unknown);
        const auto top = std::max_element(promises.begin(), promises.end());
        if (top == promises.end() || (found && *top <= highest)) return found;
        found = true;
        highest = *top;
        const ArchitectureView row = unknown[static_cast<std::size_t>(top - promises.begin())];
        best.assign(row.begin(), row.end());
        candidates.clear();
        neighbourhood_.append_one_change(random, best, candidates);
    }
}

}  // namespace archfront
