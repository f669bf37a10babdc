#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// The best architecture is alone on the front, but the published rule keeps all that equal it in two costs.
std::vector<double> laws(ArchitectureView a) {
    return {static_cast<double>(a[0]), static_cast<double>(a[1]), 3.0 - a[2]};
}

/// The rule by its definition, on true costs: who stays of `rows`.
std::set<std::string> left_by_definition(const std::vector<Architecture>& rows, double first_sign) {
    std::set<std::string> left;
    for (const Architecture& b : rows) {
        const bool dominated = std::ranges::any_of(rows, [&](const Architecture& a) {
            int worse = 0, better = 0;
            for (std::size_t j = 0; j < 3; ++j) {
                const double sign = j == 0 ? first_sign : 1;
                worse += sign * laws(a)[j] > sign * laws(b)[j] ? 1 : 0;
                better += sign * laws(a)[j] < sign * laws(b)[j] ? 1 : 0;
            }
            return worse == 0 && better >= 2;
        });
        if (!dominated) left.emplace(b.begin(), b.end());
    }
    return left;
}

/// 64 architectures; 40 train. Weights that should be 0 are, so that ties are predicted as ties.
std::vector<Architecture> search(const std::string& as_coded, std::size_t count) {
    const auto optimizer = make_optimizer("rapid-published", {4, 4, 4}, 3,
                                          {{"train", "40", {}},
                                           {"predictors", "linear penalty=l1 strength=0.01", {}},
                                           {"as_coded", as_coded, {}}});
    return drive(*optimizer, 3, count, [](ArchitectureView a) { return Told{laws(a)}; });
}

}  // namespace

TEST_CASE(
    "RAPID as published evaluates what its own dominance leaves of the predictions, then what that leaves") {
    for (const char* as_coded : {"false", "true"}) {
        CAPTURE(std::string(as_coded));
        const double sign = as_coded[0] == 't' ? -1 : 1;
        const auto seen = search(as_coded, 64);
        REQUIRE(count_distinct(seen) == 64);
        auto place = seen.begin() + 40;
        while (place != seen.end()) {
            const auto left = left_by_definition({place, seen.end()}, sign);
            const auto end = place + static_cast<std::ptrdiff_t>(left.size());
            std::set<std::string> evaluated;
            std::for_each(place, end, [&](const Architecture& a) { evaluated.emplace(a.begin(), a.end()); });
            CHECK(evaluated == left);
            place = end;
        }
    }
}

TEST_CASE(
    "RAPID as published trains on a tenth of the space, or half of a budget that is less than twice that") {
    // The budget is 1,000. The first batch is what trains.
    for (const auto& [width, expected] : {std::pair{5, 102}, std::pair{10, 500}}) {
        const auto optimizer = make_optimizer(
            "rapid-published", std::vector<std::size_t>(static_cast<std::size_t>(width), 4), 2, {});
        ArchitectureBatch batch(static_cast<std::size_t>(width));
        optimizer->ask(10'000, batch);
        CHECK(batch.size() == static_cast<std::size_t>(expected));
    }
}
