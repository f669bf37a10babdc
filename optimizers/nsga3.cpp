// NSGA-III: NSGA-II with the crowding distance replaced by reference lines, of which each is to have its share of
// the survivors; for four objectives and more, where nearly nobody is dominated.
// Source: Deb and Jain 2014, doi:10.1109/TEVC.2013.2281535; feasible first as in Jain and Deb 2014,
// doi:10.1109/TEVC.2013.2281534. O(population * m) per proposal.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "engine/nondominated_sort.hpp"
#include "engine/optimizer.hpp"
#include "engine/simplex_lattice.hpp"
#include "optimizers/generation.hpp"

namespace archfront {
namespace {

/// The population does best on NAS-Bench-201 with four objectives.
struct Nsga3Options {
    std::int64_t population = 20;
    VariationOptions variation;
    InitialDesign initial_design;
};

void bind(OptionTable& table, Nsga3Options& options) {
    table.integer(
        "population", options.population, 2, 100'000,
        "individuals that survive a generation; reference lines are the largest simplex lattice with "
        "no more, but at least one per objective");
    bind(table, options.variation);
    bind(table, options.initial_design);
}

/// The solution of rows * x = (1, ..., 1) for a square matrix, shape (m, m); nullopt when it is singular.
/// Gaussian elimination with partial pivoting.
std::optional<std::vector<double>> solve_for_ones(std::vector<double> rows, std::size_t m) {
    std::vector<double> x(m, 1.0);
    for (std::size_t k = 0; k < m; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < m; ++i) {
            if (std::abs(rows[i * m + k]) > std::abs(rows[pivot * m + k])) pivot = i;
        }
        if (!(std::abs(rows[pivot * m + k]) > 0)) return std::nullopt;
        for (std::size_t j = 0; j < m; ++j)
            std::swap(rows[k * m + j], rows[pivot * m + j]);
        std::swap(x[k], x[pivot]);
        for (std::size_t i = k + 1; i < m; ++i) {
            const double factor = rows[i * m + k] / rows[k * m + k];
            for (std::size_t j = k; j < m; ++j)
                rows[i * m + j] -= factor * rows[k * m + j];
            x[i] -= factor * x[k];
        }
    }
    for (std::size_t k = m; k-- > 0;) {
        for (std::size_t j = k + 1; j < m; ++j)
            x[k] -= rows[k * m + j] * x[j];
        x[k] /= rows[k * m + k];
    }
    return x;
}

class Nsga3 : public Optimizer {
  public:
    Nsga3(const OptimizerContext& context, const Nsga3Options& options)
        : Optimizer(context),
          m_(context.objectives),
          directions_(simplex_lattice(m_, static_cast<std::size_t>(options.population))),
          generation_(context, static_cast<std::size_t>(options.population), options.variation,
                      options.initial_design),
          ideal_(m_, std::numeric_limits<double>::infinity()) {
        for (std::size_t line = 0; line < lines(); ++line) {
            const auto direction = std::span(directions_).subspan(line * m_, m_);
            const double length =
                std::sqrt(std::inner_product(direction.begin(), direction.end(), direction.begin(), 0.0));
            for (double& coordinate : direction)
                coordinate /= length;
        }
    }

  private:
    std::size_t lines() const { return directions_.size() / m_; }

    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        generation_.ask(count, proposals);
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        if (!generation_.tell(architectures, costs)) return;
        select();
        generation_.breed([&] { return tournament(); });
    }

    /// Feasible first, then the smaller violation; of two feasible parents the first, which is a random one.
    std::size_t tournament() {
        const std::size_t a = generation_.random().below(generation_.parents());
        const std::size_t b = generation_.random().below(generation_.parents());
        return generation_.costs().violation(b) < generation_.costs().violation(a) ? b : a;
    }

    /// Keeps the best by rank and, in the last rank that has room, by niches.
    void select() {
        const CostsView costs = generation_.costs();
        const std::size_t size = std::min(generation_.size(), costs.size());
        sort_.sort(costs);
        survivors_.clear();
        std::size_t rank = 0;
        for (; survivors_.size() + sort_.front(rank).size() <= size; ++rank) {
            const auto front = sort_.front(rank);
            survivors_.insert(survivors_.end(), front.begin(), front.end());
            if (rank + 1 == sort_.fronts()) break;
        }
        if (survivors_.size() < size) {
            const auto last = sort_.front(rank);
            if (costs.feasible(last.front())) {
                fill_by_niches(costs, last, size);
            } else {
                const auto end = last.begin() + static_cast<std::ptrdiff_t>(size - survivors_.size());
                survivors_.insert(survivors_.end(), last.begin(), end);
            }
        }
        generation_.select(survivors_);
    }

