#include "optimizers/incumbents.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace archfront;

namespace {

std::vector<std::size_t> ids(const Incumbents& incumbents) {
    return {incumbents.ids().begin(), incumbents.ids().end()};
}

}  // namespace

TEST_CASE("while nothing is feasible the incumbents are those that violate least") {
    Incumbents incumbents(2);
    incumbents.insert(0, std::vector{1.0, 1.0}, 3);
    incumbents.insert(1, std::vector{0.0, 0.0}, 4);
    CHECK(ids(incumbents) == std::vector<std::size_t>{0});
    incumbents.insert(2, std::vector{9.0, 9.0}, 2);
    incumbents.insert(3, std::vector{8.0, 8.0}, 2);
    CHECK(ids(incumbents) == std::vector<std::size_t>{2, 3});
}

TEST_CASE("from the first feasible point on the incumbents are the archive") {
    Incumbents incumbents(2);
    incumbents.insert(0, std::vector{0.0, 0.0}, 1);
    incumbents.insert(1, std::vector{5.0, 5.0}, 0);
    CHECK(ids(incumbents) == std::vector<std::size_t>{1});
    incumbents.insert(2, std::vector{0.0, 0.0}, 0.5);
    incumbents.insert(3, std::vector{4.0, 6.0}, 0);
    incumbents.insert(4, std::vector{6.0, 6.0}, 0);
    CHECK(ids(incumbents) == std::vector<std::size_t>{3, 1});
}

TEST_CASE("points without a value are never incumbents") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Incumbents incumbents(1);
    incumbents.insert(0, std::vector{infinity}, infinity);
    CHECK(incumbents.ids().empty());
}
