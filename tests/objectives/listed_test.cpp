#include <doctest/doctest.h>

#include <cmath>

#include "objectives/listed.hpp"
#include "tests/scratch.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

/// Two choices, the second without effect where the first is 0.
std::shared_ptr<const SearchSpace> space() {
    return std::make_shared<const synthetic::Space>(std::vector<std::size_t>{2, 2}, true);
}

}  // namespace

TEST_CASE("a listed metric answers for every spelling of what is listed, and NaN for the rest") {
    const auto listed = std::make_shared<ListedArchitectures>(space());
    listed->push_back(Architecture{0, 1});
    listed->push_back(Architecture{1, 1});
    const ListedMetric metric(MetricInfo(), listed, {5, 7}, {"file"});
    ArchitectureBatch batch(2);
    for (const Architecture& row :
         {Architecture{1, 1}, Architecture{1, 0}, Architecture{0, 0}, Architecture{0, 1}})
        batch.push_back(row);
    std::vector<double> values(4);
    metric.evaluate(batch, values);
    CHECK(values[0] == 7);
    CHECK(std::isnan(values[1]));
    CHECK(values[2] == 5);
    CHECK(values[3] == 5);
}

TEST_CASE("a listed metric knows its architectures in their order, in canonical spelling") {
    const auto listed = std::make_shared<ListedArchitectures>(space());
    listed->push_back(Architecture{1, 1});
    listed->push_back(Architecture{0, 1});
    const ListedMetric metric(MetricInfo(), listed, {5, 7}, {"file"});
    REQUIRE(metric.known()->size() == 2);
    CHECK((*metric.known())[0][0] == 1);
    CHECK((*metric.known())[1][0] == 0);
    CHECK((*metric.known())[1][1] == 0);
    CHECK(metric.files() == std::vector<std::filesystem::path>{"file"});
}

TEST_CASE("an architecture that is listed twice is refused") {
    ListedArchitectures listed(space());
    listed.push_back(Architecture{1, 1});
    listed.push_back(Architecture{0, 1});
    CHECK(user_error_of([&] {
              listed.push_back(Architecture{0, 0});
          }) == "architecture 2 is architecture 1 again (counted from 0)");
}

TEST_CASE("a listed row is found by the name of its file, in whatever folder") {
    const auto listed = std::make_shared<ListedArchitectures>(space());
    listed->push_back(Architecture{1, 1});
    listed->push_back(Architecture{0, 1});
    listed->name_row("net_7.json", 1);
    listed->name_row("net_8.json", 1);
    const ListedMetric metric(MetricInfo(), listed, {5, 7}, {"file"});
    CHECK(metric.row_named("net_7.json") == 1);
    CHECK(metric.row_named("../upstream/json/net_8.json") == 1);
    for (const char* other : {"", "net_7", "net_7.json/", "xnet_7.json", "net_9.json"})
        CHECK(metric.row_named(other) == std::nullopt);
}
