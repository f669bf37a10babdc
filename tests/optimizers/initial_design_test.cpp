#include "optimizers/initial_design.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

ArchitectureBatch design(const char* kind, const std::vector<std::size_t>& cardinalities, std::size_t count,
                         std::uint64_t seed = 1, bool idle_last = false) {
    const auto space = std::make_shared<const synthetic::Space>(cardinalities, idle_last);
    Unseen unseen(OptimizerContext{space, 2, 100, seed, Equivalence::spelling});
    RandomGenerator random(seed);
    InitialDesign initial_design;
    initial_design.kind = kind;
    draw_initial_design(initial_design, count, *space, random, unseen);
    ArchitectureBatch rows(space->width());
    rows.append(unseen.proposed().view());
    return rows;
}

/// How often each choice of a variable was taken.
std::vector<std::size_t> counts_of(const ArchitectureBatch& rows, std::size_t variable,
                                   std::size_t cardinality) {
    std::vector<std::size_t> counts(cardinality);
    for (std::size_t r = 0; r < rows.size(); ++r)
        ++counts[rows[r][variable]];
    return counts;
}

}  // namespace

TEST_CASE("a Latin hypercube takes every choice of every variable equally often, give or take one") {
    const std::vector<std::size_t> cardinalities = {5, 3, 7, 4, 30, 1, 9, 6};
    const ArchitectureBatch rows = design("latin-hypercube", cardinalities, 22);
    REQUIRE(rows.size() == 22);
    for (std::size_t v = 0; v < cardinalities.size(); ++v) {
        CAPTURE(v);
        const auto counts = counts_of(rows, v, cardinalities[v]);
        const auto [low, high] = std::minmax_element(counts.begin(), counts.end());
        CHECK(*high - *low <= 1);
    }
}

TEST_CASE(
    "16 points of a Sobol design take each of four choices four times, and each pair of the first two once") {
    const std::vector<std::size_t> cardinalities(40, 4);
    for (const std::uint64_t seed : {1, 2, 3}) {
        const ArchitectureBatch rows = design("sobol", cardinalities, 16, seed);
        for (std::size_t v = 0; v < cardinalities.size(); ++v)
            CHECK(counts_of(rows, v, 4) == std::vector<std::size_t>(4, 4));
        std::map<std::pair<int, int>, int> pairs;
        for (std::size_t r = 0; r < rows.size(); ++r)
            ++pairs[{rows[r][0], rows[r][1]}];
        CHECK(pairs.size() == 16);
    }
}

TEST_CASE("designs never repeat an architecture, and stop at the end of the space") {
    for (const char* kind : {"random", "latin-hypercube", "sobol"}) {
        CAPTURE(kind);
        // 3 * 3 * 2 genotypes, of which three come twice because the last choice has no effect.
        const ArchitectureBatch rows = design(kind, {3, 3, 2}, 40, 1, true);
        std::vector<Architecture> all;
        for (std::size_t r = 0; r < rows.size(); ++r)
            all.emplace_back(rows[r].begin(), rows[r].end());
        CHECK(all.size() == 15);
        CHECK(count_distinct(all) == 15);
    }
}

TEST_CASE("designs differ from seed to seed") {
    for (const char* kind : {"latin-hypercube", "sobol"}) {
        CAPTURE(kind);
        const ArchitectureBatch a = design(kind, {5, 5, 5, 5, 5, 5}, 10, 1);
        const ArchitectureBatch b = design(kind, {5, 5, 5, 5, 5, 5}, 10, 2);
        CHECK_FALSE(std::equal(a[0].data(), a[0].data() + 60, b[0].data()));
    }
}

TEST_CASE(
    "a Sobol design of more variables than there are direction numbers is refused, with another offered") {
    CHECK_THROWS_WITH_AS(design("sobol", std::vector<std::size_t>(3668, 2), 4),
                         "initial_design 'sobol' is for at most 3667 variables, and the space has 3668; use "
                         "'latin-hypercube'",
                         UserError);
    CHECK(design("sobol", std::vector<std::size_t>(3667, 2), 4).size() == 4);
}

TEST_CASE("every optimiser with an initial design begins with it") {
    std::size_t with_design = 0;
    for (const OptimizerPlugin& plugin : Registry<OptimizerPlugin>::instance().entries()) {
        const auto options = plugin.options({});
        if (std::none_of(options.begin(), options.end(),
                         [](const auto& o) { return o.name == "initial_design"; }))
            continue;
        ++with_design;
        CAPTURE(plugin.name);
        const auto optimizer =
            make_optimizer(plugin.name, std::vector<std::size_t>(6, 4), 2,
                           {{"initial_design", "latin-hypercube", {}}, {"population", "12", {}}});
        const auto seen = drive(*optimizer, 6, 12, [](ArchitectureView a) {
            return Told{{sum_of(a, 0, 3), sum_of(a, 3, 6)}};
        });
        for (std::size_t v = 0; v < 6; ++v) {
            for (int choice = 0; choice < 4; ++choice)
                CHECK(std::count_if(seen.begin(), seen.end(),
                                    [&](const auto& a) { return a[v] == choice; }) == 3);
        }
    }
    CHECK(with_design >= 5);
}
