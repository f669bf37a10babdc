#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

const std::vector<std::size_t> cardinalities(6, 5);

/// An accuracy, which is maximised and hence a negative cost, and a latency; what is large is good at both.
Told accuracy_and_latency(ArchitectureView a, double unit = 1) {
    return {{-(10 + sum_of(a, 0, 6)), unit * (1 + sum_of(a, 0, 3))}};
}

std::vector<Architecture> search(const std::vector<OptionAssignment>& options, std::size_t objectives,
                                 const std::function<Told(ArchitectureView)>& evaluate) {
    const auto reinforce = make_optimizer("reinforce", cardinalities, objectives, options);
    return drive(*reinforce, 6, 300, evaluate);
}

double mean_sum(std::vector<Architecture>::const_iterator begin,
                std::vector<Architecture>::const_iterator end) {
    const double total = std::accumulate(
        begin, end, 0.0, [](double sum, const Architecture& a) { return sum + sum_of(a, 0, 6); });
    return total / static_cast<double>(end - begin);
}

}  // namespace

TEST_CASE("REINFORCE steps along the gradient of the logarithm of what was drawn, worked out by hand") {
    const auto reinforce =
        make_optimizer("reinforce", {4, 4}, 1,
                       {{"policies", "1", {}}, {"learning_rate", "0.5", {}}, {"exponents", "1", {}}});
    std::vector<Architecture> drawn;
    ArchitectureBatch batch(2);
    for (const double cost : {8.0, 4.0}) {
        reinforce->ask(10, batch);
        REQUIRE(batch.size() == 1);
        drawn.emplace_back(batch[0].begin(), batch[0].end());
        Costs costs(1);
        costs.push_back({&cost, 1}, 0);
        reinforce->tell(batch, costs);
    }
    const std::string saved = reinforce->save();
    StateReader state(saved);
    RandomGenerator random(0);
    state.random(random);
    state.architectures(batch);
    CHECK(state.integer() == 0);  // whose turn it is
    CHECK(state.real() == 4);
    CHECK(state.real() == 8);
    const std::vector<double> logits = state.reals();
    REQUIRE(logits.size() == 8);
    // The second reward is log 2 above the first; mean and deviation are then those of the two, hence the mean before
    // was two standard deviations lower. The first reward has nothing to be compared with.
    for (std::size_t variable = 0; variable < 2; ++variable) {
        for (std::size_t choice = 0; choice < 4; ++choice) {
            const double indicator = drawn[1][variable] == choice ? 1 : 0;
            CHECK(logits[variable * 4 + choice] == doctest::Approx(0.5 * 2 * (indicator - 0.25)));
        }
    }
}

TEST_CASE("REINFORCE learns to minimise positive costs and to make negative ones larger") {
    for (const double sign : {1.0, -1.0}) {
        const auto seen = search({{"policies", "1", {}}, {"exponents", "1", {}}}, 1,
                                 [&](ArchitectureView a) { return Told{{sign * (1 + sum_of(a, 0, 6))}}; });
        // At random 12; later on the best ones have all been proposed.
        const double reached = mean_sum(seen.begin() + 50, seen.begin() + 100);
        CAPTURE(reached);
        CHECK(sign * (12 - reached) > 5);
    }
}

TEST_CASE("the unit of a cost does not matter to REINFORCE") {
    for (const char* exponents : {"spread", "1 0.07"}) {
        const auto in = [&](double unit) {
            return search({{"exponents", exponents, {}}}, 2,
                          [=](ArchitectureView a) { return accuracy_and_latency(a, unit); });
        };
        CHECK(in(1) == in(1024));
    }
}

TEST_CASE("REINFORCE forgets costs whose exponent is 0") {
    const auto with = [](double latency) {
        return search({{"exponents", "1 0", {}}}, 2, [=](ArchitectureView a) {
            return Told{{accuracy_and_latency(a).costs[0], latency + a[0]}};
        });
    };
    CHECK(with(1) == with(1000));
}

TEST_CASE("REINFORCE refuses exponents that are no numbers or not one an objective") {
    CHECK_THROWS_WITH_AS(
        make_optimizer("reinforce", cardinalities, 2, {{"exponents", "1 x", {}}}),
        "reinforce: exponents '1 x' has 'x', expected numbers that are not negative, one space apart, "
        "or 'spread'",
        UserError);
    CHECK_THROWS_WITH_AS(make_optimizer("reinforce", cardinalities, 2, {{"exponents", "1", {}}}),
                         "reinforce: exponents '1' are 1 for 2 objectives; give one for each", UserError);
}
