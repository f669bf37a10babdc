#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/hypervolume.hpp"
#include "engine/pareto.hpp"
#include "optimizers/population.hpp"
#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

constexpr std::size_t population_size = 12;

/// Who leaves, by the definition: ranks by peeling, a contribution as the difference of two hypervolumes.
std::size_t worst_by_definition(const Costs& costs) {
    const std::size_t m = costs.objectives();
    std::vector<std::size_t> last;
    std::vector<bool> gone(costs.size());
    for (std::size_t left = costs.size(); left > 0; left -= last.size()) {
        last.clear();
        for (std::size_t a = 0; a < costs.size(); ++a) {
            bool dominated = gone[a];
            for (std::size_t b = 0; b < costs.size(); ++b)
                dominated = dominated || (!gone[b] && dominates(costs.view(), b, a));
            if (!dominated) last.push_back(a);
        }
        for (const std::size_t row : last)
            gone[row] = true;
    }
    if (costs.violation(last[0]) > 0) return last[0];
    std::vector<double> reference(m);
    for (std::size_t j = 0; j < m; ++j) {
        double low = costs[0][j];
        double high = low;
        for (std::size_t r = 0; r < costs.size(); ++r) {
            low = std::min(low, costs[r][j]);
            high = std::max(high, costs[r][j]);
        }
        reference[j] = high + (high - low);
    }
    const auto volume_without = [&](std::size_t left_out) {
        std::vector<double> points;
        for (const std::size_t row : last) {
            if (row != left_out) points.insert(points.end(), costs[row].begin(), costs[row].end());
        }
        return hypervolume(points, reference);
    };
    std::size_t worst = last[0];
    for (const std::size_t row : last) {
        if (volume_without(row) > volume_without(worst)) worst = row;
    }
    return worst;
}

Population population_of(const Optimizer& optimizer, const OptimizerContext& context) {
    const std::string saved = optimizer.save();
    StateReader state(saved);
    RandomGenerator random(0);
    ArchitectureBatch proposed(context.space->width());
    Population population(context);
    state.random(random);
    state.architectures(proposed);
    population.load(state, *context.space);
    return population;
}

/// Costs at odds with each other, no two alike, of quite different size.
Told crooked(ArchitectureView a, std::size_t m) {
    Told told;
    for (std::size_t j = 0; j < m; ++j) {
        double cost = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            cost += std::sin(static_cast<double>((i + 2) * (j + 1) * (a[i] + 1)));
        told.costs.push_back(std::pow(1000.0, static_cast<double>(j)) * (cost + a[j] * a[j]));
    }
    told.violation = a.back() > 4 ? 1 + told.costs[0] * told.costs[0] : 0;
    return told;
}

}  // namespace

TEST_CASE("SMS-EMOA removes whoever adds least hypervolume to the worst front, by the definition") {
    for (const std::size_t m : {1, 2, 3, 4}) {
        CAPTURE(m);
        const std::vector<std::size_t> cardinalities(6, 6);
        const auto optimizer = make_optimizer("sms-emoa", cardinalities, m, {{"population", "12", {}}});
        const OptimizerContext context = {std::make_shared<const synthetic::Space>(cardinalities), m, 1000, 1,
                                          Equivalence::spelling};
        drive(*optimizer, 6, population_size, [&](ArchitectureView a) { return crooked(a, m); });
        Population expected = population_of(*optimizer, context);
        REQUIRE(expected.size() == population_size);
        for (int step = 0; step < 150; ++step) {
            const Architecture newcomer =
                drive(*optimizer, 6, 1, [&](ArchitectureView a) { return crooked(a, m); }).front();
            const Told told = crooked(newcomer, m);
            expected.push_back(newcomer, told.costs, told.violation);
            expected.remove(worst_by_definition(expected.costs));
            const Population found = population_of(*optimizer, context);
            for (std::size_t r = 0; r < population_size; ++r) {
                REQUIRE(std::equal(found.architectures[r].begin(), found.architectures[r].end(),
                                   expected.architectures[r].begin()));
            }
        }
    }
}

TEST_CASE("SMS-EMOA asks for its first population together and then for one child at a time") {
    const auto optimizer = make_optimizer("sms-emoa", {8, 8, 8}, 2, {{"population", "12", {}}});
    ArchitectureBatch batch(3);
    for (const std::size_t expected : {12, 1, 1}) {
        optimizer->ask(1000, batch);
        CHECK(batch.size() == expected);
        Costs costs(2);
        for (std::size_t r = 0; r < batch.size(); ++r)
            costs.push_back(std::vector<double>(2, sum_of(batch[r], 0, 3)), 0);
        optimizer->tell(batch, costs);
    }
}

TEST_CASE("SMS-EMOA with a population of one keeps the best of a single objective") {
    const auto optimizer = make_optimizer("sms-emoa", {8, 8, 8}, 1, {{"population", "1", {}}});
    double best = std::numeric_limits<double>::infinity();
    const auto seen = drive(*optimizer, 3, 60, [](ArchitectureView a) { return Told{{sum_of(a, 0, 3)}}; });
    for (const Architecture& a : seen)
        best = std::min(best, sum_of(a, 0, 3));
    const OptimizerContext context = {
        std::make_shared<const synthetic::Space>(std::vector<std::size_t>(3, 8)), 1, 1000, 1,
        Equivalence::spelling};
    CHECK(population_of(*optimizer, context).costs[0][0] == best);
}
