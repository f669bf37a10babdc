// Regularised evolution for many objectives: the best of a random sample has a mutated child, and the oldest
// individual dies, however good. The population is a ring buffer in order of age.
// Source: Real, Aggarwal, Huang and Le 2019, doi:10.1609/aaai.v33i01.33014780, with the sample ranked by
// non-domination and crowding distance (Deb et al. 2002, doi:10.1109/4235.996017) where it has one objective.
// O(sample log sample) per proposal for two objectives.
#include <algorithm>

#include "engine/nondominated_sort.hpp"
#include "engine/optimizer.hpp"
#include "optimizers/initial_design.hpp"
#include "optimizers/population.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

/// Best on NAS-Bench-201 from 50 to 1,000 evaluations; the 100 and 25 of the paper learn nothing in the first
/// hundred.
struct MoReaOptions {
    std::int64_t population = 30;
    std::int64_t sample = 25;
    InitialDesign initial_design;
};

void bind(OptionTable& table, MoReaOptions& options) {
    table.integer("population", options.population, 1, 1'000'000, "individuals alive: the youngest ones");
    table.integer("sample", options.sample, 1, 1'000'000,
                  "individuals drawn with replacement, of which the best is the parent");
    bind(table, options.initial_design);
}

class MoRea : public Optimizer {
  public:
    MoRea(const OptimizerContext& context, const MoReaOptions& options)
        : Optimizer(context),
          population_size_(static_cast<std::size_t>(options.population)),
          sample_size_(static_cast<std::size_t>(options.sample)),
          random_(context.seed),
          unseen_(context),
          alive_(context),
          sample_costs_(context.objectives),
          child_(context.space->width()) {
        draw_initial_design(options.initial_design, population_size_, space(), random_, unseen_);
    }

  private:
    /// The first population together, then one child at a time.
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        const std::size_t told = alive_.size();
        if (told < population_size_) {
            const std::size_t left = unseen_.proposed().size() - told;
            proposals.append(unseen_.proposed().view().subview(told, std::min(count, left)));
        } else if (breed() || unseen_.draw(random_, child_)) {
            proposals.push_back(child_);
        }
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        for (std::size_t r = 0; r < architectures.size(); ++r) {
            if (alive_.size() < population_size_) {
                alive_.push_back(architectures[r], costs[r], costs.violation(r));
                continue;
            }
            alive_.replace(oldest_, architectures[r], costs[r], costs.violation(r));
            oldest_ = (oldest_ + 1) % population_size_;
        }
    }

    bool breed() {
        const ArchitectureView parent = alive_.architectures[best_of_sample()];
        std::copy(parent.begin(), parent.end(), child_.begin());
        return mutate_until_unseen(random_, space(), unseen_, child_);
    }

    /// The individual of a random sample that has the lowest rank and, there, the largest crowding distance.
    std::size_t best_of_sample() {
        sample_.clear();
        sample_costs_.clear();
        for (std::size_t i = 0; i < sample_size_; ++i) {
            const std::size_t individual = random_.below(alive_.size());
            sample_.push_back(individual);
            sample_costs_.push_back(alive_.costs[individual], alive_.costs.violation(individual));
        }
        sort_.sort(sample_costs_);
        crowding_.resize(sample_.size());
        const auto front = sort_.front(0);
        crowding_distances(sample_costs_, front, crowding_);
        return sample_[*std::max_element(front.begin(), front.end(), [&](PointIndex a, PointIndex b) {
            return crowding_[a] != crowding_[b] ? crowding_[a] < crowding_[b] : a > b;
        })];
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        alive_.save(state);
        state.integer(oldest_);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        alive_.load(state, space());
        oldest_ = state.integer();
        if (alive_.size() > std::min(population_size_, unseen_.proposed().size()) ||
            oldest_ >= population_size_)
            damaged_state();
    }

    std::size_t population_size_;
    std::size_t sample_size_;

    RandomGenerator random_;
    Unseen unseen_;
    Population alive_;
    std::size_t oldest_ = 0;  // row of alive_

    // Of the last sample.
    std::vector<std::size_t> sample_;  // rows of alive_
    Costs sample_costs_;
    NondominatedSort sort_;
    std::vector<double> crowding_;
    Architecture child_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<MoRea, MoReaOptions>(
    {.name = "mo-rea",
     .summary = "regularised evolution: the oldest dies; parents win by non-domination and crowding",
     .citation = "Real, Aggarwal, Huang and Le 2019, doi:10.1609/aaai.v33i01.33014780",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
