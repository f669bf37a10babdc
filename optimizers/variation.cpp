#include "optimizers/variation.hpp"

#include <algorithm>

namespace archfront {

void bind(OptionTable& table, VariationOptions& options) {
    table.one_of("crossover", options.crossover, {"uniform", "one-point"},
                 "each choice from either parent, or a prefix from one and the rest from the other");
    table.real("crossover_probability", options.crossover_probability, 0, 1,
               "chance that a child has two parents and not one");
    table.real("mutations", options.mutations, 0, 256,
               "choices of a child expected to change to another one; each changes with this divided by "
               "their number");
}

bool mutate_until_unseen(RandomGenerator& random, const SearchSpace& space, Unseen& unseen,
                         std::span<Choice> row) {
    constexpr int tries = 24;
    for (int attempt = 0; attempt < tries; ++attempt) {
        mutate_variable(random, space, random.below(row.size()), row);
        if (unseen.take(row)) return true;
    }
    return false;
}

Variation::Variation(const SearchSpace& space, const VariationOptions& options)
    : space_(&space),
      one_point_(options.crossover == "one-point"),
      crossover_probability_(options.crossover_probability),
      mutation_probability_(options.mutations / static_cast<double>(space.width())) {}

void Variation::cross(RandomGenerator& random, ArchitectureView mother, ArchitectureView father,
                      std::span<Choice> child) const {
    if (!random.bernoulli(crossover_probability_)) {
        std::copy(mother.begin(), mother.end(), child.begin());
    } else if (one_point_) {
        const auto cut = static_cast<std::ptrdiff_t>(random.below(child.size()));
        std::copy(mother.begin(), mother.begin() + cut, child.begin());
        std::copy(father.begin() + cut, father.end(), child.begin() + cut);
    } else {
        // Chosen, not branched to, for nobody can predict a coin; and the coins come from a copy, because for
        // all that a compiler knows the generator lies among the choices.
        RandomGenerator coins = random;
        for (std::size_t i = 0; i < child.size(); ++i)
            child[i] = coins.bernoulli(0.5) ? father[i] : mother[i];
        random = coins;
    }
}

void Variation::mutate(RandomGenerator& random, std::span<Choice> child) const {
    RandomGenerator coins = random;
    for (std::size_t i = 0; i < child.size(); ++i) {
        if (coins.bernoulli(mutation_probability_)) mutate_variable(coins, *space_, i, child);
    }
    random = coins;
}

}  // namespace archfront
