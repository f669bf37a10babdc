// REINFORCE: architectures are drawn from a categorical policy, one softmax a variable, whose logits follow the
// reward's gradient. As a reward makes one number of many costs, several policies take turns, each with another
// trade-off.
// Source: Williams 1992, doi:10.1007/BF00992696, with the running baseline and the product of powers as reward of
// Ahmad et al. 2024, Accel-NASBench, arXiv:2404.08005, whose policy is a recurrent network and whose one trade-off is
// fixed by hand. O(sum of cardinalities) per proposal.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/optimizer.hpp"
#include "engine/simplex_lattice.hpp"
#include "engine/text.hpp"
#include "optimizers/unseen.hpp"
#include "optimizers/variation.hpp"

namespace archfront {
namespace {

/// On NAS-Bench-201 and MnasNet fewer policies learn more, and the baseline of the benchmark's own code, which keeps
/// 0.95, is too slow.
struct ReinforceOptions {
    std::int64_t policies = 5;
    std::string exponents = "spread";
    double learning_rate = 0.3;
    double baseline_decay = 0.9;
};

void bind(OptionTable& table, ReinforceOptions& options) {
    table.integer(
        "policies", options.policies, 1, 10'000,
        "trade-offs: the largest simplex lattice with no more, but at least one per objective; with "
        "exponents of your own, policies that learn the same apart from each other");
    table.text(
        "exponents", options.exponents,
        "of the costs in the reward, one number an objective, as in '1 0.07' for accuracy * throughput ^ "
        "0.07; 'spread' takes them from a simplex lattice, relative to the spread of each cost's logarithm");
    table.real("learning_rate", options.learning_rate, 0, 100,
               "step of the logits along the gradient, for an advantage of one standard deviation");
    table.real("baseline_decay", options.baseline_decay, 0, 0.999999,
               "share of the old in the running mean and variance of the reward after each architecture");
}

/// Exponents as written: m numbers, none negative; empty for "spread".
std::vector<double> parse_exponents(const std::string& text, std::size_t m) {
    std::vector<double> exponents;
    if (text == "spread") return exponents;
    for (const std::string_view word : split(text, ' ')) {
        const auto value = parse_number(word);
        if (!value || !(*value >= 0) || !std::isfinite(*value)) {
            throw UserError("reinforce: exponents '" + excerpt(text) + "' has '" + excerpt(word) +
                            "', expected numbers that are not negative, one space apart, or 'spread'");
        }
        exponents.push_back(*value);
    }
    if (exponents.size() == m) return exponents;
    throw UserError("reinforce: exponents '" + excerpt(text) + "' are " + std::to_string(exponents.size()) +
                    " for " + std::to_string(m) + " objectives; give one for each");
}

/// What was seen of one cost, and how a reward counts it: by the logarithm of its magnitude, which turns a product of
/// powers into a sum; or as it is where it changes its sign or is 0, so that no power of it would keep the order.
struct CostRange {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void include(double cost) {
        low = std::min(low, cost);
        high = std::max(high, cost);
    }
    bool one_sign() const { return low > 0 || high < 0; }
    /// Higher is better. Maximised metrics are negative costs.
    double utility(double cost) const {
        if (!one_sign()) return low < high ? -cost / (high - low) : 0;
        return cost > 0 ? -std::log(cost) : std::log(-cost);
    }
};

class Reinforce : public Optimizer {
  public:
    Reinforce(const OptimizerContext& context, const ReinforceOptions& options)
        : Optimizer(context),
          learning_rate_(options.learning_rate),
          decay_(options.baseline_decay),
          exponents_(parse_exponents(options.exponents, context.objectives)),
          weights_(simplex_lattice(context.objectives, static_cast<std::size_t>(options.policies))),
          random_(context.seed),
          unseen_(context),
          ranges_(context.objectives),
          row_(context.space->width()) {
        for (const Variable& variable : space().variables()) {
            logits_begin_.push_back(logit_count_);
            logit_count_ += variable.cardinality();
        }
        const std::size_t count = exponents_.empty() ? weights_.size() / context.objectives
                                                     : static_cast<std::size_t>(options.policies);
        policies_.assign(count, Policy{std::vector<double>(logit_count_, 0.0)});
        probabilities_.resize(logit_count_);
        next_ = random_.below(count);
    }

  private:
    struct Policy {
        std::vector<double> logits;  // of all choices of the first variable, of the second, ...
        std::uint64_t told = 0;
        double mean = 0;  // of the rewards, running
        double variance = 0;
        double lowest = 0;  // reward of a feasible architecture
        double highest = 0;
        std::uint64_t feasible = 0;
    };

    /// One at a time: each changes the policy that the next but some is drawn from.
    void do_ask(std::size_t, ArchitectureBatch& proposals) override {
        if (draw_from_policy() || unseen_.draw(random_, row_)) proposals.push_back(row_);
    }

    /// A policy that has settled draws what it knows: then neighbours of that, as random as need be.
    bool draw_from_policy() {
        constexpr int draws = 4;
        update_probabilities(policies_[next_]);
        for (int attempt = 0; attempt < draws; ++attempt) {
            for (std::size_t v = 0; v < row_.size(); ++v)
                row_[v] = draw_choice(probabilities_of(v));
            if (unseen_.take(row_)) return true;
        }
        return mutate_until_unseen(random_, space(), unseen_, row_);
    }

    std::span<double> probabilities_of(std::size_t variable) {
        return std::span(probabilities_)
            .subspan(logits_begin_[variable], space().variables()[variable].cardinality());
    }

