// SMS-EMOA: steady state, and whoever adds least hypervolume to the worst front leaves. A contribution scales
// with the unit of every cost, hence the costs need no normalisation: only the reference point, which lies
// beyond the worst of the population by a share of its extent, ties the objectives together.
// Source: Beume, Naujoks and Emmerich 2007, doi:10.1016/j.ejor.2006.08.008. Per proposal O(population) for
// two objectives, as the population stays sorted; a sort and the contributions of a front beyond.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/hypervolume.hpp"
#include "engine/nondominated_sort.hpp"
#include "engine/optimizer.hpp"
#include "optimizers/initial_design.hpp"
#include "optimizers/population.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

/// The reference point is the published one; on NAS-Bench-201 small populations do best at every budget from 50
/// to 1,000.
struct SmsEmoaOptions {
    std::int64_t population = 20;
    double reference = 1;
    VariationOptions variation;
    InitialDesign initial_design;
};

void bind(OptionTable& table, SmsEmoaOptions& options) {
    table.integer("population", options.population, 1, 100'000, "individuals that survive");
    table.real(
        "reference", options.reference, 0, 1e6,
        "how far beyond the population's worst costs the reference point lies, relative to its extent");
    bind(table, options.variation);
    bind(table, options.initial_design);
}

class SmsEmoa : public Optimizer {
  public:
    SmsEmoa(const OptimizerContext& context, const SmsEmoaOptions& options)
        : Optimizer(context),
          population_size_(static_cast<std::size_t>(options.population)),
          offset_(options.reference),
          variation_(*context.space, options.variation),
          random_(context.seed),
          unseen_(context),
          population_(context),
          reference_(context.objectives),
          child_(context.space->width()) {
        draw_initial_design(options.initial_design, population_size_, space(), random_, unseen_);
    }

  private:
    /// The first population together, then one child at a time: it may become a parent of the next.
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        const std::size_t told = population_.size();
        if (told < population_size_) {
            const std::size_t left = unseen_.proposed().size() - told;
            proposals.append(unseen_.proposed().view().subview(told, std::min(count, left)));
        } else if (breed() || unseen_.draw(random_, child_)) {
            proposals.push_back(child_);
        }
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        for (std::size_t r = 0; r < architectures.size(); ++r) {
            population_.push_back(architectures[r], costs[r], costs.violation(r));
            if (population_.size() > std::min(population_size_, unseen_.proposed().size())) remove(worst());
        }
    }

    bool breed() {
        const auto parents = [&] {
            const std::size_t mother = random_.below(population_size_);
            const std::size_t father = random_.below(population_size_);
            return std::pair{population_.architectures[mother], population_.architectures[father]};
        };
        return variation_.breed(random_, unseen_, parents, child_);
    }

    /// Who leaves: the largest violation, or else the least contribution in the worst front; of equals the
    /// first row.
    std::size_t worst() {
        const CostsView costs = population_.costs;
        const auto violations = costs.violations();
        const auto violator = std::max_element(violations.begin(), violations.end());
        if (*violator > 0) {
            order_.clear();
            return static_cast<std::size_t>(violator - violations.begin());
        }
        set_reference(costs);
        if (costs.objectives() == 2) {
            update_order(costs);
            find_worst_of_two(costs);
        } else {
            find_worst_of_many(costs);
        }
        std::size_t least = 0;
        for (std::size_t i = 1; i < front_.size(); ++i) {
            if (std::pair(contributions_[i], front_[i]) < std::pair(contributions_[least], front_[least]))
                least = i;
        }
        return front_[least];
    }

    void set_reference(const CostsView& costs) {
        for (std::size_t j = 0; j < reference_.size(); ++j) {
            double low = costs[0][j];
            double high = low;
            for (std::size_t r = 1; r < costs.size(); ++r) {
                low = std::min(low, costs[r][j]);
                high = std::max(high, costs[r][j]);
            }
            reference_[j] = high + offset_ * (high - low);
        }
    }

    /// Puts the newcomer, which is the last row, into its place; sorts all when infeasible rows were in the
    /// way.
    void update_order(const CostsView& costs) {
        const auto before = [&](PointIndex a, PointIndex b) {
            return std::pair(costs[a][0], costs[a][1]) < std::pair(costs[b][0], costs[b][1]);
        };
        const auto newcomer = static_cast<PointIndex>(costs.size() - 1);
        if (order_.size() == newcomer) {
            order_.insert(std::upper_bound(order_.begin(), order_.end(), newcomer, before), newcomer);
        } else {
            order_.resize(costs.size());
            std::iota(order_.begin(), order_.end(), PointIndex{0});
            std::sort(order_.begin(), order_.end(), before);
        }
    }

    /// Fills front_ with the worst front along it and contributions_ with the rectangles that its points cover
    /// alone. Fronts by the sweep of engine/nondominated_sort.cpp: a front dominates the next row exactly when
    /// its last point does.
    void find_worst_of_two(const CostsView& costs) {
        lowest_.clear();
        ranks_.resize(order_.size());
        for (std::size_t i = 0; i < order_.size(); ++i) {
            const auto row = costs[order_[i]];
            if (i > 0 && std::equal(row.begin(), row.end(), costs[order_[i - 1]].begin())) {
                ranks_[i] = ranks_[i - 1];
                continue;
            }
            const auto front = std::partition_point(lowest_.begin(), lowest_.end(),
                                                    [&](double lowest) { return lowest <= row[1]; });
            ranks_[i] = static_cast<std::size_t>(front - lowest_.begin());
            if (front == lowest_.end()) {
                lowest_.push_back(row[1]);
            } else {
                *front = row[1];
            }
        }
        front_.clear();
        for (std::size_t i = 0; i < order_.size(); ++i) {
            if (ranks_[i] + 1 == lowest_.size()) front_.push_back(order_[i]);
        }
        contributions_.resize(front_.size());
        for (std::size_t i = 0; i < front_.size(); ++i) {
            const auto row = costs[front_[i]];
            const double right = i + 1 < front_.size() ? costs[front_[i + 1]][0] : reference_[0];
            const double above = i > 0 ? costs[front_[i - 1]][1] : reference_[1];
            contributions_[i] = (right - row[0]) * (above - row[1]);
        }
    }

    void find_worst_of_many(const CostsView& costs) {
        sort_.sort(costs);
        const auto front = sort_.front(sort_.fronts() - 1);
        front_.assign(front.begin(), front.end());
        points_.clear();
        for (const PointIndex point : front_)
            points_.insert(points_.end(), costs[point].begin(), costs[point].end());
        contributions_ = hypervolume_contributions(points_, reference_);
    }

    /// The last row takes the place of the one that leaves.
    void remove(std::size_t row) {
        const std::size_t last = population_.size() - 1;
        order_.erase(std::remove(order_.begin(), order_.end(), row), order_.end());
        std::replace(order_.begin(), order_.end(), static_cast<PointIndex>(last),
                     static_cast<PointIndex>(row));
        population_.remove(row);
    }

    // What is known of the present population follows from it, but for the order of equal rows, by which nothing
    // is decided.
    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        population_.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        population_.load(state, space());
        order_.clear();
        if (population_.size() > std::min(population_size_, unseen_.proposed().size())) damaged_state();
    }

    std::size_t population_size_;
    double offset_;
    Variation variation_;

    RandomGenerator random_;
    Unseen unseen_;
    Population population_;

    std::vector<PointIndex> order_;  // of two objectives: rows by cost from the first on; or none
    std::vector<double> reference_;

    // Kept to avoid allocation.
    std::vector<double> lowest_;      // last cost of each front so far
    std::vector<std::size_t> ranks_;  // by place in order_
    NondominatedSort sort_;
    std::vector<PointIndex> front_;  // the worst one
    std::vector<double> points_;
    std::vector<double> contributions_;
    Architecture child_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<SmsEmoa, SmsEmoaOptions>(
    {.name = "sms-emoa",
     .summary = "steady-state evolution that keeps the largest hypervolume",
     .citation = "Beume, Naujoks and Emmerich 2007, doi:10.1016/j.ejor.2006.08.008",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
