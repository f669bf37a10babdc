// Grid search: the whole grid of choices, in an order in which every beginning covers it evenly. Architectures are
// numbers in mixed radix, one digit a variable, and each is the last one plus a constant stride near the golden ratio
// of their count that has no divisor in common with it: thus all come exactly once, and the first n are spread as
// multiples of the golden ratio are round a circle. Nothing is ever counted, so that the size does not matter.
// O(d) per proposal. Source: the full period of an additive congruential sequence is Knuth 1997, The Art of Computer
// Programming 2, section 3.2.1.2; the golden ratio's even spread, ibid. 3 (1998), section 6.4.
#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "engine/optimizer.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {
namespace {

struct GridOptions {};

void bind(OptionTable&, GridOptions&) {}

class GridSearch : public Optimizer {
  public:
    GridSearch(const OptimizerContext& context, const GridOptions&)
        : Optimizer(context),
          unseen_(context),
          significance_(context.space->width()),
          stride_(context.space->width()),
          place_(context.space->width()) {
        // Which variables are coarse digits and which are fine ones must not depend on how a space lists them.
        RandomGenerator random(context.seed);
        std::iota(significance_.begin(), significance_.end(), std::size_t{0});
        random.shuffle(std::span(significance_));
        space().sample(random, place_);
        make_stride(random);
    }

  private:
    std::size_t cardinality(std::size_t variable) const {
        return space().variables()[variable].cardinality();
    }

    /// The golden ratio in mixed radix as far as a double has digits, random digits beyond, and then the next that
    /// shares no divisor with any cardinality.
    void make_stride(RandomGenerator& random) {
        double fraction = 0.61803398874989485;
        double resolution = 0x1.0p-53;
        for (std::size_t i = significance_.size(); i-- > 0;) {
            const std::size_t variable = significance_[i];
            const auto base = static_cast<double>(cardinality(variable));
            resolution *= base;
            if (resolution > 1) {
                stride_[variable] = static_cast<Choice>(random.below(cardinality(variable)));
                continue;
            }
            fraction *= base;
            const auto digit = static_cast<Choice>(fraction);
            stride_[variable] = digit;
            fraction -= digit;
        }
        Architecture one(stride_.size());
        for (const std::size_t variable : significance_) {
            if (cardinality(variable) == 1) continue;
            one[variable] = 1;
            break;
        }
        while (!has_full_period())
            add(one, stride_);
    }

    /// Whether every cardinality has only 1 as a common divisor with the stride.
    bool has_full_period() const {
        std::set<std::size_t> moduli;
        for (const Variable& variable : space().variables())
            moduli.insert(variable.cardinality());
        for (const std::size_t modulus : moduli) {
            std::size_t remainder = 0;
            for (std::size_t i = significance_.size(); i-- > 0;)
                remainder = (remainder * cardinality(significance_[i]) + stride_[significance_[i]]) % modulus;
            if (std::gcd(remainder, modulus) != 1) return false;
        }
        return true;
    }

    /// Adds a number in mixed radix to another, modulo the number of genotypes.
    void add(ArchitectureView number, std::span<Choice> sum) const {
        std::size_t carry = 0;
        for (const std::size_t variable : significance_) {
            const std::size_t digit = sum[variable] + number[variable] + carry;
            carry = digit >= cardinality(variable) ? 1 : 0;
            sum[variable] = static_cast<Choice>(digit - carry * cardinality(variable));
        }
    }

    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        for (; count > 0; --count) {
            if (step(proposals.emplace_back())) continue;
            proposals.pop_back();
            return;
        }
    }

    /// Goes on to the next architecture that is not an earlier one in another spelling; false at the end. In a space
    /// too large to be walked through, a million known ones in a row count as the end.
    bool step(std::span<Choice> row) {
        constexpr std::uint64_t largest_walked = std::uint64_t{1} << 24;
        const auto size = space().size();
        const std::uint64_t patience = size && *size <= largest_walked ? *size : 1'000'000;
        for (std::uint64_t known = 0; known < patience; ++known) {
            add(stride_, place_);
            std::copy(place_.begin(), place_.end(), row.begin());
            if (unseen_.take(row)) return true;
        }
        return false;
    }

    void do_tell(ArchitectureBatchView, CostsView) override {}

    void do_save(StateWriter& state) const override {
        unseen_.save(state);
        for (const std::size_t variable : significance_)
            state.integer(variable);
        ArchitectureBatch numbers(space().width());
        numbers.push_back(stride_);
        numbers.push_back(place_);
        state.architectures(numbers);
    }

    void do_load(StateReader& state) override {
        unseen_.load(state);
        std::vector<bool> used(significance_.size());
        for (std::size_t& variable : significance_) {
            variable = state.integer();
            if (variable >= used.size() || used[variable]) damaged_state();
            used[variable] = true;
        }
        ArchitectureBatch numbers(space().width());
        load_architectures(state, space(), numbers);
        if (numbers.size() != 2) damaged_state();
        stride_.assign(numbers[0].begin(), numbers[0].end());
        place_.assign(numbers[1].begin(), numbers[1].end());
    }

    Unseen unseen_;
    std::vector<std::size_t> significance_;  // variables, the finest digit first
    Architecture stride_;
    Architecture place_;  // of the last architecture, before it was made canonical
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<GridSearch, GridOptions>(
    {.name = "grid",
     .summary = "the whole grid of choices, any beginning of it even",
     .citation = "Knuth 1998, The Art of Computer Programming 3, 6.4",
     .file = __FILE__},
    OptimizerPlugin::Role::baseline)};

}  // namespace
}  // namespace archfront
