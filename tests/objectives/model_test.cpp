#include "objectives/model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/random.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

Model sample_model(bool with_linear_part = false) {
    Model model{{"nas-bench-201",
                 {.id = "latency@toaster",
                  .unit = "ms",
                  .direction = Direction::maximise,
                  .source = "mine",
                  .kind = SourceKind::surrogate,
                  .citation = "nobody"},
                 {"a", "b=\"1\"", "c"}},
                {}};
    model.predictor.features = 3;
    model.predictor.forest = RegressionForest(3, 0.1F);
    model.predictor.range = {-5, 7.5F};
    if (with_linear_part) {
        model.predictor.link = Link::logarithm;
        model.predictor.linear = {{0.25F, -0.5F, 1}, 0.125F};
        model.predictor.forest = RegressionForest(4, 0.1F);
    }
    RandomGenerator random(1);
    for (int tree = 0; tree < 20; ++tree) {
        // Splits and leaves at random until the tree closes.
        do {
            if (random.bernoulli(0.48)) {
                model.predictor.forest.push_split(random.below(3), static_cast<float>(random.below(4)) / 3);
            } else {
                model.predictor.forest.push_leaf(static_cast<float>(random.uniform()) - 0.5F);
            }
        } while (!model.predictor.forest.is_complete());
    }
    return model;
}

std::vector<float> predictions_of(const Predictor& predictor) {
    RandomGenerator random(2);
    std::vector<float> rows(3 * 100), predictions(100);
    for (float& number : rows)
        number = static_cast<float>(random.below(5)) / 3;
    predictor.predict(rows, predictions);
    return predictions;
}

/// Parses damaged bytes: a UserError or a usable model, never anything else.
bool is_refused(const std::string& bytes) {
    try {
        const Model model = parse_model(bytes, "m");
        if (model.predictor.features == 3) predictions_of(model.predictor);
        return false;
    } catch (const UserError&) {
        return true;
    }
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("both forms of a model read back to the same header and the same bits") {
    const Model plain = sample_model();
    const Model linear = sample_model(true);
    REQUIRE(plain.predictor.forest.nodes().size() > 20);
    for (const auto& [model, bytes] :
         {std::pair(&plain, model_to_json(plain, R"({"rows": 3})")),
          std::pair(&plain, model_to_binary(plain)), std::pair(&linear, model_to_json(linear, "")),
          std::pair(&linear, model_to_binary(linear))}) {
        const Model read = parse_model(bytes, "m");
        CHECK(read.header.space == "nas-bench-201");
        CHECK(read.header.info.id == "latency@toaster");
        CHECK(read.header.info.unit == "ms");
        CHECK(read.header.info.direction == Direction::maximise);
        CHECK(read.header.info.source == "mine");
        CHECK(read.header.info.kind == SourceKind::surrogate);
        CHECK(read.header.info.citation == "nobody");
        CHECK(read.header.feature_names == model->header.feature_names);
        CHECK(read.predictor.forest.trees() == 20);
        CHECK(read.predictor.link == model->predictor.link);
        CHECK(predictions_of(read.predictor) == predictions_of(model->predictor));
        CHECK(parse_model_header(bytes, "m").info.id == "latency@toaster");
    }
}

TEST_CASE("every truncated model is refused") {
    const Model model = sample_model(true);
    for (const std::string& bytes : {model_to_json(model, ""), model_to_binary(model)}) {
        for (std::size_t size = 0; size + 1 < bytes.size(); ++size)
            REQUIRE(is_refused(bytes.substr(0, size)));
    }
}

TEST_CASE("a model with any byte damaged is refused or still a model") {
    const Model model = sample_model();
    RandomGenerator random(3);
    std::size_t refused = 0;
    for (const std::string& bytes : {model_to_json(model, ""), model_to_binary(model)}) {
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(random.next());
            refused += is_refused(damaged);
        }
    }
    CHECK(refused > 500);
}

TEST_CASE("a model's fault is named") {
    const std::string json = model_to_json(sample_model(), "");
    const auto complaint = [](const std::string& bytes) {
        return user_error_of([&] { parse_model(bytes, "m.json"); });
    };
    CHECK(complaint(replaced(json, "archfront-model-2", "archfront-model-1"))
              .starts_with("m.json: its format is not 'archfront-model-2'"));
    CHECK(complaint(replaced(json, "maximise", "up")).starts_with("m.json: its direction is 'up'"));
    CHECK(complaint(replaced(json, "\"space\"", "\"spice\"")).starts_with("m.json: key 'space' not found"));
    CHECK(complaint(replaced(json, "\"feature\":[", "\"feature\":[3,"))
              .starts_with("m.json: a split on feature 3"));
    CHECK(complaint(
              replaced(replaced(json, "\"feature\":[", "\"feature\":[-1,"), "\"value\":[", "\"value\":[1,"))
              .find("has nodes too few or too many") != std::string::npos);
    CHECK(complaint(replaced(json, "\"weights\":[", "\"weights\":[1")).find("1 weights for 3 features") !=
          std::string::npos);
    CHECK(complaint(replaced(json, "identity", "square")).find("unknown link") != std::string::npos);
    CHECK(complaint("[]").starts_with("m.json: "));
    CHECK(complaint("{}").starts_with("m.json: key 'format' not found"));
    CHECK(complaint("archfront forest 2\n").starts_with("m.json: its header never ends"));
    const std::string binary = model_to_binary(sample_model());
    CHECK(complaint(binary + "x").find("bytes of numbers instead of") != std::string::npos);
    CHECK(complaint(replaced(binary, "\"nodes\":", "\"nodes\":4294967295, \"n\":")) != "");
}
