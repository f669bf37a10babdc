#include "optimizers/cost_models.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>

#include "optimizers/labels.hpp"

namespace archfront {
namespace {

/// Of a standard normal, at the middles of eight equally probable intervals.
constexpr std::array<double, BelievedCosts::draws> normal_quantiles = {
    -1.5341205443525463, -0.88714655901887604, -0.48877641111466941, -0.15731068461017067,
    0.15731068461017067, 0.48877641111466941,  0.88714655901887604,  1.5341205443525463};

/// Violations as a cost: an architecture without a value is twice as bad as the worst that has one.
std::vector<double> violations_of(const Costs& costs) {
    std::vector<double> violations(costs.view().violations().begin(), costs.view().violations().end());
    double worst = 0;
    for (const double violation : violations) {
        if (std::isfinite(violation)) worst = std::max(worst, violation);
    }
    for (double& violation : violations) {
        if (std::isinf(violation)) violation = worst > 0 ? 2 * worst : 1;
    }
    return violations;
}

double median_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

CostModels::CostModels(const OptimizerContext& context, std::size_t most_rows)
    : free_costs_(context.free_costs.get()),
      m_(context.objectives),
      most_rows_(most_rows),
      fits_(context.objectives + 2) {}

bool CostModels::is_free(std::size_t objective) const {
    if (free_costs_ == nullptr) return false;
    return anything_feasible_ ? free_costs_->cost_is_free(objective) : free_costs_->violation_is_free();
}

void CostModels::learn(RandomGenerator& random, const History& history) {
    anything_feasible_ = !history.archive().empty();
    const std::vector<std::size_t> rows = choose_rows(random, history);
    scales_.clear();
    models_.clear();
    quantiles_.clear();
    for (std::size_t j = 0; j < (anything_feasible_ ? m_ : 1); ++j) {
        std::vector<double> costs;
        if (!anything_feasible_) costs = violations_of(history.costs());
        for (std::size_t r = 0; r < history.told() && anything_feasible_; ++r)
            costs.push_back(history.costs()[r][j]);
        const Scale scale = scale_of(costs, history, j);
        scales_.push_back(scale);
        quantiles_.emplace_back(normal_quantiles.begin(), normal_quantiles.end());
        random.shuffle(std::span(quantiles_.back()));
        models_.emplace_back();
        if (is_free(j)) continue;
        std::vector<std::size_t> with_value;
        std::vector<double> labels;
        for (const std::size_t r : rows) {
            if (!std::isfinite(costs[r])) continue;
            with_value.push_back(r);
            labels.push_back(std::log(costs[r] - scale.best + scale.shift));
        }
        models_.back() = fits_[anything_feasible_ ? j : m_].learn(history, with_value, labels);
    }
    front_.clear();
    for (std::size_t p = 0; p < history.archive().size(); ++p) {
        for (std::size_t j = 0; j < m_; ++j)
            front_.push_back((history.archive()[p][j] - scales_[j].ideal) / scales_[j].extent);
    }
    if (!anything_feasible_) front_.push_back(0);
    learn_feasibility(history, rows);
}

CostModels::Scale CostModels::scale_of(std::span<const double> costs, const History& history,
                                       std::size_t objective) const {
    std::vector<double> finite;
    std::copy_if(costs.begin(), costs.end(), std::back_inserter(finite),
                 [](double c) { return std::isfinite(c); });
    const auto [best, worst] = std::minmax_element(finite.begin(), finite.end());
    const double spread = median_of(finite) > *best ? median_of(finite) - *best : *worst - *best;
    Scale scale;
    scale.best = *best;
    scale.ideal = *best;
    // Nearly the costs themselves up to the median, logarithms of them far beyond.
    if (spread > 0 && std::isfinite(spread)) {
        scale.shift = 2 * spread;
        scale.extent = spread;
    }
    if (!anything_feasible_) return scale;
    double high = -std::numeric_limits<double>::infinity();
    scale.ideal = -high;
    for (std::size_t p = 0; p < history.archive().size(); ++p) {
        scale.ideal = std::min(scale.ideal, history.archive()[p][objective]);
        high = std::max(high, history.archive()[p][objective]);
    }
    if (high > scale.ideal && std::isfinite(high - scale.ideal)) scale.extent = high - scale.ideal;
    return scale;
}

/// A third the best by rank, a third the latest, so that mistakes are learnt from, the others random.
std::vector<std::size_t> CostModels::choose_rows(RandomGenerator& random, const History& history) {
    std::vector<std::size_t> rows(history.told());
    if (rows.size() <= most_rows_) {
        std::iota(rows.begin(), rows.end(), std::size_t{0});
        return rows;
    }
    rows.clear();
    sort_.sort(history.costs());
    const std::size_t third = most_rows_ / 3;
    for (std::size_t rank = 0; rank < sort_.fronts(); ++rank) {
        const std::span<PointIndex> front = sort_.front(rank);
        if (rows.size() < third) random.shuffle(front);
        rows.insert(rows.end(), front.begin(), front.end());
    }
    const auto best_end = rows.begin() + static_cast<std::ptrdiff_t>(third);
    std::nth_element(best_end, best_end + static_cast<std::ptrdiff_t>(third), rows.end(), std::greater<>());
    for (std::size_t i = 2 * third; i < most_rows_; ++i)
        std::swap(rows[i], rows[i + random.below(rows.size() - i)]);
    rows.resize(most_rows_);
    return rows;
}

/// From labels that grow with the violation, and are one value below 0 for everything feasible.
void CostModels::learn_feasibility(const History& history, std::span<const std::size_t> rows) {
    feasibility_.reset();
    const std::span<const double> violations = history.costs().view().violations();
    const bool free = free_costs_ != nullptr && free_costs_->violation_is_free();
    const bool to_learn = std::any_of(violations.begin(), violations.end(), [&](double violation) {
        return free ? std::isinf(violation) : violation > 0;
    });
    if (!anything_feasible_ || !to_learn) return;
    std::vector<double> positive;
    std::copy_if(violations.begin(), violations.end(), std::back_inserter(positive),
                 [](double violation) { return violation > 0 && std::isfinite(violation); });
    const double typical = positive.empty() ? 1 : median_of(positive);
    std::vector<double> labels;
    for (const std::size_t r : rows) {
        const double violation = violations[r];
        const double degree = std::isinf(violation) ? 1 : violation / (violation + typical);
        labels.push_back(violation > 0 ? degree : -0.5);
    }
    feasibility_ = fits_[m_ + 1].learn(history, rows, labels);
}

void CostModels::draw(ArchitectureBatchView candidates, BelievedCosts& believed) const {
    const std::size_t n = candidates.size();
    const std::size_t first = believed.feasibility.size();
    believed.objectives = objectives();
    believed.costs.resize((first + n) * BelievedCosts::draws * objectives());
    believed.feasibility.resize(first + n, 1);
    std::vector<double> costs(n * m_);
    std::vector<double> violations(n);
    if (free_costs_ != nullptr) free_costs_->evaluate(candidates, costs, violations);
    for (std::size_t j = 0; j < objectives(); ++j) {
        if (!is_free(j)) {
            draw_modelled(candidates, j, first, believed);
            continue;
        }
        for (std::size_t r = 0; r < n; ++r) {
            const double cost = anything_feasible_ ? costs[r * m_ + j] : violations[r];
            for (std::size_t k = 0; k < BelievedCosts::draws; ++k)
                believed.costs[((first + r) * BelievedCosts::draws + k) * objectives() + j] =
                    (cost - scales_[j].ideal) / scales_[j].extent;
        }
    }
    if (!anything_feasible_) return;
    for (std::size_t r = 0; r < n; ++r) {
        if (violations[r] > 0) believed.feasibility[first + r] = 0;
    }
    if (!feasibility_) return;
    std::vector<double> means(n);
    std::vector<double> variances(n);
    feasibility_->predict(candidates, means, variances);
    for (std::size_t r = 0; r < n; ++r) {
        const double deviation = std::sqrt(std::max(variances[r], 1e-12));
        believed.feasibility[first + r] *= 0.5 * std::erfc(means[r] / deviation / std::numbers::sqrt2);
    }
}

void CostModels::draw_modelled(ArchitectureBatchView candidates, std::size_t objective, std::size_t first,
                               BelievedCosts& believed) const {
    std::vector<double> means(candidates.size());
    std::vector<double> variances(candidates.size());
    models_[objective]->predict(candidates, means, variances);
    const Scale& scale = scales_[objective];
    for (std::size_t r = 0; r < candidates.size(); ++r) {
        const double deviation = std::sqrt(variances[r]);
        for (std::size_t k = 0; k < BelievedCosts::draws; ++k) {
            const double label = means[r] + deviation * quantiles_[objective][k];
            const double cost = std::exp(label) - scale.shift + scale.best;
            believed.costs[((first + r) * BelievedCosts::draws + k) * objectives() + objective] =
                (cost - scale.ideal) / scale.extent;
        }
    }
}

void CostModels::save(StateWriter& state) const {
    for (const RefittedProcess& fit : fits_)
        fit.save(state);
}

void CostModels::load(StateReader& state, const History& history) {
    for (RefittedProcess& fit : fits_)
        fit.load(state, history);
}

}  // namespace archfront
