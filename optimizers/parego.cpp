// ParEGO: a random weight vector makes one cost of many, a Gaussian process learns it from what was
// evaluated, and a local search maximises the expected improvement. Proposals are rows of the memory of what
// was proposed, so that nothing is stored twice.
// Source: Knowles 2006, doi:10.1109/TEVC.2005.851274; expected improvement of Jones, Schonlau and Welch 1998,
// doi:10.1023/A:1008306431147. O(rows^3 + candidates * rows^2) per proposal.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/archive.hpp"
#include "engine/gaussian_process.hpp"
#include "engine/optimizer.hpp"
#include "engine/simplex_lattice.hpp"
#include "optimizers/expected_improvement.hpp"
#include "optimizers/neighbourhood.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {
namespace {

/// More rows, starts or weights hardly help on NAS-Bench-201, MnasNet and GPT-L; 100 rows make it a matter of
/// half a millisecond.
struct ParegoOptions {
    std::int64_t initial = 20;
    std::int64_t weights = 11;
    std::int64_t rows = 100;
    std::int64_t starts = 3;
    std::int64_t batch = 1;
};

void bind(OptionTable& table, ParegoOptions& options) {
    table.integer("initial", options.initial, 1, 1'000'000, "random architectures before the first model");
    table.integer("weights", options.weights, 1, 100'000,
                  "weight vectors: the largest simplex lattice with no more, but at least one per objective");
    table.integer("rows", options.rows, 2, 2'000,
                  "architectures that a model learns from at most: one half the best, the other random");
    table.integer("starts", options.starts, 1, 1'000,
                  "best architectures among whose neighbours the search for a proposal begins");
    table.integer("batch", options.batch, 1, 10'000,
                  "proposals made with the same knowledge, each for weights of its own, to be evaluated in "
                  "parallel");
}

/// The augmentation of the Tchebycheff distance, as published.
constexpr double augmentation = 0.05;

class Parego : public Optimizer {
  public:
    Parego(const OptimizerContext& context, const ParegoOptions& options)
        : Optimizer(context),
          options_(options),
          weights_(simplex_lattice(context.objectives, static_cast<std::size_t>(options.weights))),
          neighbourhood_(*context.space),
          random_(context.seed),
          unseen_(context),
          costs_(context.objectives),
          archive_(context.objectives) {}

  private:
    // Proposal r has costs_[r]; those from told() on wait for their turn or their costs.

    std::size_t told() const { return costs_.size(); }

    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        if (told() == unseen_.proposed().size()) propose();
        const std::size_t left = unseen_.proposed().size() - told();
        proposals.append(unseen_.proposed().view().subview(told(), std::min(count, left)));
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override {
        for (std::size_t r = 0; r < costs.size(); ++r)
            learn(costs[r], costs.violation(r));
    }

    void learn(std::span<const double> costs, double violation) {
        archive_.insert(told(), costs, violation);
        costs_.push_back(costs, violation);
    }

    void propose() {
        Architecture row(space().width());
        const bool first = told() == 0;
        for (std::int64_t i = 0; i < (first ? options_.initial : options_.batch); ++i) {
            const bool suggested = !first && suggest(row) && unseen_.take(row);
            if (!suggested && !unseen_.draw(random_, row)) return;
        }
    }

    /// The unknown architecture of the highest expected improvement that the search finds; false when it
    /// finds none.
    bool suggest(Architecture& best) {
        const std::vector<double> labels = scalar_costs();
        const std::vector<std::size_t> chosen = choose_rows(labels);
        const GaussianProcess model = learn_from(chosen, labels);
        ArchitectureBatch candidates(space().width());
        for (std::size_t s = 0; s < std::min(chosen.size(), static_cast<std::size_t>(options_.starts)); ++s) {
            neighbourhood_.append_one_change(random_, model.rows()[s], candidates);
            neighbourhood_.append_two_changes(random_, model.rows()[s], candidates);
        }
        Score highest;
        const double bar = labels[chosen[0]];
        while (climb(model, bar, candidates, highest, best)) {
            candidates.clear();
            neighbourhood_.append_one_change(random_, best, candidates);
        }
        return highest.improvement >= 0;
    }

    /// What a model learns for weights drawn at random, of everything told; lower is better. Logarithms of
    /// augmented Tchebycheff costs over the best one: the many bad ones would drown the differences between
    /// good ones.
    std::vector<double> scalar_costs() {
        const std::size_t m = context().objectives;
        const std::size_t drawn = random_.below(weights_.size() / m);
        const std::vector<double> slopes = normalised_weights(std::span(weights_).subspan(drawn * m, m));
        std::vector<double> scalars;
        for (std::size_t r = 0; r < told(); ++r) {
            double largest = 0;
            double total = 0;
            for (std::size_t j = 0; j < m && costs_.violation(r) <= 0; ++j) {
                const double weighted = slopes[j] * (costs_[r][j] - ideal_[j]);
                largest = std::max(largest, weighted);
                total += weighted;
            }
            scalars.push_back(largest + augmentation * total);
        }
        put_infeasible_last(scalars);
        const double best = *std::min_element(scalars.begin(), scalars.end());
        std::vector<double> sorted = scalars;
        const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
        std::nth_element(sorted.begin(), middle, sorted.end());
        const double typical = *middle > best ? (*middle - best) / 4 : 1;
        for (double& scalar : scalars)
            scalar = std::log(scalar - best + typical);
        return scalars;
    }

