#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "optimizers/parzen_estimator.hpp"
#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

std::vector<Architecture> seen_with(const std::vector<OptionAssignment>& options,
                                    const std::function<Told(ArchitectureView)>& evaluate, std::size_t count,
                                    std::size_t objectives) {
    const auto search = make_optimizer("tpe", std::vector<std::size_t>(8, 4), objectives, options);
    return drive(*search, 8, count, evaluate);
}

Told two_sums(ArchitectureView a) {
    return {{sum_of(a, 0, 8) + (a[0] == a[1] ? 0 : 1), -sum_of(a, 0, 8)}};
}

/// Of proposals first ... last - 1, how many have the same choice in the first two variables.
std::ptrdiff_t count_equal(const std::vector<Architecture>& seen, std::ptrdiff_t first) {
    return std::count_if(seen.begin() + first, seen.end(),
                         [](const Architecture& a) { return a[0] == a[1]; });
}

}  // namespace

TEST_CASE("with one objective TPE minimises a sum of choices within 200 evaluations of 65,536") {
    const auto seen = seen_with(
        {}, [](ArchitectureView a) { return Told{{sum_of(a, 0, 8)}}; }, 200, 1);
    CHECK(std::find(seen.begin(), seen.end(), Architecture(8, 0)) != seen.end());
}

TEST_CASE("of many draws TPE proposes the unknown one of the highest ratio of densities in the whole space") {
    const synthetic::Space space({4, 4, 4});
    const auto cost = [](ArchitectureView a) {
        return 16 * a[0] + 5 * a[1] * a[2] + 0.1 * a[2] + 0.01 * a[1];
    };
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        const auto search =
            make_optimizer("tpe", {4, 4, 4}, 1, {{"initial", "20", {}}, {"candidates", "20000", {}}}, seed);
        auto seen = drive(*search, 3, 21, [&](ArchitectureView a) { return Told{{cost(a)}}; });
        const Architecture proposed = seen.back();
        seen.pop_back();
        std::sort(seen.begin(), seen.end(),
                  [&](const Architecture& a, const Architecture& b) { return cost(a) < cost(b); });
        // A fifth is good, and only the best of them contributes to the hypervolume.
        ArchitectureBatch good(3);
        ArchitectureBatch others(3);
        for (std::size_t i = 0; i < seen.size(); ++i)
            (i < 4 ? good : others).push_back(seen[i]);
        const ParzenEstimator below(space, good, std::vector<double>{1, 0, 0, 0});
        const ParzenEstimator above(space, others, std::vector<double>(16, 1));
        const auto ratio = [&](ArchitectureView a) {
            return below.densities(ArchitectureBatchView(a))[0] /
                   above.densities(ArchitectureBatchView(a))[0];
        };
        double highest = 0;
        Architecture a(3);
        for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal) {
            space.from_ordinal(ordinal, a);
            if (std::find(seen.begin(), seen.end(), a) == seen.end()) highest = std::max(highest, ratio(a));
        }
        CHECK(ratio(proposed) == doctest::Approx(highest));
    }
}

TEST_CASE("TPE learns which choices go together, as no variable alone tells") {
    // Random choices are equal in a quarter of all cases.
    const auto cost = [](ArchitectureView a) { return Told{{a[0] == a[1] ? 0.0 : 1.0}}; };
    CHECK(count_equal(seen_with({}, cost, 200, 1), 100) >= 60);
    CHECK(count_equal(seen_with({{"initial", "200", {}}}, cost, 200, 1), 100) <= 40);
}

TEST_CASE("while nothing is feasible TPE learns from violations") {
    // The violation is at odds with the cost; 12 on average at random.
    const auto violating = [](ArchitectureView a) { return Told{{-sum_of(a, 0, 8)}, 1 + sum_of(a, 0, 8)}; };
    const auto seen = seen_with({}, violating, 300, 1);
    double mean = 0;
    for (std::size_t r = 200; r < 300; ++r)
        mean += sum_of(seen[r], 0, 8) / 100;
    CHECK(mean < 6);
}

TEST_CASE("what TPE proposes does not depend on the units of the costs") {
    const auto seen = [](double factor) {
        return seen_with(
            {},
            [&](ArchitectureView a) {
                const Told told = two_sums(a);
                return Told{{told.costs[0], factor * told.costs[1]}};
            },
            150, 2);
    };
    CHECK(seen(1) == seen(1024));
}

TEST_CASE("TPE copes with costs that overflow, and with more than can be good") {
    constexpr double huge = std::numeric_limits<double>::max();
    const auto seen = seen_with(
        {{"good_share", "1", {}}, {"good", "1000", {}}},
        [](ArchitectureView a) {
            return Told{{a[0] % 3 == 0 ? huge : -huge, a[1] % 3 == 0 ? 1 : sum_of(a, 0, 8)}};
        },
        150, 2);
    CHECK(count_distinct(seen) == 150);
}
