// NSGA-II on discrete genotypes. No architecture is proposed twice, because a repeat costs nothing and teaches
// nothing. Source: Deb, Pratap, Agarwal and Meyarivan 2002, doi:10.1109/4235.996017. O(log population) per
// proposal for two objectives.
#include <algorithm>
#include <utility>

#include "engine/nondominated_sort.hpp"
#include "engine/optimizer.hpp"
#include "optimizers/generation.hpp"

namespace archfront {
namespace {

/// Population and mutations do best on NAS-Bench-201 and on the synthetic problem of the tests.
struct Nsga2Options {
    std::int64_t population = 30;
    VariationOptions variation;
    InitialDesign initial_design;
};

void bind(OptionTable& table, Nsga2Options& options) {
    table.integer("population", options.population, 2, 1'000'000, "individuals that survive a generation");
    bind(table, options.variation);
    bind(table, options.initial_design);
}

class Nsga2 : public Optimizer {
  public:
    Nsga2(const OptimizerContext& context, const Nsga2Options& options)
        : Optimizer(context),
          generation_(context, static_cast<std::size_t>(options.population), options.variation,
                      options.initial_design) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        generation_.ask(count, proposals);
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        if (!generation_.tell(architectures, costs)) return;
        select();
        generation_.breed([&] { return tournament(); });
    }

    /// Keeps the best by rank and, in the last rank that has room, by crowding distance.
    void select() {
        const CostsView costs = generation_.costs();
        sort_.sort(costs);
        crowding_.resize(costs.size());
        survivors_.clear();
        merit_.clear();
        for (std::size_t rank = 0; rank < sort_.fronts() && merit_.size() < generation_.size(); ++rank) {
            const std::span<PointIndex> front = sort_.front(rank);
            crowding_distances(costs, front, crowding_);
            const std::size_t kept = std::min(front.size(), generation_.size() - merit_.size());
            if (kept < front.size()) {
                std::sort(front.begin(), front.end(), [&](PointIndex a, PointIndex b) {
                    return crowding_[a] != crowding_[b] ? crowding_[a] > crowding_[b] : a < b;
                });
            }
            for (const PointIndex point : front.first(kept)) {
                survivors_.push_back(point);
                merit_.push_back({rank, crowding_[point]});
            }
        }
        generation_.select(survivors_);
    }

    /// The better of two random parents: lower rank, then larger crowding distance, then the first.
    std::size_t tournament() {
        const std::size_t a = generation_.random().below(generation_.parents());
        const std::size_t b = generation_.random().below(generation_.parents());
        const auto& [rank_a, crowding_a] = merit_[a];
        const auto& [rank_b, crowding_b] = merit_[b];
        if (rank_a != rank_b) return rank_a < rank_b ? a : b;
        return crowding_b > crowding_a ? b : a;
    }

    // Ranks and crowding distances are not saved: the generation that needed them is bred already.
    void do_save(StateWriter& state) const override { generation_.save(state); }
    void do_load(StateReader& state) override { generation_.load(state); }

    Generation generation_;

    // Of the last selection.
    NondominatedSort sort_;
    std::vector<double> crowding_;                       // shape (parents + children)
    std::vector<PointIndex> survivors_;                  // shape (parents)
    std::vector<std::pair<std::size_t, double>> merit_;  // rank and crowding distance, shape (parents)
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Nsga2, Nsga2Options>(
    {.name = "nsga2",
     .summary = "elitist genetic algorithm by non-domination rank and crowding distance",
     .citation = "Deb, Pratap, Agarwal and Meyarivan 2002, doi:10.1109/4235.996017",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
