// The local search for the unknown architecture that promises most.
#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "optimizers/neighbourhood.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {

/// What an architecture promises, higher is better; the second number decides between equal first ones.
using Promise = std::pair<double, double>;
/// Promises of n candidates, shape (n).
using Acquisition = std::function<std::vector<Promise>(ArchitectureBatchView candidates)>;

class AcquisitionSearch {
  public:
    /// `space` must outlive this.
    explicit AcquisitionSearch(const SearchSpace& space) : neighbourhood_(space) {}

    /// Climbs from the best of what lies one or two changes from `starts` to the best neighbour as long as
    /// that is better. Fills `best`; false when it has met nothing unknown.
    bool maximise(RandomGenerator& random, const Unseen& unseen, ArchitectureBatchView starts,
                  const Acquisition& acquisition, Architecture& best) const;

  private:
    Neighbourhood neighbourhood_;
};

}  // namespace archfront
