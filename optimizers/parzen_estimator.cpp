#include "optimizers/parzen_estimator.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

namespace archfront {
namespace {

/// Candidates that are looked at side by side.
constexpr std::size_t columns = 8;
using Tile = std::array<double, columns>;

}  // namespace

ParzenEstimator::ParzenEstimator(const SearchSpace& space, ArchitectureBatch rows,
                                 std::span<const double> weights)
    : space_(&space), rows_(std::move(rows)) {
    ARCHFRONT_ASSERT(!rows_.empty() && weights.size() == rows_.size(), "a weight for each row");
    const auto n = static_cast<double>(weights.size());
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0) * (n + 1) / n;
    double sum = 0;
    for (const double weight : weights)
        cumulative_.push_back(sum += weight / total);
}

void ParzenEstimator::sample(RandomGenerator& random, std::span<Choice> row) const {
    const auto kernel = static_cast<std::size_t>(
        std::upper_bound(cumulative_.begin(), cumulative_.end(), random.uniform()) - cumulative_.begin());
    if (kernel == rows_.size()) return space_->sample(random, row);
    for (std::size_t v = 0; v < row.size(); ++v) {
        const auto choices = static_cast<double>(space_->variables()[v].cardinality());
        const bool any = random.bernoulli(choices / (static_cast<double>(rows_.size() + 1) + choices));
        row[v] =
            any ? static_cast<Choice>(random.below(space_->variables()[v].cardinality())) : rows_[kernel][v];
    }
}

std::vector<double> ParzenEstimator::densities(ArchitectureBatchView candidates) const {
    // Factor of each candidate of a tile for each choice of each variable, against a uniform density's.
    const auto kernels = static_cast<double>(rows_.size() + 1);
    std::vector<std::size_t> first;
    std::vector<double> other;
    std::size_t entries = 0;
    for (const Variable& variable : space_->variables()) {
        const auto choices = static_cast<double>(variable.cardinality());
        first.push_back(entries);
        other.push_back(choices / (kernels + choices));
        entries += variable.cardinality();
    }
    std::vector<Tile> factors(entries);
    std::vector<double> densities;
    for (std::size_t begin = 0; begin < candidates.size(); begin += columns) {
        const std::size_t count = std::min(columns, candidates.size() - begin);
        for (std::size_t v = 0; v < first.size(); ++v) {
            const std::size_t choices = space_->variables()[v].cardinality();
            for (std::size_t choice = 0; choice < choices; ++choice)
                factors[first[v] + choice].fill(other[v]);
            for (std::size_t c = 0; c < count; ++c)
                factors[first[v] + candidates[begin + c][v]][c] = other[v] * (kernels + 1);
        }
        Tile sums;
        sums.fill(1 - cumulative_.back());
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            Tile product;
            product.fill(cumulative_[r] - (r > 0 ? cumulative_[r - 1] : 0));
            for (std::size_t v = 0; v < first.size(); ++v) {
                const Tile& factor = factors[first[v] + rows_[r][v]];
                for (std::size_t c = 0; c < columns; ++c)
                    product[c] *= factor[c];
            }
            for (std::size_t c = 0; c < columns; ++c)
                sums[c] += product[c];
        }
        for (std::size_t c = 0; c < count; ++c)
            densities.push_back(std::min(sums[c], std::numeric_limits<double>::max()));
    }
    return densities;
}

}  // namespace archfront
