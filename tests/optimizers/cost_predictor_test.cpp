#include "optimizers/cost_predictor.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/optimizers/drive.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Lesson {
    OptimizerContext context{std::make_shared<const synthetic::Space>(std::vector<std::size_t>(4, 3)), 2, 100,
                             1, Equivalence::spelling};
    ArchitectureBatch all = ArchitectureBatch(4);
    Costs costs = Costs(2);

    /// All 81 architectures, with the costs and violation that `evaluate` gives.
    explicit Lesson(const std::function<Told(ArchitectureView)>& evaluate) {
        for (std::uint64_t ordinal = 0; ordinal < 81; ++ordinal) {
            context.space->from_ordinal(ordinal, all.emplace_back());
            const Told told = evaluate(all[ordinal]);
            costs.push_back(told.costs, told.violation);
        }
    }
    Costs learn(const PredictorOptions& options) const {
        CostPredictor predictor(context, options);
        predictor.train(all, costs, 1);
        Costs predicted(2);
        predictor.predict(all, predicted);
        return predicted;
    }
    std::string complaint(const std::string& predictors, const std::string& tuned = "") const {
        return user_error_of([&] { CostPredictor(context, {predictors, tuned, "space"}); });
    }
};

Told linear_costs(ArchitectureView a) {
    return {{sum_of(a, 0, 4), 5.0 - 10 * a[0]}};
}

}  // namespace

TEST_CASE("each objective has a predictor of its own, on choices or features") {
    const Lesson lesson(linear_costs);
    for (const char* features : {"space", "choices"}) {
        for (const char* predictors : {"ridge", "ridge,gaussian-process", "gaussian-process, ridge"}) {
            CAPTURE(predictors);
            const Costs predicted = lesson.learn({predictors, "", features});
            for (std::size_t r = 0; r < 81; ++r) {
                CHECK(predicted[r][0] == doctest::Approx(lesson.costs[r][0]).epsilon(0.05));
                CHECK(predicted[r][1] == doctest::Approx(lesson.costs[r][1]).epsilon(0.05));
                CHECK(predicted.violation(r) == 0);
            }
        }
    }
}

TEST_CASE("what violates constraints is told from what does not, and from what has no value") {
    const Lesson lesson([](ArchitectureView a) {
        if (a[1] == 2) return Told{{infinity, infinity}, infinity};
        return Told{linear_costs(a).costs, a[0] == 2 ? 0.0 : 20 + 10.0 * a[2]};
    });
    const Costs predicted = lesson.learn({"xgboost", "", "space"});
    for (std::size_t r = 0; r < 81; ++r) {
        const ArchitectureView row = lesson.all[r];
        CHECK((predicted.violation(r) == 0) == (row[0] == 2 && row[1] != 2));
        if (row[1] == 2) CHECK(predicted.violation(r) == doctest::Approx(1.5).epsilon(0.02));
        if (row[1] != 2 && row[0] == 0 && row[2] == 0)
            CHECK(predicted.violation(r) == doctest::Approx(0.5 + 0.5).epsilon(0.05));
    }
}

TEST_CASE("where nothing has a value nothing is expected of costs") {
    const Lesson lesson([](ArchitectureView) { return Told{{infinity, infinity}, infinity}; });
    const Costs predicted = lesson.learn({"ridge", "", "space"});
    for (std::size_t r = 0; r < 81; ++r) {
        CHECK(predicted[r][0] == 0);
        CHECK(predicted.violation(r) == doctest::Approx(1.5));
    }
}

TEST_CASE("predictors that do not fit the objectives are refused") {
    const Lesson lesson(linear_costs);
    CHECK(lesson.complaint("ridge,ridge,ridge") ==
          "'predictors' names 3 predictors, but there are 2 objectives; name one for all or one for each");
    CHECK(lesson.complaint("rigde").starts_with("unknown regressor 'rigde' (did you mean 'ridge'?)"));
    CHECK(lesson.complaint("").starts_with("a regressor is missing"));
}

TEST_CASE("the first combination of a tuned file takes the place of predictors and features") {
    const Lesson lesson(linear_costs);
    const ScratchFolder scratch;
    const auto tuned = [&](const std::string& text) { return scratch.write("tuned.json", text).string(); };
    const Costs chosen = lesson.learn(
        {"random-forest",
         tuned(R"({"features": "choices", "combinations": [{"predictors": ["ridge", "gaussian-process"]},
                                                           {"predictors": ["xgboost", "xgboost"]}]})"),
         "space"});
    const Costs named = lesson.learn({"ridge,gaussian-process", "", "choices"});
    CHECK(std::ranges::equal(chosen.view().values(), named.view().values()));

    CHECK(lesson.complaint("ridge", "none.json").find("none.json") != std::string::npos);
    const std::string file = tuned(R"({"features": "choices", "combinations": [{"predictors": ["ridge"]}]})");
    CHECK(lesson.complaint("ridge", file) ==
          "'" + file +
              "' has 1 predictors, but there are 2 objectives; name one for all or "
              "one for each");
    CHECK(lesson.complaint("ridge", tuned(R"({"features": "choices", "combinations": []})"))
              .find("'combinations' is no list") != std::string::npos);
    CHECK(lesson
              .complaint("ridge", tuned(R"({"features": "choices",
 "combinations": [{"predictors": ["rigde", "ridge"]}]})"))
              .find("tuned.json:2:35: unknown regressor 'rigde'") != std::string::npos);
}
