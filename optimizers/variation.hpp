// How discrete genotypes are varied: crossover, categorical mutation, and the bounded search for a child that
// was never proposed. Shared by the evolutionary methods, so that they differ in selection alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/optimizer.hpp"
#include "engine/random.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {

/// As repeats are bred again, half a mutation a child is enough where the textbook takes one.
struct VariationOptions {
    std::string crossover = "uniform";
    double crossover_probability = 0.9;
    double mutations = 0.5;
};

void bind(OptionTable& table, VariationOptions& options);

/// Rewrites `choice` to another one of its variable: number `other` of those that are left.
/// REQUIRES: other is less than the variable's cardinality - 1.
inline void change(Choice& choice, std::uint64_t other) {
    choice = static_cast<Choice>(other < choice ? other : other + 1);
}

/// Changes one variable of the row, uniformly; one with a single choice stays as it is.
inline void mutate_variable(RandomGenerator& random, const SearchSpace& space, std::size_t variable,
                            std::span<Choice> row) {
    const std::size_t cardinality = space.variables()[variable].cardinality();
    if (cardinality > 1) change(row[variable], random.below(cardinality - 1));
}

/// Turns `row`, which is known, into an unknown architecture by changing one random variable more a try, and
/// takes it. Tried for a bounded number of times: false when all were known.
bool mutate_until_unseen(RandomGenerator& random, const SearchSpace& space, Unseen& unseen,
                         std::span<Choice> row);

/// Crossover and mutation as the options say.
class Variation {
  public:
    Variation(const SearchSpace& space, const VariationOptions& options);

    /// Fills `child` with an unknown child and takes it from `unseen`. Tried for a bounded number of times:
    /// other parents first, then one more forced mutation a try; false when all were known.
    /// `parents` gives a mother and a father, anew for each try: a pair of ArchitectureViews.
    template <class Parents>
    bool breed(RandomGenerator& random, Unseen& unseen, Parents&& parents, std::span<Choice> child) const {
        constexpr int other_parents = 8;
        for (int attempt = 0; attempt < other_parents; ++attempt) {
            const auto [mother, father] = parents();
            cross(random, mother, father, child);
            mutate(random, child);
            if (unseen.take(child)) return true;
        }
        return mutate_until_unseen(random, *space_, unseen, child);
    }

  private:
    void cross(RandomGenerator& random, ArchitectureView mother, ArchitectureView father,
               std::span<Choice> child) const;
    void mutate(RandomGenerator& random, std::span<Choice> child) const;

    const SearchSpace* space_;
    bool one_point_;
    double crossover_probability_;
    double mutation_probability_;
};

}  // namespace archfront
