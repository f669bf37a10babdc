#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/simplex_lattice.hpp"
#include "optimizers/population.hpp"
#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

const std::vector<std::size_t> cardinalities = {64, 64};
constexpr std::array<double, 3> units = {1e-3, 1, 1e6};

/// A triangle of trade-offs, everyone on it, in units of quite different size.
Told triangle(ArchitectureView a) {
    const double x = a[0] / 63.0;
    const double y = a[1] / 63.0;
    return {{units[0] * x, units[1] * (1 - x) * y, units[2] * (1 - x) * (1 - y)}};
}

/// How many of the 15 reference lines through the triangle are the nearest one of somebody.
std::size_t lines_taken(const Costs& costs) {
    const std::vector<double> lines = simplex_lattice(3, 15);
    std::set<std::size_t> taken;
    for (std::size_t r = 0; r < costs.size(); ++r) {
        std::size_t nearest = 0;
        double best = -1;
        for (std::size_t line = 0; line < 15; ++line) {
            double along = 0;
            double squares = 0;
            for (std::size_t j = 0; j < 3; ++j) {
                along += costs[r][j] / units[j] * lines[line * 3 + j];
                squares += lines[line * 3 + j] * lines[line * 3 + j];
            }
            if (along / std::sqrt(squares) > best) {
                best = along / std::sqrt(squares);
                nearest = line;
            }
        }
        taken.insert(nearest);
    }
    return taken.size();
}

/// The parents of the present generation.
Population parents_of(const Optimizer& optimizer, const OptimizerContext& context) {
    const std::string saved = optimizer.save();
    StateReader state(saved);
    RandomGenerator random(0);
    ArchitectureBatch batch(context.space->width());
    Population told(context);
    state.random(random);
    state.architectures(batch);
    state.architectures(batch);
    const std::uint64_t parents = state.integer();
    told.load(state, *context.space);
    REQUIRE(parents == told.size());
    return told;
}

OptimizerContext context_of(std::size_t objectives) {
    return {std::make_shared<const synthetic::Space>(cardinalities), objectives, 1000, 1,
            Equivalence::spelling};
}

}  // namespace

TEST_CASE(
    "NSGA-III keeps somebody for every reference line, though costs differ by nine orders of magnitude") {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const auto nsga3 = make_optimizer("nsga3", cardinalities, 3, {{"population", "15", {}}}, seed);
        drive(*nsga3, 2, 15, triangle);
        const std::size_t at_random = lines_taken(parents_of(*nsga3, context_of(3)).costs);
        drive(*nsga3, 2, 15 * 30, triangle);
        CHECK(at_random < 13);
        CHECK(lines_taken(parents_of(*nsga3, context_of(3)).costs) == 15);
    }
}

TEST_CASE("NSGA-III keeps the least violating ones as long as nobody is feasible") {
    const auto nsga3 = make_optimizer("nsga3", cardinalities, 3, {{"population", "10", {}}});
    std::vector<double> violations;
    drive(*nsga3, 2, 20, [&](ArchitectureView a) {
        Told told = triangle(a);
        told.violation = 1 + a[0] + 64.0 * a[1];
        violations.push_back(told.violation);
        return told;
    });
    // drive() evaluates the first row of a batch twice.
    std::sort(violations.begin(), violations.end());
    violations.erase(std::unique(violations.begin(), violations.end()), violations.end());
    REQUIRE(violations.size() == 20);
    const Population parents = parents_of(*nsga3, context_of(3));
    std::set<double> kept;
    for (std::size_t r = 0; r < parents.size(); ++r)
        kept.insert(parents.costs.violation(r));
    CHECK(kept == std::set<double>(violations.begin(), violations.begin() + 10));
}

TEST_CASE("NSGA-III works where an objective is constant, so that no hyperplane exists") {
    const auto nsga3 = make_optimizer("nsga3", cardinalities, 3, {{"population", "15", {}}});
    const auto seen = drive(*nsga3, 2, 600, [](ArchitectureView a) {
        return Told{{double(a[0]), 5, 63.0 - a[0] + a[1]}};
    });
    // 64 of 4096 are on the front; 600 random ones have nine of them.
    CHECK(std::count_if(seen.begin(), seen.end(), [](const auto& a) { return a[1] == 0; }) >= 60);
}
