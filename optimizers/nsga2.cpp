// NSGA-II on discrete genotypes. No architecture is proposed twice, because a repeat costs nothing and
// teaches nothing; a whole generation is bred at once and handed out in pieces, so that the search does not
// depend on how it is asked. Source: Deb, Pratap, Agarwal and Meyarivan 2002, doi:10.1109/4235.996017.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/nondominated_sort.hpp"
#include "engine/optimizer.hpp"
#include "optimizers/population.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

/// Population and mutations do best on NAS-Bench-201 and on the synthetic problem of the tests.
struct Nsga2Options {
    std::int64_t population = 30;
    VariationOptions variation;
};

void bind(OptionTable& table, Nsga2Options& options) {
    table.integer("population", options.population, 2, 1'000'000, "individuals that survive a generation");
    bind(table, options.variation);
}

class Nsga2 : public Optimizer {
  public:
    Nsga2(const OptimizerContext& context, const Nsga2Options& options)
        : Optimizer(context),
          population_size_(static_cast<std::size_t>(options.population)),
          variation_(*context.space, options.variation),
          random_(context.seed),
          unseen_(context),
          generation_(context.space->width()),
          told_(context),
          survivors_(context) {
        while (generation_.size() < population_size_ && draw_into_generation()) {
        }
    }

  private:
    // The present generation is always bred already. told_ holds the parents and, behind them, those of the
    // generation whose costs are known.

    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        const std::size_t given = told_.size() - parents_;
        proposals.append(generation_.view().subview(given, std::min(count, generation_.size() - given)));
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        for (std::size_t r = 0; r < architectures.size(); ++r)
            told_.push_back(architectures[r], costs[r], costs.violation(r));
        if (told_.size() < parents_ + generation_.size()) return;
        select();
        breed();
    }

    /// Reduces told_ to the best by rank and, in the last rank that has room, by crowding distance.
    void select() {
        const CostsView costs = told_.costs;
        sort_.sort(costs);
        crowding_.resize(costs.size());
        survivors_.clear();
        merit_.clear();
        for (std::size_t rank = 0; rank < sort_.fronts() && merit_.size() < population_size_; ++rank) {
            const std::span<PointIndex> front = sort_.front(rank);
            crowding_distances(costs, front, crowding_);
            const std::size_t kept = std::min(front.size(), population_size_ - merit_.size());
            if (kept < front.size()) {
                std::sort(front.begin(), front.end(), [&](PointIndex a, PointIndex b) {
                    return crowding_[a] != crowding_[b] ? crowding_[a] > crowding_[b] : a < b;
                });
            }
            for (const PointIndex point : front.first(kept)) {
                survivors_.push_back(told_.architectures[point], costs[point], costs.violation(point));
                merit_.push_back({rank, crowding_[point]});
            }
        }
        std::swap(told_, survivors_);
        parents_ = told_.size();
    }

    /// Fills the next generation; it comes out shorter, or empty, when the space is exhausted.
    void breed() {
        generation_.clear();
        while (generation_.size() < population_size_) {
            if (!vary_into_generation() && !draw_into_generation()) return;
        }
    }

    /// Appends an unknown child of two winners of tournaments.
    bool vary_into_generation() {
        const auto parents = [&] {
            const std::size_t father = tournament();
            const std::size_t mother = tournament();
            return std::pair{told_.architectures[mother], told_.architectures[father]};
        };
        if (variation_.breed(random_, unseen_, parents, generation_.emplace_back())) return true;
        generation_.pop_back();
        return false;
    }

    /// Appends a uniform unknown architecture.
    bool draw_into_generation() {
        if (unseen_.draw(random_, generation_.emplace_back())) return true;
        generation_.pop_back();
        return false;
    }

    /// The better of two random parents: lower rank, then larger crowding distance, then the first.
    std::size_t tournament() {
        const std::size_t a = random_.below(parents_);
        const std::size_t b = random_.below(parents_);
        const auto& [rank_a, crowding_a] = merit_[a];
        const auto& [rank_b, crowding_b] = merit_[b];
        if (rank_a != rank_b) return rank_a < rank_b ? a : b;
        return crowding_b > crowding_a ? b : a;
    }

    // Ranks and crowding distances are not saved: the generation that needed them is bred already.
    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        state.architectures(generation_);
        state.integer(parents_);
        told_.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        load_architectures(state, space(), generation_);
        parents_ = state.integer();
        told_.load(state, space());
        if (parents_ > told_.size() || told_.size() - parents_ > generation_.size()) damaged_state();
    }

    std::size_t population_size_;
    Variation variation_;

    RandomGenerator random_;
    Unseen unseen_;
    ArchitectureBatch generation_;
    Population told_;
    std::size_t parents_ = 0;

    // Of the last selection.
    NondominatedSort sort_;
    std::vector<double> crowding_;                       // shape (parents + children)
    std::vector<std::pair<std::size_t, double>> merit_;  // rank and crowding distance, shape (parents)
    Population survivors_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Nsga2, Nsga2Options>(
    {.name = "nsga2",
     .summary = "elitist genetic algorithm by non-domination rank and crowding distance",
     .citation = "Deb, Pratap, Agarwal and Meyarivan 2002, doi:10.1109/4235.996017",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
