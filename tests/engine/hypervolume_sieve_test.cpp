#include "engine/hypervolume_sieve.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "engine/random.hpp"

using namespace archfront;

namespace {

using Row = std::vector<double>;

/// n rows of m coordinates, flat: few distinct values, so that ties and equal rows are common, or many.
std::vector<double> random_boxes(std::size_t n, std::size_t m, bool tied, RandomGenerator& random) {
    std::vector<double> boxes(n * m);
    for (double& x : boxes)
        x = tied ? static_cast<double>(1 + random.below(4)) : 0.5 + random.uniform();
    return boxes;
}

std::vector<Row> rows_of(std::span<const double> boxes, std::size_t m) {
    std::vector<Row> rows;
    for (std::size_t at = 0; at < boxes.size(); at += m)
        rows.emplace_back(boxes.begin() + static_cast<std::ptrdiff_t>(at),
                          boxes.begin() + static_cast<std::ptrdiff_t>(at + m));
    return rows;
}

bool contains(const Row& outer, const Row& inner) {
    return std::equal(outer.begin(), outer.end(), inner.begin(), std::greater_equal<>());
}

}  // namespace

TEST_CASE("a sieve keeps the clipped boxes that no other contains, each once") {
    RandomGenerator random(1);
    BoxSieve sieve;
    for (std::size_t m = 4; m <= 9; ++m) {
        for (const std::size_t n : {1, 2, 9, 70, 400}) {
            for (const bool tied : {true, false}) {
                const std::vector<double> boxes = random_boxes(n, m, tied, random);
                const Row box(m, tied ? 3 : 1.3);
                std::set<Row> clipped;
                for (Row row : rows_of(boxes, m)) {
                    for (double& x : row)
                        x = std::min(x, box[0]);
                    clipped.insert(row);
                }
                std::set<Row> expected;
                for (const Row& row : clipped) {
                    const bool covered = std::any_of(clipped.begin(), clipped.end(), [&](const Row& other) {
                        return other != row && contains(other, row);
                    });
                    if (!covered) expected.insert(row);
                }
                CAPTURE(m);
                CAPTURE(n);
                CAPTURE(tied);
                const std::vector<Row> parts = rows_of(sieve.parts(box, boxes), m);
                CHECK(parts.size() == expected.size());
                CHECK(std::set<Row>(parts.begin(), parts.end()) == expected);
            }
        }
    }
}

TEST_CASE("a sieve keeps the same boxes in the same order with any vector instructions") {
    RandomGenerator random(2);
    for (std::size_t m = 4; m <= 8; ++m) {
        for (const std::size_t n : {3, 50, 333}) {
            const std::vector<double> boxes = random_boxes(n, m, n == 50, random);
            const Row box = random_boxes(1, m, n == 50, random);
            BoxSieve baseline(InstructionSet::baseline);
            const auto expected = baseline.parts(box, boxes);
            for (const InstructionSet instructions : supported_instruction_sets()) {
                BoxSieve sieve(instructions);
                const auto parts = sieve.parts(box, boxes);
                CAPTURE(to_string(instructions));
                CHECK(std::equal(parts.begin(), parts.end(), expected.begin(), expected.end()));
            }
        }
    }
}

TEST_CASE("the parts that a sieve keeps stand in the order of the boxes") {
    const std::vector<double> boxes = {1, 9, 1, 7, 9, 1, 1, 6, 1, 1, 1, 5, 1, 1, 9, 4};
    BoxSieve sieve;
    const auto parts = sieve.parts(Row{8, 8, 8, 8}, boxes);
    CHECK(Row(parts.begin(), parts.end()) == Row{1, 8, 1, 7, 8, 1, 1, 6, 1, 1, 8, 4});
}

TEST_CASE("sizes that are too small for a double do not lose a box") {
    const std::vector<double> boxes = {1e-100, 1e-100, 1e-100, 1e-100, 2e-100, 1e-100,
                                       1e-100, 1e-100, 1e-100, 2e-100, 1e-100, 1e-100};
    BoxSieve sieve;
    const auto parts = sieve.parts(Row(4, 1), boxes);
    const std::vector<Row> rows = rows_of(parts, 4);
    CHECK(std::count(rows.begin(), rows.end(), Row{2e-100, 1e-100, 1e-100, 1e-100}) == 1);
    CHECK(std::count(rows.begin(), rows.end(), Row{1e-100, 2e-100, 1e-100, 1e-100}) == 1);
}
