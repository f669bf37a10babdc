// What a search that learns from everything evaluated remembers. Its proposals wait in a queue, so that it
// does not depend on how it is asked; they are rows of the memory of what was proposed, and nothing is stored
// twice.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/optimizer.hpp"
#include "optimizers/incumbents.hpp"
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
    const Archive& archive() const { return incumbents_.archive(); }
    /// Likewise; those of the least violation while nothing is feasible.
    const Incumbents& incumbents() const { return incumbents_; }

    /// Proposals that wait to be asked for or told.
    std::size_t waiting() const { return unseen_.proposed().size() - told(); }
    /// Makes the row's representative wait; false for a known one.
    bool take(std::span<Choice> row) { return unseen_.take(row); }
    /// Makes a random unknown architecture wait, and writes it to `row`; false when the space is exhausted.
    bool draw(RandomGenerator& random, std::span<Choice> row) { return unseen_.draw(random, row); }
    /// Appends up to `count` of those that wait.
    void give(std::size_t count, ArchitectureBatch& proposals) const {
        proposals.append(unseen_.proposed().view().subview(told(), std::min(count, waiting())));
    }

    /// As give(). Where none waits, it makes some: random ones before anything was told, then a batch by
    /// suggest(Architecture& row), which has a guess at an unknown architecture or returns false for a random
    /// one. None when the space is exhausted.
    template <class Suggest>
    void ask(RandomGenerator& random, std::size_t count, ArchitectureBatch& proposals, Suggest&& suggest) {
        if (waiting() == 0) propose(random, suggest);
        give(count, proposals);
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
            const bool suggested = !first && suggest(row) && take(row);
            if (!suggested && !draw(random, row)) return;
        }
    }

    ProposalOptions options_;
    Unseen unseen_;
    Costs costs_;
    Incumbents incumbents_;
};

}  // namespace archfront
