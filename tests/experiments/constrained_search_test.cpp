#include "experiments/constrained_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "experiments/few_shot_protocol.hpp"
#include "experiments/protocol_report.hpp"
#include "tests/experiments/bench_of_boards.hpp"

using namespace archfront;

namespace {

struct Search {
    BenchOfBoards boards;
    Protocol protocol;
    ProtocolData data;
    std::shared_ptr<const MetricSource> accuracy;

    Search() : protocol(with_cases().protocol()), data(boards.data_of(protocol)) {
        MetricCatalogue catalogue(boards.context);
        accuracy = catalogue.open("score");
    }

    std::vector<SearchResult> run(const RowNumbers& candidates = {}) const {
        return search_constrained(protocol, data, *accuracy, candidates);
    }
    double score(std::size_t row) const {
        double value = 0;
        accuracy->evaluate(ArchitectureBatchView(data.rows[row]), std::span(&value, 1));
        return value;
    }

  private:
    const BenchOfBoards& with_cases() {
        boards.text +=
            "constraints:\n"
            "  accuracy: score\n"
            "  samples: 6\n"
            "  more: 5\n"
            "  margin: 0\n"
            "  cases:\n"
            "    - {device: new, at_most: 40, published: {value: 39, accuracy: 60}}\n"
            "    - {device: new, at_most: 70, published: {value: 75, accuracy: 60, architecture: '323100'}}\n"
            "    - {device: whole, at_most: 1, published: {value: 0.5, accuracy: 60}}\n";
        return boards;
    }
};

}  // namespace

TEST_CASE(
    "a constrained search finds a network within the bound in measured values, nearly the best there is") {
    const Search search;
    const std::vector<SearchResult> results = search.run();
    REQUIRE(results.size() == 3);
    for (std::size_t i = 0; i < 2; ++i) {
        const SearchResult& result = results[i];
        CAPTURE(i);
        REQUIRE(result.found);
        CHECK(result.found->value <= result.at_most);
        CHECK(result.found->value == search.data.devices[0].values[result.found->row]);
        CHECK(result.found->accuracy == search.score(result.found->row));
        CHECK(result.measurements <= 11);
        double best = 0;
        for (std::size_t r = 0; r < search.data.rows.size(); ++r) {
            if (search.data.devices[0].values[r] <= result.at_most) best = std::max(best, search.score(r));
        }
        REQUIRE(result.possible);
        CHECK(result.possible->accuracy == best);
        CHECK(result.found->accuracy >= best - 2);
    }
}

TEST_CASE(
    "a bound that nothing meets is spent on no more than the measurements allowed, and nothing is found") {
    const SearchResult result = Search().run()[2];
    CHECK_FALSE(result.found);
    CHECK_FALSE(result.possible);
    CHECK_FALSE(result.as_accurate_as_published());
    CHECK(result.measurements <= 11);
}

TEST_CASE("published networks are compared by the metric that the search sees") {
    const std::vector<SearchResult> results = Search().run();
    CHECK(results[0].published_metric == 60);
    CHECK(results[0].as_accurate_as_published());
    CHECK(results[1].published_metric ==
          88);  // 60, four operations, 9 + 3 + 9 of weight, and 3 for the first
}

TEST_CASE("among candidates only candidates are found") {
    const Search search;
    RowNumbers candidates(50);
    std::iota(candidates.begin(), candidates.end(), std::size_t{300});
    const std::vector<SearchResult> results = search.run(candidates);
    REQUIRE(results.size() == 6);
    CHECK(results[0].among == "candidates");
    CHECK(results[1].among == "table");
    for (const std::size_t i : {0U, 2U}) {
        REQUIRE(results[i].possible);
        if (results[i].found) CHECK(std::ranges::count(candidates, results[i].found->row) == 1);
    }
    CHECK(to_csv(search.data, results).find("new,40,candidates,") != std::string::npos);
    CHECK(to_text(results).find("none") != std::string::npos);
}

TEST_CASE("candidates are read up to the comma, and lines without one passed over") {
    const Search search;
    const auto cell = [&](std::size_t row) { return search.data.space->to_string(search.data.rows[row]); };
    const auto file = search.boards.scratch.write(
        "found.txt", "116.99\n" + cell(17) + ", 72.4, 0.001\n" + cell(3) + ", 70\n\n");
    CHECK(read_candidates(search.data, file) == RowNumbers{17, 3});
    const auto wrong = search.boards.scratch.write("wrong.txt", cell(17) + ", 1\n|none~0|+, 2\n");
    CHECK(user_error_of([&] { read_candidates(search.data, wrong); }).find("wrong.txt:2:1: architecture") !=
          std::string::npos);
}
