// What is believed of the costs of unknown architectures: a Gaussian process for each cost that must be paid for, the
// exact value of those that are free.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "engine/nondominated_sort.hpp"
#include "optimizers/history.hpp"
#include "optimizers/refitted_process.hpp"

namespace archfront {

/// Possible costs of n candidates: equally probable ones, and how probable it is that the candidate is feasible.
struct BelievedCosts {
    /// Of each candidate.
    static constexpr std::size_t draws = 8;

    std::span<const double> operator[](std::size_t candidate) const {
        const std::size_t size = draws * objectives;
        return std::span(costs).subspan(candidate * size, size);
    }

    std::size_t objectives = 0;
    std::vector<double> costs{};        // shape (n, draws, objectives)
    std::vector<double> feasibility{};  // shape (n)
};

class CostModels {
  public:
    /// `most_rows`: that one process learns from.
    CostModels(const OptimizerContext& context, std::size_t most_rows);

    /// Learns from the history, whose archive becomes the scale: 0 is the best and 1 the worst cost in it. While
    /// nothing is feasible, violations are the only cost. O(m * rows^3). REQUIRES: something was told.
    void learn(RandomGenerator& random, const History& history);

    /// m, or 1 while nothing is feasible.
    std::size_t objectives() const { return scales_.size(); }
    /// What is known, as draw() would give it: the costs of the archive, or the least violation; shape (n, objectives).
    const std::vector<double>& front() const { return front_; }

    /// Appends what is believed of the candidates. O(m * rows^2) for each.
    void draw(ArchitectureBatchView candidates, BelievedCosts& believed) const;

    void save(StateWriter& state) const;
    void load(StateReader& state, const History& history);

  private:
    /// Labels are log(cost - best + shift): the many bad ones would drown the differences between good ones.
    struct Scale {
        double best = 0;  // of everything told
        double shift = 1;
        double ideal = 0;   // of the archive
        double extent = 1;  // of the archive
    };

    bool is_free(std::size_t objective) const;
    Scale scale_of(std::span<const double> costs, const History& history, std::size_t objective) const;
    std::vector<std::size_t> choose_rows(RandomGenerator& random, const History& history);
    void learn_feasibility(const History& history, std::span<const std::size_t> rows);
    void draw_modelled(ArchitectureBatchView candidates, std::size_t objective, std::size_t first,
                       BelievedCosts& believed) const;

    const FreeCosts* free_costs_;
    std::size_t m_;
    std::size_t most_rows_;
    std::vector<RefittedProcess>
        fits_;  // one an objective, then of violations as a cost, then of feasibility
    bool anything_feasible_ = false;
    std::vector<Scale> scales_;
    std::vector<std::vector<double>>
        quantiles_;  // of a standard normal in random order, shape (objectives, draws)
    std::vector<std::optional<GaussianProcess>> models_;  // none for a free cost
    std::optional<GaussianProcess> feasibility_;  // below 0 is feasible; none where all was, or is free
    std::vector<double> front_;
    NondominatedSort sort_;
};

}  // namespace archfront
