#include "objectives/training.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "tests/scratch.hpp"

using namespace archfront;

namespace {

/// One variable of 20 choices, which is its feature too.
TrainingData twenty(const std::function<double(double choice)>& law) {
    TrainingData data{.architectures = ArchitectureBatch(1), .features = 1};
    for (int choice = 0; choice < 20; ++choice) {
        data.architectures.emplace_back()[0] = static_cast<Choice>(choice);
        data.rows.push_back(static_cast<float>(choice));
        data.values.push_back(law(choice));
    }
    return data;
}

Split all_train() {
    Split split;
    split.train.resize(20);
    std::iota(split.train.begin(), split.train.end(), std::size_t{0});
    return split;
}

TrainingOptions options_of(const std::string& family, const std::string& link = "identity") {
    TrainingOptions options;
    options.family = family;
    options.link = link;
    options.boosting.rounds = 50;
    return options;
}

double worst_error(const Predictor& predictor, const TrainingData& data) {
    std::vector<float> predictions(data.values.size());
    predictor.predict(data.rows, predictions);
    double worst = 0;
    for (std::size_t r = 0; r < predictions.size(); ++r)
        worst = std::max(worst, std::abs(static_cast<double>(predictions[r]) - data.values[r]));
    return worst;
}

double line(double choice) {
    return 2 + 3 * choice;
}

}  // namespace

TEST_CASE("each family learns a line, with the parts that it is made of") {
    const TrainingData data = twenty(line);
    const Predictor forest = train_predictor(data, all_train(), options_of("forest")).predictor;
    CHECK(forest.forest.trees() == 50);
    CHECK_FALSE(forest.has_linear_part());
    CHECK(worst_error(forest, data) < 3);
    const TrainedPredictor linear = train_predictor(data, all_train(), options_of("linear"));
    CHECK(linear.predictor.forest.trees() == 0);
    CHECK(linear.ridge_penalty > 0);
    CHECK(worst_error(linear.predictor, data) < 1e-3);
    const Predictor both = train_predictor(data, all_train(), options_of("linear+forest")).predictor;
    CHECK(both.forest.trees() == 50);
    CHECK(both.forest.features() == 2);
    CHECK(worst_error(both, data) < 0.01);
    const Predictor process = train_predictor(data, all_train(), options_of("gaussian-process")).predictor;
    REQUIRE(process.process != nullptr);
    CHECK(process.process->size() == 20);
    CHECK(worst_error(process, data) < 10);
}

TEST_CASE("only the train part is learnt from") {
    TrainingData data = twenty(line);
    Split split = all_train();
    split.test = {19};
    split.train.pop_back();
    for (const char* family : {"forest", "linear", "linear+forest", "gaussian-process"}) {
        CAPTURE(family);
        const Predictor before = train_predictor(data, split, options_of(family)).predictor;
        data.values[19] += 1'000;
        const Predictor after = train_predictor(data, split, options_of(family)).predictor;
        std::vector<float> first(20), second(20);
        before.predict(data.rows, first);
        after.predict(data.rows, second);
        CHECK(first == second);
    }
}

TEST_CASE("behind a link, a law that is a line on that scale is learnt") {
    const TrainingData powers = twenty([](double choice) { return std::exp(0.3 * choice); });
    CHECK(worst_error(train_predictor(powers, all_train(), options_of("linear", "logarithm")).predictor,
                      powers) < 0.01);
    CHECK(worst_error(train_predictor(powers, all_train(), options_of("linear")).predictor, powers) > 10);
    const TrainingData rates = twenty([](double choice) { return 1 / (1 + choice); });
    CHECK(worst_error(train_predictor(rates, all_train(), options_of("linear", "reciprocal")).predictor,
                      rates) < 1e-3);
}

TEST_CASE("a link needs values above 0, wherever they stand") {
    TrainingData data = twenty(line);
    data.values[7] = 0;
    for (const char* link : {"logarithm", "reciprocal"}) {
        CHECK(user_error_of([&] { train_predictor(data, all_train(), options_of("linear", link)); }) ==
              "--link " + std::string(link) + " needs values above 0, but one is 0; use --link identity");
    }
}

TEST_CASE("what is learnt is divided by its standard deviation, or by nothing") {
    const TrainingData data = twenty(line);
    TrainingOptions options = options_of("linear");
    // Of 0 ... 19: (20^2 - 1) / 12.
    CHECK(static_cast<double>(train_predictor(data, all_train(), options).predictor.scale) ==
          doctest::Approx(3 * std::sqrt(399 / 12.0)));
    options.standardise = false;
    CHECK(train_predictor(data, all_train(), options).predictor.scale == 1);
}

TEST_CASE("with what is learnt divided by its deviation, a metric's unit makes no difference to trees") {
    const TrainingData metres = twenty(line);
    const TrainingData kilometres = twenty([](double choice) { return line(choice) / 1024; });
    const TrainingOptions options = options_of("forest");
    const Predictor one = train_predictor(metres, all_train(), options).predictor;
    const Predictor other = train_predictor(kilometres, all_train(), options).predictor;
    std::vector<float> in_metres(20), in_kilometres(20);
    one.predict(metres.rows, in_metres);
    other.predict(kilometres.rows, in_kilometres);
    for (std::size_t r = 0; r < 20; ++r)
        CHECK(in_metres[r] == 1024 * in_kilometres[r]);
}

TEST_CASE("equal values to train on are refused, one value alone is not") {
    TrainingData data = twenty(line);
    Split split;
    split.train = {3, 4, 5};
    split.validation = {6};
    std::fill(data.values.begin() + 3, data.values.begin() + 6, 0.5);
    CHECK(
        user_error_of([&] { train_predictor(data, split, options_of("forest")); }) ==
        "all 3 values to learn from are 0.5; there is nothing to learn: check the metric, its table and its "
        "source");
    split.train = {3};
    CHECK(worst_error(train_predictor(data, split, options_of("forest")).predictor, data) > 1);
}

TEST_CASE("predictions stay within what was trained on, and a positive metric above its least value") {
    const TrainingData data = twenty(line);
    const PredictionRange forest = train_predictor(data, all_train(), options_of("forest")).predictor.range;
    CHECK(forest.lowest == 2);
    CHECK(forest.highest == 59);
    const PredictionRange linear = train_predictor(data, all_train(), options_of("linear")).predictor.range;
    CHECK(linear.lowest == 2);
    CHECK(linear.highest == doctest::Approx(59 + 5.7));
    const TrainingData signed_data = twenty([](double choice) { return choice - 10; });
    CHECK(train_predictor(signed_data, all_train(), options_of("linear")).predictor.range.lowest ==
          doctest::Approx(-10 - 1.9));
}

TEST_CASE("a Gaussian process of more than 2,000 rows is refused") {
    TrainingData data{.architectures = ArchitectureBatch(1), .features = 1};
    Split split;
    for (std::size_t r = 0; r <= 2'000; ++r) {
        data.architectures.emplace_back();
        data.rows.push_back(0);
        data.values.push_back(static_cast<double>(r));
        split.train.push_back(r);
    }
    CHECK(user_error_of([&] {
              train_predictor(data, split, options_of("gaussian-process"));
          }).starts_with("a Gaussian process of 2,001 rows costs the cube of them; use --family linear"));
}
