// NSGA-II on discrete genotypes. No architecture is proposed twice, because a repeat costs nothing and
// teaches nothing; a whole generation is bred at once and handed out in pieces, so that the search does not
// depend on how it is asked. Source: Deb, Pratap, Agarwal and Meyarivan 2002, doi:10.1109/4235.996017.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/nondominated_sort.hpp"
#include "engine/optimizer.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {
namespace {

/// Population and mutations do best on NAS-Bench-201 and on the synthetic problem of the tests; as repeats
/// are bred again, half a mutation a child is enough where the textbook takes one.
struct Nsga2Options {
    std::int64_t population = 30;
    std::string crossover = "uniform";
    double crossover_probability = 0.9;
    double mutations = 0.5;
};

void bind(OptionTable& table, Nsga2Options& options) {
    table.integer("population", options.population, 2, 1'000'000, "individuals that survive a generation");
    table.one_of("crossover", options.crossover, {"uniform", "one-point"},
                 "each choice from either parent, or a prefix from one and the rest from the other");
    table.real("crossover_probability", options.crossover_probability, 0, 1,
               "chance that a child has two parents and not one");
    table.real("mutations", options.mutations, 0, 256,
               "choices of a child expected to change to another one; each changes with this divided by "
               "their number");
}

/// Individuals with their costs.
struct Group {
    explicit Group(const OptimizerContext& context)
        : architectures(context.space->width()), costs(context.objectives) {}

    void clear() {
        architectures.clear();
        costs.clear();
    }
    void push_back(ArchitectureView architecture, std::span<const double> row, double violation) {
        architectures.push_back(architecture);
        costs.push_back(row, violation);
    }

    ArchitectureBatch architectures;
    Costs costs;
};

class Nsga2 : public Optimizer {
  public:
    Nsga2(const OptimizerContext& context, const Nsga2Options& options)
        : Optimizer(context),
          population_size_(static_cast<std::size_t>(options.population)),
          one_point_(options.crossover == "one-point"),
          crossover_probability_(options.crossover_probability),
          mutation_probability_(options.mutations / static_cast<double>(context.space->width())),
          random_(context.seed),
          unseen_(context),
          generation_(context.space->width()),
          told_(context),
          survivors_(context) {
        for (const Variable& variable : context.space->variables())
            cardinalities_.push_back(variable.cardinality());
        while (generation_.size() < population_size_ && draw_into_generation()) {
        }
    }

  private:
    // The present generation is always bred already. told_ holds the parents and, behind them, those of the
    // generation whose costs are known.

    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        const std::size_t given = told_.architectures.size() - parents_;
        proposals.append(generation_.view().subview(given, std::min(count, generation_.size() - given)));
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        for (std::size_t r = 0; r < architectures.size(); ++r)
            told_.push_back(architectures[r], costs[r], costs.violation(r));
        if (told_.architectures.size() < parents_ + generation_.size()) return;
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
        parents_ = told_.architectures.size();
    }

    /// Fills the next generation; it comes out shorter, or empty, when the space is exhausted.
    void breed() {
        generation_.clear();
        while (generation_.size() < population_size_) {
            if (!vary_into_generation() && !draw_into_generation()) return;
        }
    }

    /// Appends an unknown child, tried for a bounded number of times: other parents first, then one more
    /// forced mutation a try.
    bool vary_into_generation() {
        constexpr int other_parents = 8;
        constexpr int more_mutations = 24;
        const std::span<Choice> child = generation_.emplace_back();
        for (int attempt = 0; attempt < other_parents; ++attempt) {
            cross(tournament(), tournament(), child);
            mutate(child);
            if (unseen_.take(child)) return true;
        }
        for (int attempt = 0; attempt < more_mutations; ++attempt) {
            change(random_.below(child.size()), child);
            if (unseen_.take(child)) return true;
        }
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

    void cross(std::size_t mother, std::size_t father, std::span<Choice> child) {
        const ArchitectureView from_mother = told_.architectures[mother];
        const ArchitectureView from_father = told_.architectures[father];
        std::copy(from_mother.begin(), from_mother.end(), child.begin());
        if (!random_.bernoulli(crossover_probability_)) return;
        if (one_point_) {
            const auto cut = static_cast<std::ptrdiff_t>(random_.below(child.size()));
            std::copy(from_father.begin() + cut, from_father.end(), child.begin() + cut);
        } else {
            for (std::size_t i = 0; i < child.size(); ++i) {
                if (random_.bernoulli(0.5)) child[i] = from_father[i];
            }
        }
    }

    void mutate(std::span<Choice> child) {
        for (std::size_t i = 0; i < child.size(); ++i) {
            if (random_.bernoulli(mutation_probability_)) change(i, child);
        }
    }

    /// Another choice for variable i, uniformly.
    void change(std::size_t i, std::span<Choice> child) {
        if (cardinalities_[i] < 2) return;
        const std::uint64_t other = random_.below(cardinalities_[i] - 1);
        child[i] = static_cast<Choice>(other < child[i] ? other : other + 1);
    }

    // Ranks and crowding distances are not saved: the generation that needed them is bred already.
    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        state.architectures(generation_);
        state.integer(parents_);
        state.architectures(told_.architectures);
        state.costs(told_.costs);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        load_architectures(state, space(), generation_);
        parents_ = state.integer();
        load_architectures(state, space(), told_.architectures);
        state.costs(told_.costs);
        const std::size_t told = told_.architectures.size();
        if (told_.costs.size() != told || parents_ > told || told - parents_ > generation_.size())
            damaged_state();
    }

    std::size_t population_size_;
    bool one_point_;
    double crossover_probability_;
    double mutation_probability_;
    std::vector<std::size_t> cardinalities_;

    RandomGenerator random_;
    Unseen unseen_;
    ArchitectureBatch generation_;
    Group told_;
    std::size_t parents_ = 0;

    // Of the last selection.
    NondominatedSort sort_;
    std::vector<double> crowding_;                       // shape (parents + children)
    std::vector<std::pair<std::size_t, double>> merit_;  // rank and crowding distance, shape (parents)
    Group survivors_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Nsga2, Nsga2Options>(
    {.name = "nsga2",
     .summary = "elitist genetic algorithm by non-domination rank and crowding distance",
     .citation = "Deb, Pratap, Agarwal and Meyarivan 2002, doi:10.1109/4235.996017",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
