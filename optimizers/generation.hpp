// A search by generations but for its selection. A whole generation is bred at once and handed out in pieces, so that
// the search does not depend on how it is asked.
#pragma once

#include <algorithm>
#include <span>
#include <utility>

#include "engine/nondominated_sort.hpp"
#include "optimizers/initial_design.hpp"
#include "optimizers/population.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {

/// Parents and their children. No architecture comes twice.
class Generation {
  public:
    /// The first generation is the initial design: children without parents.
    Generation(const OptimizerContext& context, std::size_t size, const VariationOptions& variation,
               const InitialDesign& design)
        : size_(size),
          space_(context.space.get()),
          variation_(*context.space, variation),
          random_(context.seed),
          unseen_(context),
          children_(context.space->width()),
          told_(context),
          survivors_(context) {
        draw_initial_design(design, size, *space_, random_, unseen_);
        children_.append(unseen_.proposed().view());
    }

    void ask(std::size_t count, ArchitectureBatch& proposals) const {
        const std::size_t given = told_.size() - parents_;
        proposals.append(children_.view().subview(given, std::min(count, children_.size() - given)));
    }

    /// True when all children have been told: then it is time to select() and breed().
    bool tell(ArchitectureBatchView architectures, CostsView costs) {
        for (std::size_t r = 0; r < architectures.size(); ++r)
            told_.push_back(architectures[r], costs[r], costs.violation(r));
        return told_.size() == parents_ + children_.size();
    }

    /// How many survive a selection, and how many children they have.
    std::size_t size() const { return size_; }
    /// Parents and, behind them, the children told so far; after a selection its survivors.
    CostsView costs() const { return told_.costs; }
    std::size_t parents() const { return parents_; }
    RandomGenerator& random() { return random_; }

    /// Makes these rows of costs() the parents, in this order.
    void select(std::span<const PointIndex> rows) {
        survivors_.clear();
        for (const PointIndex row : rows)
            survivors_.push_back(told_.architectures[row], told_.costs[row], told_.costs.violation(row));
        std::swap(told_, survivors_);
        parents_ = told_.size();
    }

    /// Fills the next generation with children of winner() and winner(), which are rows of parents; it comes out
    /// shorter, or empty, when the space is exhausted.
    template <class Winner>
    void breed(Winner&& winner) {
        const auto parents = [&] {
            const std::size_t father = winner();
            const std::size_t mother = winner();
            return std::pair{told_.architectures[mother], told_.architectures[father]};
        };
        children_.clear();
        while (children_.size() < size_) {
            const std::span<Choice> child = children_.emplace_back();
            if (variation_.breed(random_, unseen_, parents, child) || unseen_.draw(random_, child)) continue;
            children_.pop_back();
            return;
        }
    }

    void save(StateWriter& state) const {
        state.random(random_);
        unseen_.save(state);
        state.architectures(children_);
        state.integer(parents_);
        told_.save(state);
    }

    /// Throws UserError for a damaged state.
    void load(StateReader& state) {
        state.random(random_);
        unseen_.load(state);
        load_architectures(state, *space_, children_);
        parents_ = state.integer();
        told_.load(state, *space_);
        if (parents_ > told_.size() || told_.size() - parents_ > children_.size()) damaged_state();
    }

  private:
    std::size_t size_;
    const SearchSpace* space_;
    Variation variation_;

    RandomGenerator random_;
    Unseen unseen_;
    ArchitectureBatch children_;
    Population told_;
    std::size_t parents_ = 0;
    Population survivors_;  // kept to avoid allocation
};

}  // namespace archfront
