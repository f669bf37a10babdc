#include "objectives/ensemble.hpp"

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"

namespace archfront {

Ensemble::Ensemble(std::vector<Predictor> members, const std::shared_ptr<const SearchSpace>& space,
                   const std::string& name)
    : members_(std::move(members)) {
    ARCHFRONT_ASSERT(!members_.empty(), "an ensemble without members");
    for (Predictor& member : members_) {
        member.prepare();
        const auto known = std::ranges::find(maps_, member.feature_groups, &FeatureMap::groups);
        map_of_.push_back(static_cast<std::size_t>(known - maps_.begin()));
        if (known == maps_.end()) maps_.emplace_back(space, member.feature_groups);
        const FeatureMap& map = maps_[map_of_.back()];
        if (map.names().size() != member.features || map.hash() != member.features_hash) {
            throw UserError({name}, "was trained on other features than space '" + space->name() +
                                        "' has now; train it again with 'archfront fit'");
        }
    }
}

void Ensemble::predict(ArchitectureBatchView batch, std::span<double> means,
                       std::span<double> deviations) const {
    // Blocks bound the memory for features, whatever the batch.
    constexpr std::size_t block = 1024;
    for (std::size_t first = 0; first < batch.size(); first += block) {
        const std::size_t count = std::min(block, batch.size() - first);
        predict_block(batch.subview(first, count), means.subspan(first, count),
                      deviations.empty() ? deviations : deviations.subspan(first, count));
    }
}

void Ensemble::predict_block(ArchitectureBatchView batch, std::span<double> means,
                             std::span<double> deviations) const {
    std::vector<std::vector<float>> features;
    for (const FeatureMap& map : maps_)
        map.compute(batch, features.emplace_back(batch.size() * map.names().size()));
    std::vector<float> values(batch.size()), stated(deviations.size()), first;
    // Of differences from the first member: squares of the values themselves would drown those.
    std::vector<double> sums(deviations.size(), 0.0), squares(deviations.size(), 0.0);
    std::ranges::fill(means, 0.0);
    for (std::size_t m = 0; m < members_.size(); ++m) {
        members_[m].predict(features[map_of_[m]], values, stated);
        if (m == 0) first = values;
        for (std::size_t r = 0; r < means.size(); ++r)
            means[r] += static_cast<double>(values[r]);
        for (std::size_t r = 0; r < deviations.size(); ++r) {
            const double difference = static_cast<double>(values[r]) - static_cast<double>(first[r]);
            sums[r] += difference;
            squares[r] += difference * difference + std::pow(static_cast<double>(stated[r]), 2);
        }
    }
    const auto count = static_cast<double>(members_.size());
    for (double& mean : means)
        mean /= count;
    for (std::size_t r = 0; r < deviations.size(); ++r)
        deviations[r] = std::sqrt(std::max(0.0, squares[r] / count - std::pow(sums[r] / count, 2)));
}

}  // namespace archfront
