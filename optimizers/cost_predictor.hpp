// What an optimiser expects an architecture to cost, from those whose costs it knows: a regressor for each objective,
// and one for whether constraints hold.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/optimizer.hpp"
#include "engine/regressor.hpp"

namespace archfront {

struct PredictorOptions {
    std::string predictors;
    std::string tuned;
    std::string features = "space";
};

void bind(OptionTable& table, PredictorOptions& options);

class CostPredictor {
  public:
    /// Throws UserError for predictors that do not exist, or of another number than the objectives.
    CostPredictor(const OptimizerContext& context, const PredictorOptions& options);

    /// Forgets what was learnt before. Rows without a value say where there is none, and nothing of costs.
    void train(ArchitectureBatchView architectures, CostsView costs, std::uint64_t seed);

    /// Replaces `costs` by what each row is expected to cost, shape (n, m), and by how far it is on the wrong side of
    /// the limit between feasible (0) and infeasible: about 0.5 to 1.5. Zeros before the first row with a value.
    void predict(ArchitectureBatchView batch, Costs& costs) const;

  private:
    /// One number to learn. Objectives come first, then the violation, by the first objective's family.
    struct Target {
        RegressorChoice choice;
        Encoding encoding;
        std::unique_ptr<const Regressor> regressor;
    };

    void train_target(Target& target, ArchitectureBatchView architectures, std::span<const double> labels,
                      std::uint64_t seed) const;
    void predict_block(ArchitectureBatchView batch, std::size_t first, Costs& costs) const;

    std::shared_ptr<const SearchSpace> space_;
    std::size_t features_width_;
    std::vector<Target> targets_;  // shape (m + 1)
};

}  // namespace archfront