    /// Adds to the survivors, which are feasible, members of the last front for the lines that have fewest.
    void fill_by_niches(const CostsView& costs, std::span<const PointIndex> last, std::size_t size) {
        const std::size_t safe = survivors_.size();
        candidates_ = survivors_;
        candidates_.insert(candidates_.end(), last.begin(), last.end());
        normalise(costs);
        niche_counts_.assign(lines(), 0);
        waiting_.resize(lines());
        for (auto& waiting : waiting_)
            waiting.clear();
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            const auto [line, distance] = nearest_line(std::span(normalised_).subspan(i * m_, m_));
            if (i < safe) {
                ++niche_counts_[line];
            } else {
                waiting_[line].push_back({distance, candidates_[i]});
            }
        }
        while (survivors_.size() < size) {
            const std::size_t line = emptiest_line();
            auto& waiting = waiting_[line];
            // The nearest to a line without survivors, anyone otherwise.
            const auto chosen = niche_counts_[line] == 0
                                    ? std::min_element(waiting.begin(), waiting.end())
                                    : waiting.begin() + static_cast<std::ptrdiff_t>(
                                                            generation_.random().below(waiting.size()));
            survivors_.push_back(chosen->second);
            ++niche_counts_[line];
            waiting.erase(chosen);
        }
    }

    /// A random one of those with fewest survivors that somebody waits for.
    std::size_t emptiest_line() {
        emptiest_.clear();
        for (std::size_t line = 0; line < lines(); ++line) {
            if (waiting_[line].empty()) continue;
            if (!emptiest_.empty() && niche_counts_[line] > niche_counts_[emptiest_.front()]) continue;
            if (!emptiest_.empty() && niche_counts_[line] < niche_counts_[emptiest_.front()])
                emptiest_.clear();
            emptiest_.push_back(line);
        }
        return emptiest_[generation_.random().below(emptiest_.size())];
    }

    /// Fills normalised_, shape (candidates, m): the ideal becomes 0, and 1 is where the hyperplane through the
    /// extreme points meets an axis; or the worst of the candidates, where that is no sensible plane.
    void normalise(const CostsView& costs) {
        std::vector<double> worst(m_, -std::numeric_limits<double>::infinity());
        for (const PointIndex candidate : candidates_) {
            for (std::size_t j = 0; j < m_; ++j) {
                ideal_[j] = std::min(ideal_[j], costs[candidate][j]);
                worst[j] = std::max(worst[j], costs[candidate][j]);
            }
        }
        update_extreme_points(costs);
        std::vector<double> plane = extreme_points_;
        for (std::size_t i = 0; i < plane.size(); ++i)
            plane[i] -= ideal_[i % m_];
        const auto inverse_intercepts = solve_for_ones(std::move(plane), m_);
        std::vector<double> extents(m_);
        bool sensible = inverse_intercepts.has_value();
        for (std::size_t j = 0; j < m_ && sensible; ++j) {
            extents[j] = 1 / (*inverse_intercepts)[j];
            // Beyond the worst there is nothing: such a plane would push all points together.
            sensible = extents[j] > 0 && extents[j] <= worst[j] - ideal_[j];
        }
        normalised_.clear();
        for (const PointIndex candidate : candidates_) {
            for (std::size_t j = 0; j < m_; ++j) {
                const double extent = sensible ? extents[j] : worst[j] - ideal_[j];
                normalised_.push_back((costs[candidate][j] - ideal_[j]) / (extent > 0 ? extent : 1));
            }
        }
    }

    /// For each axis the point nearest to it, of the candidates and the extreme points before.
    void update_extreme_points(const CostsView& costs) {
        std::vector<double> points = extreme_points_;
        for (const PointIndex candidate : candidates_)
            points.insert(points.end(), costs[candidate].begin(), costs[candidate].end());
        extreme_points_.assign(m_ * m_, 0.0);
        for (std::size_t axis = 0; axis < m_; ++axis) {
            double least = std::numeric_limits<double>::infinity();
            for (std::size_t at = 0; at < points.size(); at += m_) {
                // The achievement scalarising function, with the paper's weight for the other axes.
                double achievement = -std::numeric_limits<double>::infinity();
                for (std::size_t j = 0; j < m_; ++j) {
                    const double weight = j == axis ? 1 : 1e-6;
                    achievement = std::max(achievement, (points[at + j] - ideal_[j]) / weight);
                }
                if (achievement >= least) continue;
                least = achievement;
                std::copy_n(points.begin() + static_cast<std::ptrdiff_t>(at), m_,
                            extreme_points_.begin() + static_cast<std::ptrdiff_t>(axis * m_));
            }
        }
    }

    /// The reference line with the least perpendicular distance, and the distance squared.
    std::pair<std::size_t, double> nearest_line(std::span<const double> point) const {
        const double squared_norm = std::inner_product(point.begin(), point.end(), point.begin(), 0.0);
        std::size_t nearest = 0;
        double longest = -1;
        for (std::size_t line = 0; line < lines(); ++line) {
            // The farther along the line a point reaches, the nearer to it it lies.
            const double along =
                std::inner_product(point.begin(), point.end(),
                                   directions_.begin() + static_cast<std::ptrdiff_t>(line * m_), 0.0);
            if (along > longest) {
                longest = along;
                nearest = line;
            }
        }
        return {nearest, squared_norm - longest * longest};
    }

    void do_save(StateWriter& state) const override {
        generation_.save(state);
        state.reals(ideal_);
        state.reals(extreme_points_);
    }

    void do_load(StateReader& state) override {
        generation_.load(state);
        ideal_ = state.reals();
        extreme_points_ = state.reals();
        if (ideal_.size() != m_ || (!extreme_points_.empty() && extreme_points_.size() != m_ * m_))
            damaged_state();
    }

    std::size_t m_;
    std::vector<double> directions_;  // of the reference lines, of length 1, shape (lines, m)

    Generation generation_;
    std::vector<double> ideal_;           // lowest feasible costs so far, shape (m)
    std::vector<double> extreme_points_;  // shape (m, m), or empty before the first

    // Kept to avoid allocation.
    NondominatedSort sort_;
    std::vector<PointIndex> survivors_;
    std::vector<PointIndex> candidates_;  // the survivors and the last front
    std::vector<double> normalised_;      // their costs
    std::vector<std::size_t> niche_counts_;
    std::vector<std::vector<std::pair<double, PointIndex>>> waiting_;  // of the last front, by line
    std::vector<std::size_t> emptiest_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Nsga3, Nsga3Options>(
    {.name = "nsga3",
     .summary = "elitist genetic algorithm by non-domination rank and niches around reference lines",
     .citation = "Deb and Jain 2014, doi:10.1109/TEVC.2013.2281535",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