    /// Softmax of the logits of each variable.
    void update_probabilities(const Policy& policy) {
        for (std::size_t v = 0; v < row_.size(); ++v) {
            const auto of_variable = probabilities_of(v);
            const auto logits = std::span(policy.logits).subspan(logits_begin_[v], of_variable.size());
            const double highest = *std::max_element(logits.begin(), logits.end());
            for (std::size_t c = 0; c < logits.size(); ++c)
                of_variable[c] = std::exp(logits[c] - highest);
            const double sum = std::accumulate(of_variable.begin(), of_variable.end(), 0.0);
            for (double& probability : of_variable)
                probability /= sum;
        }
    }

    Choice draw_choice(std::span<const double> probabilities) {
        double left = random_.uniform();
        std::size_t choice = 0;
        while (choice + 1 < probabilities.size() && left >= probabilities[choice])
            left -= probabilities[choice++];
        return static_cast<Choice>(choice);
    }

    void do_tell(ArchitectureBatchView architectures, CostsView costs) override {
        for (std::size_t r = 0; r < architectures.size(); ++r) {
            if (costs.feasible(r)) {
                for (std::size_t j = 0; j < ranges_.size(); ++j)
                    ranges_[j].include(costs[r][j]);
            }
            Policy& policy = policies_[next_];
            const double advantage = update_baseline(policy, reward(policy, costs[r], costs.violation(r)));
            // The gradient of a softmax's logarithm: 1 for what was drawn, less everyone's probability.
            update_probabilities(policy);
            for (std::size_t i = 0; i < logit_count_; ++i)
                policy.logits[i] -= learning_rate_ * advantage * probabilities_[i];
            for (std::size_t v = 0; v < row_.size(); ++v)
                policy.logits[logits_begin_[v] + architectures[r][v]] += learning_rate_ * advantage;
            next_ = (next_ + 1) % policies_.size();
        }
    }

    /// The logarithm of the product of powers; without feasibility one to two extents of the feasible ones below
    /// the worst, the lower the larger the violation.
    double reward(Policy& policy, std::span<const double> costs, double violation) {
        if (violation > 0) {
            const double extent = policy.highest > policy.lowest ? policy.highest - policy.lowest : 1;
            return policy.lowest - extent * (std::isinf(violation) ? 2 : 1 + violation / (1 + violation));
        }
        double sum = 0;
        for (std::size_t j = 0; j < costs.size(); ++j)
            sum += reward_term(j, costs[j]);
        policy.lowest = policy.feasible == 0 ? sum : std::min(policy.lowest, sum);
        policy.highest = policy.feasible == 0 ? sum : std::max(policy.highest, sum);
        ++policy.feasible;
        return sum;
    }

    /// With exponents from the lattice 0 for the worst cost so far and its weight for the best.
    double reward_term(std::size_t objective, double cost) const {
        const CostRange& range = ranges_[objective];
        if (!exponents_.empty()) return exponents_[objective] * range.utility(cost);
        const double worst = range.utility(range.high);
        const double spread = range.utility(range.low) - worst;
        const double weight = weights_[next_ * ranges_.size() + objective];
        return spread > 0 ? weight * (range.utility(cost) - worst) / spread : 0;
    }

    /// Takes a reward into the policy's running mean and variance. Returns how many standard deviations it was above
    /// the mean before, at most 3 either way; 0 for the first.
    double update_baseline(Policy& policy, double reward) const {
        if (policy.told++ == 0) {
            policy.mean = reward;
            return 0;
        }
        const double gap = reward - policy.mean;
        // Means over few rewards: 1/2, 1/3, ... until the running share is larger.
        const double share = std::max(1 - decay_, 1 / static_cast<double>(policy.told));
        policy.mean += share * gap;
        policy.variance = (1 - share) * (policy.variance + share * gap * gap);
        const double deviation = std::sqrt(policy.variance);
        constexpr double rounding = 1e-9;  // of sums of logarithms
        return deviation > rounding ? std::clamp(gap / deviation, -3.0, 3.0) : 0;
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
        state.integer(next_);
        for (const CostRange& range : ranges_) {
            state.real(range.low);
            state.real(range.high);
        }
        for (const Policy& policy : policies_) {
            state.reals(policy.logits);
            state.integer(policy.told);
            state.integer(policy.feasible);
            for (const double value : {policy.mean, policy.variance, policy.lowest, policy.highest})
                state.real(value);
        }
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
        next_ = state.integer();
        if (next_ >= policies_.size()) damaged_state();
        for (CostRange& range : ranges_) {
            range.low = state.real();
            range.high = state.real();
        }
        for (Policy& policy : policies_) {
            policy.logits = state.reals();
            if (policy.logits.size() != logit_count_) damaged_state();
            policy.told = state.integer();
            policy.feasible = state.integer();
            for (double* value : {&policy.mean, &policy.variance, &policy.lowest, &policy.highest})
                *value = state.real();
        }
    }

    double learning_rate_;
    double decay_;
    std::vector<double> exponents_;  // fixed ones, shape (m), or none
    std::vector<double> weights_;    // of the policies, shape (policies, m)
    std::vector<std::size_t> logits_begin_;
    std::size_t logit_count_ = 0;

    RandomGenerator random_;
    Unseen unseen_;
    std::vector<CostRange> ranges_;
    std::vector<Policy> policies_;
    std::size_t next_ = 0;  // the policy whose turn it is

    // Kept to avoid allocation.
    Architecture row_;
    std::vector<double> probabilities_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Reinforce, ReinforceOptions>(
    {.name = "reinforce",
     .summary = "policy gradient: one categorical distribution a variable, a product of powers as reward",
     .citation = "Williams 1992, doi:10.1007/BF00992696; Ahmad et al. 2024, arXiv:2404.08005",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
