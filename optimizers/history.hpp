// What a search that learns from everything evaluated remembers. Its proposals wait in a queue, so that it
// does not depend on how it is asked; they are rows of the memory of what was proposed, and nothing is stored
// twice.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/archive.hpp"
#include "engine/optimizer.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {

struct ProposalOptions {
    std::int64_t initial = 20;
    std::int64_t batch = 1;
};

void bind(OptionTable& table, ProposalOptions& options);

/// Everything proposed, and the costs of those that were told: the first ones, in order of proposal.
class History {
  public:
    History(const OptimizerContext& context, const ProposalOptions& options);

    const Unseen& unseen() const { return unseen_; }
    ArchitectureView operator[](std::size_t proposal) const { return unseen_.proposed()[proposal]; }

    std::size_t told() const { return costs_.size(); }
    /// Shape (told, m).
    const Costs& costs() const { return costs_; }
    /// Of what was told; ids are numbers of proposals.
    const Archive& archive() const { return archive_; }

    /// Appends up to `count` of the proposals that wait. Where none does, it makes some: random ones before
    /// anything was told, then a batch by suggest(Architecture& row), which has a guess at an unknown
    /// architecture or returns false for a random one. None when the space is exhausted.
    template <class Suggest>
    void ask(RandomGenerator& random, std::size_t count, ArchitectureBatch& proposals, Suggest&& suggest) {
        const ArchitectureSet& proposed = unseen_.proposed();
        if (told() == proposed.size()) propose(random, suggest);
        proposals.append(proposed.view().subview(told(), std::min(count, proposed.size() - told())));
    }

    /// Of the proposals asked for.
    void tell(CostsView costs);

    void save(StateWriter& state) const;
    /// Throws UserError for a damaged state.
    void load(StateReader& state);

  private:
    template <class Suggest>
    void propose(RandomGenerator& random, Suggest&& suggest) {
        Architecture row(unseen_.proposed().width());
        const bool first = told() == 0;
        for (std::int64_t i = 0; i < (first ? options_.initial : options_.batch); ++i) {
            const bool suggested = !first && suggest(row) && unseen_.take(row);
            if (!suggested && !unseen_.draw(random, row)) return;
        }
    }

    ProposalOptions options_;
    Unseen unseen_;
    Costs costs_;
    Archive archive_;
};

}  // namespace archfront
