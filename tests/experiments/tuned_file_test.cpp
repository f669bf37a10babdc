#include "experiments/tuned_file.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/scratch.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

/// What a tuning of an error and a size might have found.
struct Tuned {
    std::shared_ptr<const Problem> problem = synthetic::structured_problem(2);
    PredictorLists lists = {{"ridge", "xgboost trees=20"}, {"ridge", "linear"}};
    TuneOptions options;
    TuneResult result;
    ScratchFolder scratch;

    Tuned() {
        options.features = "space";
        result.agreements.assign(2, std::vector<Agreement>(2, {.mae = 0.25, .r2 = std::nan("")}));
        result.ranked = 4;
        result.best = {{{1, 0}, 0.125, 7}, {{1, 1}, 0.5, 9}};
    }
    std::string json() const { return tuned_to_json(*problem, lists, options, result); }
    std::string complaint(const std::string& text, std::size_t metrics) const {
        const auto file = scratch.write("t.json", text);
        TuneOptions read;
        return user_error_of([&] { read_tuned(file.string(), metrics, read); });
    }
};

}  // namespace

TEST_CASE("the tuner's file names its best combinations in order, and what is not defined is null") {
    const auto document = nlohmann::json::parse(Tuned().json());
    CHECK(document["features"] == "space");
    CHECK(document["metrics"][1]["metric"] == "size");
    CHECK(document["combinations"].size() == 2);
    CHECK(document["combinations"][0]["adrs"] == 0.125);
    CHECK(document["combinations"][0]["front"] == 7);
    CHECK(document["combinations"][0]["predictors"] == nlohmann::json({"xgboost trees=20", "ridge"}));
    CHECK(document["agreement"].size() == 4);
    CHECK(document["agreement"][3]["predictor"] == "linear");
    CHECK(document["agreement"][3]["mae"] == 0.25);
    CHECK(document["agreement"][3]["r2"].is_null());
}

TEST_CASE("each metric's configurations are read back once, best first, with the features they saw") {
    const Tuned tuned;
    const auto file = tuned.scratch.write("tuned.json", tuned.json());
    TuneOptions options;
    CHECK(read_tuned(file.string(), 2, options) == PredictorLists{{"xgboost trees=20"}, {"ridge", "linear"}});
    CHECK(options.features == "space");
}

TEST_CASE("what is no file of the tuner is refused with its place") {
    const Tuned tuned;
    CHECK(tuned.complaint(tuned.json(), 3)
              .ends_with("2 predictors in a combination, but 3 metrics; give --metric as often"));
    CHECK(tuned.complaint(R"({"features": "choices", "combinations": []})", 2)
              .find("t.json:1:41: 'combinations' is empty") != std::string::npos);
    CHECK(tuned.complaint(R"({"features": "coices", "combinations": []})", 2)
              .ends_with("t.json:1:14: option 'features' is 'coices', expected one of choices, space"));
    CHECK(tuned.complaint(R"({"features": "choices"})", 2).find("combinations") != std::string::npos);
    CHECK(tuned.complaint(R"({"features": "choices", "combinations": [{"predictors": ["rigde"]}]})", 1)
              .find("t.json:1:58: unknown regressor 'rigde'") != std::string::npos);
    CHECK(tuned.complaint("[1, 2]", 1).find("t.json:1:1: ") != std::string::npos);
}