    /// Weights over the extents of the front so far, whose best costs become ideal_.
    std::vector<double> normalised_weights(std::span<const double> weights) {
        std::vector<double> slopes;
        for (std::size_t j = 0; j < weights.size(); ++j) {
            double low = std::numeric_limits<double>::infinity();
            double high = -low;
            for (std::size_t p = 0; p < archive_.size(); ++p) {
                low = std::min(low, archive_[p][j]);
                high = std::max(high, archive_[p][j]);
            }
            const double extent = high - low;
            slopes.push_back(extent > 0 && std::isfinite(extent) ? weights[j] / extent : weights[j]);
            ideal_[j] = low;
        }
        return slopes;
    }

    /// Gives what is infeasible, or has no number for a scalar cost, one to two extents of the others beyond
    /// their worst, by its violation; nothing feasible means that violations alone count.
    void put_infeasible_last(std::vector<double>& scalars) const {
        double worst = 0;
        double most_violation = 0;
        for (std::size_t r = 0; r < told(); ++r) {
            const double violation = costs_.violation(r);
            if (violation <= 0 && std::isfinite(scalars[r])) worst = std::max(worst, scalars[r]);
            if (std::isfinite(violation)) most_violation = std::max(most_violation, violation);
        }
        const double step = worst > 0 ? worst : 1;
        for (std::size_t r = 0; r < told(); ++r) {
            const double violation = costs_.violation(r);
            if (violation <= 0 && std::isfinite(scalars[r])) continue;
            const bool measured = violation > 0 && std::isfinite(violation);
            scalars[r] = worst + step * (measured ? violation / most_violation : 1);
        }
    }

    /// Proposals to learn from, the best first.
    std::vector<std::size_t> choose_rows(std::span<const double> labels) {
        std::vector<std::size_t> rows(labels.size());
        std::iota(rows.begin(), rows.end(), std::size_t{0});
        std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
            return labels[a] != labels[b] ? labels[a] < labels[b] : a < b;
        });
        const auto most = static_cast<std::size_t>(options_.rows);
        if (rows.size() <= most) return rows;
        for (std::size_t i = (most + 1) / 2; i < most; ++i)
            std::swap(rows[i], rows[i + random_.below(rows.size() - i)]);
        rows.resize(most);
        return rows;
    }

    GaussianProcess learn_from(std::span<const std::size_t> chosen, std::span<const double> all_labels) {
        ArchitectureBatch rows(space().width());
        std::vector<double> labels;
        for (const std::size_t r : chosen) {
            rows.push_back(unseen_.proposed()[r]);
            labels.push_back(all_labels[r]);
        }
        // Length scales hardly depend on the weights: fitted anew, from where they are, with each tenth more.
        if (parameters_.weights.empty()) {
            parameters_ = fit_gaussian_process(rows, labels);
            fitted_at_ = told();
        } else if (told() - fitted_at_ >= fitted_at_ / 10) {
            constexpr std::size_t few = 8;
            parameters_ = fit_gaussian_process(rows, labels, &parameters_, few);
            fitted_at_ = told();
        }
        GaussianProcess model(rows, labels, parameters_);
        model.rescale();
        return model;
    }

    /// Where nothing can be expected, the lowest mean is best.
    struct Score {
        double improvement = -1;
        double mean = std::numeric_limits<double>::infinity();
    };

    /// Moves `best` to the best of the unknown candidates; false when none is better.
    bool climb(const GaussianProcess& model, double bar, ArchitectureBatch& candidates, Score& highest,
               Architecture& best) const {
        const ArchitectureBatch unknown = unseen_.unknown(candidates);
        std::vector<double> means(unknown.size());
        std::vector<double> variances(unknown.size());
        model.predict(unknown, means, variances);
        bool moved = false;
        for (std::size_t r = 0; r < unknown.size(); ++r) {
            const Score score = {expected_improvement(bar, means[r], variances[r]), means[r]};
            const bool better = score.improvement != highest.improvement
                                    ? score.improvement > highest.improvement
                                    : score.improvement <= 0 && score.mean < highest.mean;
            if (!better) continue;
            highest = score;
            best.assign(unknown[r].begin(), unknown[r].end());
            moved = true;
        }
        return moved;
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        state.costs(costs_);
        state.reals(parameters_.weights);
        state.real(parameters_.signal_variance);
        state.real(parameters_.noise_variance);
        state.integer(fitted_at_);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        Costs costs(context().objectives);
        state.costs(costs);
        if (costs.size() > unseen_.proposed().size()) damaged_state();
        costs_.clear();
        archive_.clear();
        for (std::size_t r = 0; r < costs.size(); ++r)
            learn(costs[r], costs.violation(r));
        parameters_.weights = state.reals();
        parameters_.signal_variance = state.real();
        parameters_.noise_variance = state.real();
        fitted_at_ = state.integer();
        const bool sound = std::all_of(parameters_.weights.begin(), parameters_.weights.end(),
                                       [](double weight) { return weight >= 0 && std::isfinite(weight); }) &&
                           parameters_.signal_variance > 0 && parameters_.noise_variance >= 0 &&
                           std::isfinite(parameters_.signal_variance + parameters_.noise_variance);
        const bool fits = parameters_.weights.empty() || parameters_.weights.size() == space().width();
        if (!sound || !fits || fitted_at_ > told()) damaged_state();
    }

    ParegoOptions options_;
    std::vector<double> weights_;  // shape (vectors, m)
    Neighbourhood neighbourhood_;

    RandomGenerator random_;
    Unseen unseen_;
    Costs costs_;
    Archive archive_;
    GaussianProcessParameters parameters_;  // of the last model that was fitted; no weights before the first
    std::uint64_t fitted_at_ = 0;           // told() then

    std::vector<double> ideal_ = std::vector<double>(context().objectives);
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Parego, ParegoOptions>(
    {.name = "parego",
     .summary = "expected improvement of randomly weighted costs, learnt by a Gaussian process",
     .citation = "Knowles 2006, doi:10.1109/TEVC.2005.851274",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
