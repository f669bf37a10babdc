#include "optimizers/hypervolume_search.hpp"

#include <algorithm>

#include "optimizers/variation.hpp"

namespace archfront {
namespace {

constexpr double crossover_probability = 0.25;
constexpr double second_change_probability = 0.25;

}  // namespace

void bind(OptionTable& table, HypervolumeSearchOptions& options) {
    table.integer("rows", options.rows, 3, 2'000,
                  "architectures that a model learns from at most: a third the best, a third the latest, the "
                  "others random");
    table.integer("candidates", options.candidates, 1, 1'000'000,
                  "random children of the front that are looked at");
    table.integer("climbs", options.climbs, 0, 1'000'000,
                  "most promising candidates whose neighbours are looked at, too");
    table.integer("directions", options.directions, 1, 1'000'000,
                  "random directions in which the gain of hypervolume is measured");
}

HypervolumeSearch::HypervolumeSearch(const OptimizerContext& context, const HypervolumeSearchOptions& options)
    : space_(context.space.get()),
      options_(options),
      neighbourhood_(*context.space),
      models_(context, static_cast<std::size_t>(options.rows)),
      pool_(context.space->width()) {}

void HypervolumeSearch::suggest(RandomGenerator& random, const History& history, std::size_t count,
                                ArchitectureBatch& suggestions) {
    suggestions.clear();
    models_.learn(random, history);
    const std::size_t m = models_.objectives();
    HypervolumeGain gain(random, m, static_cast<std::size_t>(options_.directions), far_reference);
    for (std::size_t first = 0; first < models_.front().size(); first += m)
        gain.add(std::span(models_.front()).subspan(first, m));

    pool_.clear();
    believed_ = {};
    promises_.clear();
    ArchitectureBatch candidates(space_->width());
    propose(random, history, candidates);
    add_to_pool(history, gain, candidates);
    std::vector<std::size_t> climbed;
    for (std::int64_t climb = 0; climb < options_.climbs && pool_.size() > 0; ++climb) {
        const std::size_t best = most_promising();
        if (std::find(climbed.begin(), climbed.end(), best) != climbed.end()) break;
        climbed.push_back(best);
        candidates.clear();
        neighbourhood_.append_one_change(random, pool_[best], candidates);
        add_to_pool(history, gain, candidates);
    }
    std::vector<double> expected(m);
    for (std::size_t i = 0; i < std::min(count, pool_.size()); ++i) {
        const std::size_t best = most_promising();
        if (promises_[best] < 0) return;
        suggestions.push_back(pool_[best]);
        promises_[best] = -1;
        if (i + 1 == count) return;
        std::fill(expected.begin(), expected.end(), 0.0);
        for (std::size_t c = 0; c < believed_[best].size(); ++c)
            expected[c % m] += believed_[best][c] / static_cast<double>(BelievedCosts::draws);
        gain.add(expected);
        for (std::size_t p = 0; p < pool_.size(); ++p) {
            if (promises_[p] > 0) promises_[p] = promise(gain, p);
        }
    }
}

/// Children of the incumbents: one change, or two, some behind a crossover.
void HypervolumeSearch::propose(RandomGenerator& random, const History& history,
                                ArchitectureBatch& candidates) const {
    const std::span<const std::size_t> ids = history.incumbents().ids();
    for (std::int64_t i = 0; i < options_.candidates && !ids.empty(); ++i) {
        const ArchitectureView mother = history[ids[random.below(ids.size())]];
        const ArchitectureView father = history[ids[random.below(ids.size())]];
        candidates.push_back(mother);
        const std::span<Choice> child = candidates.row(candidates.size() - 1);
        if (random.bernoulli(crossover_probability)) {
            for (std::size_t v = 0; v < child.size(); ++v) {
                if (random.bernoulli(0.5)) child[v] = father[v];
            }
        }
        mutate_variable(random, *space_, random.below(child.size()), child);
        if (random.bernoulli(second_change_probability))
            mutate_variable(random, *space_, random.below(child.size()), child);
    }
}

void HypervolumeSearch::add_to_pool(const History& history, const HypervolumeGain& gain,
                                    ArchitectureBatch& candidates) {
    const ArchitectureBatch unknown = history.unseen().unknown(candidates);
    const std::size_t first = pool_.size();
    for (std::size_t r = 0; r < unknown.size(); ++r)
        pool_.insert(unknown[r]);
    models_.draw(pool_.view().subview(first, pool_.size() - first), believed_);
    for (std::size_t p = first; p < pool_.size(); ++p)
        promises_.push_back(promise(gain, p));
}

/// Rounded, as mean_gain(); below 0 for what cannot be feasible.
double HypervolumeSearch::promise(const HypervolumeGain& gain, std::size_t candidate) const {
    if (!(believed_.feasibility[candidate] > 0)) return -1;
    return static_cast<double>(
        static_cast<float>(gain.mean_gain(believed_[candidate]) * believed_.feasibility[candidate]));
}

std::size_t HypervolumeSearch::most_promising() const {
    return static_cast<std::size_t>(std::max_element(promises_.begin(), promises_.end()) - promises_.begin());
}

}  // namespace archfront
