// The step that searches with one scalar cost share: a Gaussian process learns it, and a local search
// maximises the expected improvement.
#pragma once

#include "optimizers/acquisition_search.hpp"
#include "optimizers/history.hpp"
#include "optimizers/refitted_process.hpp"

namespace archfront {

/// More rows or starts hardly help on NAS-Bench-201, MnasNet and GPT-L; 100 rows make it a matter of half a
/// millisecond.
struct ModelOptions {
    std::int64_t rows = 100;
    std::int64_t starts = 3;
};

void bind(OptionTable& table, ModelOptions& options);

class ImprovementSearch {
  public:
    ImprovementSearch(const SearchSpace& space, const ModelOptions& options);

    /// Fills `best` with the unknown architecture that is expected to improve most on the lowest label; false
    /// when it finds none. labels: of everything told, shape (told). O(rows^3 + candidates * rows^2).
    bool suggest(RandomGenerator& random, const History& history, std::span<const double> labels,
                 Architecture& best);

    void save(StateWriter& state) const { process_.save(state); }
    void load(StateReader& state, const History& history) { process_.load(state, history); }

  private:
    ModelOptions options_;
    AcquisitionSearch search_;
    RefittedProcess process_;
};

}  // namespace archfront
