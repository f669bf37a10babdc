// Predictors of one target whose mean is the answer, with the features that each of them sees.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/space.hpp"
#include "objectives/feature_map.hpp"
#include "objectives/predictor.hpp"

namespace archfront {

/// Immutable and shared by threads.
class Ensemble {
  public:
    /// `name` stands for the model in messages. Throws UserError for a predictor that was trained on other features
    /// than the space has now. REQUIRES: at least one member.
    Ensemble(std::vector<Predictor> members, const std::shared_ptr<const SearchSpace>& space,
             const std::string& name);

    /// The mean of the members' predictions, in their order, shape (n). Where `deviations` (shape (n), or empty) is
    /// given, also the square root of the variance between members (divided by their number) plus the mean of the
    /// variances they state.
    void predict(ArchitectureBatchView batch, std::span<double> means,
                 std::span<double> deviations = {}) const;

  private:
    void predict_block(ArchitectureBatchView batch, std::span<double> means,
                       std::span<double> deviations) const;

    std::vector<Predictor> members_;
    std::vector<FeatureMap> maps_;     // each once
    std::vector<std::size_t> map_of_;  // by member
};

}  // namespace archfront
