#include "objectives/forest_evaluator.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/error.hpp"
#include "objectives/forest_cuts.hpp"
#include "objectives/forest_masks.hpp"
#include "objectives/forest_slices.hpp"
#include "objectives/forest_walk.hpp"

namespace archfront {
namespace {

/// Rows from which on a block of slices takes less time than the rows one by one.
constexpr std::size_t least_rows_after_masks = 24;
constexpr std::size_t least_rows_after_walks = 4;

}  // namespace

struct ForestEvaluator::Engines {
    std::size_t features = 0;
    std::optional<float> constant;  // of a forest without splits
    std::shared_ptr<const ForestWalk> walk;
    std::unique_ptr<const ForestMasks> masks;
    std::optional<ForestSlices> slices;

    float predict(const float* row) const { return masks ? masks->predict(row) : walk->predict(row); }
};

ForestEvaluator::ForestEvaluator(const RegressionForest& forest, InstructionSet instructions) {
    ARCHFRONT_ASSERT(forest.is_complete(), "a tree is unfinished");
    const auto engines = std::make_shared<Engines>();
    engines->features = forest.features();
    const auto cuts = std::make_shared<const ForestCuts>(forest);
    if (cuts->size() == 0) {
        const std::vector<float> row(forest.features());
        forest.predict(row, {&engines->constant.emplace(), 1});
    } else {
        engines->walk = std::make_shared<const ForestWalk>(forest);
        engines->masks = make_forest_masks(forest, *cuts, instructions);
        if (cuts->size() <= ForestSlices::most_cuts)
            engines->slices.emplace(forest, cuts, engines->walk, instructions);
    }
    engines_ = engines;
}

void ForestEvaluator::predict(std::span<const float> rows, std::span<float> predictions) const {
    const Engines& engines = *engines_;
    ARCHFRONT_ASSERT(rows.size() == predictions.size() * engines.features, "feature matrix of another shape");
    if (engines.constant) {
        std::fill(predictions.begin(), predictions.end(), *engines.constant);
        return;
    }
    const std::size_t block = engines.slices ? engines.slices->block_rows() : 1;
    const std::size_t least_rows = engines.masks ? least_rows_after_masks : least_rows_after_walks;
    std::optional<ForestSlices::Scratch> scratch;
    for (std::size_t first = 0; first < predictions.size(); first += block) {
        const std::span<float> part = predictions.subspan(first, std::min(block, predictions.size() - first));
        const float* row = rows.data() + first * engines.features;
        if (engines.slices && part.size() >= least_rows) {
            if (!scratch) scratch = engines.slices->make_scratch();
            engines.slices->predict(row, part, *scratch);
        } else {
            for (std::size_t r = 0; r < part.size(); ++r)
                part[r] = engines.predict(row + r * engines.features);
        }
    }
}

}  // namespace archfront
