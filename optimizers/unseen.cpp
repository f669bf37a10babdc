#include "optimizers/unseen.hpp"

#include <algorithm>

namespace archfront {

Unseen::Unseen(const OptimizerContext& context)
    : space_(context.space.get()), equivalence_(context.equivalence), proposed_(context.space->width()) {}

bool Unseen::take(std::span<Choice> row) {
    space_->canonicalise(row, equivalence_);
    return proposed_.insert(row).second;
}

bool Unseen::draw(RandomGenerator& random, std::span<Choice> row) {
    constexpr std::uint64_t largest_searched = std::uint64_t{1} << 24;
    const bool searchable = space_->size() && *space_->size() <= largest_searched;
    const int patience = searchable ? 1'000 : 1'000'000;
    for (int attempt = 0; attempt < patience && !exhausted_; ++attempt) {
        space_->sample(random, row);
        if (take(row)) return true;
    }
    exhausted_ = exhausted_ || !searchable || !find_next(random.below(*space_->size()), row);
    return !exhausted_;
}

void Unseen::draw(RandomGenerator& random, std::size_t count, ArchitectureBatch& proposals) {
    for (; count > 0; --count) {
        if (draw(random, proposals.emplace_back())) continue;
        proposals.pop_back();
        return;
    }
}

ArchitectureBatch Unseen::unknown(ArchitectureBatch& candidates) const {
    space_->canonicalise(candidates, equivalence_);
    ArchitectureBatch unknown(candidates.width());
    for (std::size_t r = 0; r < candidates.size(); ++r) {
        if (!proposed_.contains(candidates[r])) unknown.push_back(candidates[r]);
    }
    return unknown;
}

/// The first unknown architecture from ordinal `first` on, round the space.
bool Unseen::find_next(std::uint64_t first, std::span<Choice> row) {
    const std::uint64_t size = *space_->size();
    for (std::uint64_t step = 0; step < size; ++step) {
        space_->from_ordinal((first + step) % size, row);
        if (take(row)) return true;
    }
    return false;
}

void Unseen::save(StateWriter& state) const {
    state.architectures(proposed_.view());
}

void Unseen::load(StateReader& state) {
    ArchitectureBatch proposed(space_->width());
    load_architectures(state, *space_, proposed);
    proposed_.clear();
    exhausted_ = false;
    for (std::size_t r = 0; r < proposed.size(); ++r)
        proposed_.insert(proposed[r]);
}

void load_architectures(StateReader& state, const SearchSpace& space, ArchitectureBatch& batch) {
    state.architectures(batch);
    for (std::size_t r = 0; r < batch.size(); ++r) {
        if (!space.contains(batch[r])) damaged_state();
    }
}

}  // namespace archfront
