#include "objectives/upstream/running_mean.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/csv.hpp"
#include "engine/random.hpp"
#include "engine/text.hpp"
#include "tests/data.hpp"

using namespace archfront;
using upstream::find_running_mean;

namespace {

constexpr std::size_t rows = 2000;

/// Whole numbers between 17,000 and 48,999 in no order.
std::vector<double> measurements() {
    RandomGenerator random(7);
    std::vector<double> values;
    for (std::size_t k = 0; k < rows; ++k)
        values.push_back(17'000 + static_cast<double>(random.below(32'000)));
    return values;
}

std::vector<double> running_mean_of(std::vector<double> values) {
    double sum = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        sum += values[k];
        values[k] = sum / static_cast<double>(k + 1);
    }
    return values;
}

}  // namespace

TEST_CASE("a running mean of whole numbers is found, and every product with the row number is whole") {
    const auto found = find_running_mean(running_mean_of(measurements()));
    REQUIRE(found);
    CHECK(found->rows == rows);
    CHECK(found->whole_products == rows);
    CHECK(found->step_ratio < 0.2);
}

TEST_CASE("a running mean of numbers that are not whole is found by its steps") {
    std::vector<double> values = measurements();
    for (double& value : values)
        value = std::sqrt(value);
    const auto found = find_running_mean(running_mean_of(values));
    REQUIRE(found);
    CHECK(found->whole_products < rows / 10);
}

TEST_CASE("columns that are no running mean are not taken for one") {
    std::vector<double> column = measurements();
    CHECK_FALSE(find_running_mean(column));
    SUBCASE("sorted") {
        std::sort(column.begin(), column.end());
        CHECK_FALSE(find_running_mean(column));
    }
    SUBCASE("a curve that flattens like a running mean, but goes one way") {
        for (std::size_t k = 0; k < rows; ++k)
            column[k] = std::log(static_cast<double>(k + 1));
        CHECK_FALSE(find_running_mean(column));
    }
    SUBCASE("constant") {
        CHECK_FALSE(find_running_mean(std::vector<double>(rows, 3.0)));
    }
    SUBCASE("noise that fades faster") {
        for (std::size_t k = 0; k < rows; ++k)
            column[k] /= static_cast<double>((k + 1) * (k + 1) * (k + 1));
        CHECK_FALSE(find_running_mean(column));
    }
    SUBCASE("a quiet half after a noisy one") {
        for (std::size_t k = rows / 4; k < rows; ++k)
            column[k] = 30'000 + column[k] / 20;
        CHECK_FALSE(find_running_mean(column));
    }
    SUBCASE("too short to tell") {
        column = running_mean_of(column);
        column.resize(255);
        CHECK_FALSE(find_running_mean(column));
    }
    SUBCASE("a value is missing") {
        column = running_mean_of(column);
        column[1000] = std::nan("");
        CHECK_FALSE(find_running_mean(column));
    }
}

TEST_CASE("of RAPID's columns on NAS-Bench-201, memory alone is a running mean") {
    const std::string file = "RAPID/data/nasbench201_data_final.csv";
    if (!have_data(file)) return;
    for (const auto& [name, expected] :
         {std::pair{"accuracy", false}, {"latency", false}, {"memory", true}}) {
        CsvReader column(shared_data() / file);
        std::vector<double> values;
        while (column.next())
            values.push_back(parse_number(column.field(column.column(name))).value());
        CAPTURE(name);
        CHECK(values.size() == 15'284);
        const auto found = find_running_mean(values);
        CHECK(found.has_value() == expected);
        if (found) CHECK(found->whole_products == 15'284);
    }
}
