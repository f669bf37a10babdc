#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/gaussian_process.hpp"
#include "optimizers/labels.hpp"
#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// A linear front: each variable moves from the first cost to the second, but for choice 3, which is bad.
Told trade_off(ArchitectureView a) {
    Told told{{0, 0}};
    for (std::size_t v = 0; v < a.size(); ++v) {
        told.costs[0] += a[v];
        told.costs[1] += a[v] == 3 ? 3 : 2 - a[v];
    }
    return told;
}

std::vector<Architecture> seen_with(const std::vector<OptionAssignment>& options, double unit = 1,
                                    std::size_t count = 80) {
    const auto search = make_optimizer("rsbo", std::vector<std::size_t>(8, 4), 2, options);
    return drive(*search, 8, count, [&](ArchitectureView a) {
        Told told = trade_off(a);
        told.costs[1] *= unit;
        return told;
    });
}

}  // namespace

TEST_CASE("RSBO finds both ends of a front, each one of 65,536, within 80 evaluations") {
    const auto seen = seen_with({});
    CHECK(std::find(seen.begin(), seen.end(), Architecture(8, 0)) != seen.end());
    CHECK(std::find(seen.begin(), seen.end(), Architecture(8, 2)) != seen.end());
}

TEST_CASE("on a concave front, RSBO with sums goes to the ends and with Tchebycheff costs between them") {
    // Of the last 40 proposals, those whose two costs differ by a factor of less than two.
    const auto between = [](const char* scalarisation) {
        const auto cost = [](ArchitectureView a) {
            const double part = sum_of(a, 0, 8) / 16;
            return std::vector{std::sqrt(part), std::sqrt(1 - part)};
        };
        const auto search =
            make_optimizer("rsbo", std::vector<std::size_t>(8, 3), 2, {{"scalarisation", scalarisation, {}}});
        const auto seen = drive(*search, 8, 80, [&](ArchitectureView a) { return Told{cost(a)}; });
        return std::count_if(seen.begin() + 40, seen.end(), [&](const Architecture& a) {
            return cost(a)[0] < 2 * cost(a)[1] && cost(a)[1] < 2 * cost(a)[0];
        });
    };
    CHECK(between("weighted-sum") <= 5);
    CHECK(between("augmented-tchebycheff") >= 10);
}

TEST_CASE("RSBO hardly proposes the dominated once it knows the choice that is bad") {
    const auto seen = seen_with({});
    const auto bad = std::count_if(seen.begin() + 40, seen.end(), [](const Architecture& a) {
        return std::find(a.begin(), a.end(), 3) != a.end();
    });
    CHECK(bad <= 4);
}

TEST_CASE("what RSBO proposes does not depend on the units of the costs") {
    CHECK(seen_with({}, 1) == seen_with({}, 1024));
}

TEST_CASE("with one objective RSBO proposes the lowest lower confidence bound in a small space") {
    const synthetic::Space space({5, 5});
    for (const double deviations : {0.5, 4.0}) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            CAPTURE(seed);
            const auto search =
                make_optimizer("rsbo", {5, 5}, 1,
                               {{"deviations", format_number(deviations), {}}, {"initial", "12", {}}}, seed);
            const auto cost = [](ArchitectureView a) { return a[0] + 0.3 * a[1] * a[1]; };
            auto seen = drive(*search, 2, 13, [&](ArchitectureView a) { return Told{{cost(a)}}; });
            const Architecture proposed = seen.back();
            seen.pop_back();

            // One cost is normalised to what it is above the best; then logarithms are taken.
            std::stable_sort(seen.begin(), seen.end(),
                             [&](const Architecture& a, const Architecture& b) { return cost(a) < cost(b); });
            ArchitectureBatch rows(2);
            std::vector<double> labels;
            for (const Architecture& a : seen) {
                rows.push_back(a);
                labels.push_back(cost(a) - cost(seen[0]));
            }
            take_logarithms(labels);
            GaussianProcess process = GaussianProcess::fit(rows, labels);
            process.rescale();
            const auto bound = [&](ArchitectureView a) {
                double mean = 0;
                double variance = 0;
                process.predict(ArchitectureBatchView(a), {&mean, 1}, {&variance, 1});
                return mean - deviations * std::sqrt(variance);
            };
            double lowest = std::numeric_limits<double>::infinity();
            Architecture a(2);
            for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal) {
                space.from_ordinal(ordinal, a);
                if (std::find(seen.begin(), seen.end(), a) == seen.end()) lowest = std::min(lowest, bound(a));
            }
            CHECK(bound(proposed) == doctest::Approx(lowest).epsilon(1e-5));
        }
    }
}

TEST_CASE("lower confidence bounds of more deviations lead elsewhere") {
    CHECK(seen_with({{"deviations", "0", {}}}) != seen_with({{"deviations", "3", {}}}));
}

TEST_CASE("RSBO copes with costs that overflow") {
    const auto search = make_optimizer("rsbo", std::vector<std::size_t>(8, 4), 2, {});
    constexpr double huge = std::numeric_limits<double>::max();
    const auto seen = drive(*search, 8, 60, [](ArchitectureView a) {
        return Told{{a[0] % 3 == 0 ? huge : -huge, a[1] % 3 == 0 ? 1 : sum_of(a, 0, 8)}};
    });
    CHECK(count_distinct(seen) == 60);
}
