#include "objectives/ensemble.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/scratch.hpp"

using namespace archfront;

namespace {

std::shared_ptr<const SearchSpace> space() {
    static const auto space = make_space("nas-bench-201");
    return space;
}

/// Sees `groups`; without more it answers 0.
Predictor seeing(const std::string& groups) {
    const FeatureMap map(space(), groups);
    Predictor predictor;
    predictor.feature_groups = groups;
    predictor.features = map.names().size();
    predictor.features_hash = map.hash();
    predictor.forest = RegressionForest(predictor.features, 0);
    return predictor;
}

Predictor constant(float value) {
    Predictor predictor = seeing("choices");
    predictor.forest = RegressionForest(predictor.features, value);
    return predictor;
}

/// Knows one cell, 000000, as well as noise of its own variance allows.
Predictor process() {
    Predictor predictor = seeing("choices");
    ArchitectureBatch rows(6);
    rows.emplace_back();
    const std::vector<double> labels = {3};
    predictor.process = std::make_shared<const GaussianProcess>(
        rows, labels, GaussianProcessParameters{{1, 1, 1, 1, 1, 1}, 3, 4, 4});
    return predictor;
}

struct Answer {
    double mean;
    double deviation;
};

Answer answer(std::vector<Predictor> members, const char* cell) {
    Answer answer{};
    Ensemble(std::move(members), space(), "m")
        .predict(ArchitectureBatchView(space()->parse(cell)), {&answer.mean, 1}, {&answer.deviation, 1});
    return answer;
}

}  // namespace

TEST_CASE("an ensemble answers the mean of its members, and how far they differ") {
    const Answer all = answer({constant(1), constant(2), constant(6)}, "333333");
    CHECK(all.mean == 3);
    CHECK(all.deviation == doctest::Approx(std::sqrt((4 + 1 + 9) / 3.0)));
}

TEST_CASE("an ensemble's deviation adds what its members state to what they differ by") {
    // Signal and noise of variance 4: half of it is left where the process has its one row.
    CHECK(answer({process()}, "000000").deviation == doctest::Approx(std::sqrt(2)));
    const Answer both = answer({process(), constant(1)}, "000000");
    CHECK(both.mean == doctest::Approx(2));
    CHECK(both.deviation == doctest::Approx(std::sqrt(1 + 2 / 2.0)));
}

TEST_CASE("members that agree deviate by nothing, however large what they say") {
    const Answer seven = answer(std::vector<Predictor>(7, constant(123'456.7F)), "000000");
    CHECK(seven.mean == doctest::Approx(123'456.7));
    CHECK(seven.deviation == 0);
}

TEST_CASE("each member sees the features it was trained on") {
    Predictor first_choice = seeing("choices");
    first_choice.linear.weights.assign(6, 0);
    first_choice.linear.weights[0] = 1;
    first_choice.forest = RegressionForest(7, 0);
    Predictor first_is_three = seeing("costs+space");
    first_is_three.linear.weights.assign(first_is_three.features, 0);
    const std::vector<std::string> names = FeatureMap(space(), "costs+space").names();
    const auto column = std::find(names.begin(), names.end(), "1<-0=nor_conv_3x3");
    REQUIRE(column != names.end());
    first_is_three.linear.weights[static_cast<std::size_t>(column - names.begin())] = 10;
    first_is_three.forest = RegressionForest(first_is_three.features + 1, 0);
    CHECK(answer({first_choice, first_is_three}, "300000").mean == (3 + 10) / 2.0);
    CHECK(answer({first_choice, first_is_three}, "200000").mean == (2 + 0) / 2.0);
}

TEST_CASE("a batch of any size gets the same predictions from an ensemble") {
    Predictor step = seeing("choices");
    step.forest.push_split(2, 1.5F);
    step.forest.push_leaf(0.1F);
    step.forest.push_leaf(0.7F);
    const Ensemble ensemble({step, constant(0.3F)}, space(), "m");
    ArchitectureBatch cells(6);
    for (std::uint64_t ordinal = 0; ordinal < 2'500; ++ordinal)
        space()->from_ordinal(ordinal * 6, cells.emplace_back());
    std::vector<double> together(cells.size());
    ensemble.predict(cells, together);
    for (std::size_t r = 0; r < cells.size(); r += 37) {
        double alone = 0;
        ensemble.predict(ArchitectureBatchView(cells[r]), {&alone, 1});
        REQUIRE(alone == together[r]);
    }
}

TEST_CASE("a member trained on other features than the space has is refused") {
    Predictor other = constant(1);
    other.features_hash ^= 1;
    CHECK(user_error_of([&] {
              Ensemble({constant(1), other}, space(), "m.json");
          }) ==
          "m.json: was trained on other features than space 'nas-bench-201' has now; train it again with "
          "'archfront fit'");
}
