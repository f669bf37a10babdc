#include "objectives/model.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <utility>
#include <vector>

#include "engine/random.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

/// Trees, on a linear part if it has one.
Predictor sample_predictor(bool with_linear_part, std::uint64_t seed) {
    Predictor predictor;
    predictor.feature_groups = "choices+costs";
    predictor.features = 3;
    predictor.features_hash = 0xfedcba9876543210;
    predictor.forest = RegressionForest(3, 0.1F);
    predictor.range = {-5, 7.5F};
    predictor.scale = 1.25F;
    if (with_linear_part) {
        predictor.link = Link::logarithm;
        predictor.linear = {{0.25F, -0.5F, 1}, 0.125F};
        predictor.forest = RegressionForest(4, 0.1F);
    }
    RandomGenerator random(seed);
    for (int tree = 0; tree < 6; ++tree) {
        // Splits and leaves at random until the tree closes.
        do {
            if (random.bernoulli(0.48)) {
                predictor.forest.push_split(random.below(3), static_cast<float>(random.below(4)) / 3);
            } else {
                predictor.forest.push_leaf(static_cast<float>(random.uniform()) - 0.5F);
            }
        } while (!predictor.forest.is_complete());
    }
    return predictor;
}

Predictor sample_process() {
    ArchitectureBatch rows(3);
    for (const Architecture& row : {Architecture{0, 1, 2}, Architecture{0, 4, 2}, Architecture{3, 1, 0}})
        rows.push_back(row);
    const std::vector<double> labels = {0.5, -1, 0.25};
    Predictor predictor;
    predictor.feature_groups = "choices";
    predictor.features = 3;
    predictor.link = Link::reciprocal;
    predictor.range = {0.125F, 64};
    predictor.process = std::make_shared<const GaussianProcess>(
        rows, labels, GaussianProcessParameters{{0.5, 0.25, 1e-3}, 1.5, 2, 0.01});
    return predictor;
}

Model sample_model(std::vector<Predictor> members, std::optional<Predictor> spread = {}) {
    return {{.space = "nas-bench-201",
             .info = {.id = "latency@toaster",
                      .unit = "ms",
                      .direction = Direction::maximise,
                      .source = "mine",
                      .kind = SourceKind::surrogate,
                      .citation = "nobody"}},
            std::move(members),
            std::move(spread)};
}

Model forest_model() {
    return sample_model({sample_predictor(false, 1)});
}

/// One of all that a model can have.
Model rich_model() {
    return sample_model({sample_predictor(false, 1), sample_predictor(true, 2), sample_process()},
                        sample_predictor(true, 3));
}

std::vector<float> predictions_of(const Predictor& predictor) {
    RandomGenerator random(2);
    std::vector<float> rows(predictor.features * 100), predictions(100), deviations(100);
    for (float& number : rows)
        number = static_cast<float>(random.below(5));
    predictor.predict(rows, predictions, deviations);
    predictions.insert(predictions.end(), deviations.begin(), deviations.end());
    return predictions;
}

/// Parses damaged bytes: a UserError or a usable model, never anything else.
bool is_refused(const std::string& bytes) {
    try {
        const Model model = parse_model(bytes, "m");
        for (const Predictor& member : model.members)
            predictions_of(member);
        if (model.spread) predictions_of(*model.spread);
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
    for (const Model& model : {forest_model(), sample_model({sample_process()}), rich_model()}) {
        for (const std::string& bytes : {model_to_json(model, R"({"rows": 3})"), model_to_binary(model)}) {
            const Model read = parse_model(bytes, "m");
            CHECK(read.header.space == "nas-bench-201");
            CHECK(read.header.info.id == "latency@toaster");
            CHECK(read.header.info.unit == "ms");
            CHECK(read.header.info.direction == Direction::maximise);
            CHECK(read.header.info.source == "mine");
            CHECK(read.header.info.kind == SourceKind::surrogate);
            CHECK(read.header.info.citation == "nobody");
            CHECK(read.header.info.fitted);
            REQUIRE(read.members.size() == model.members.size());
            for (std::size_t m = 0; m < read.members.size(); ++m) {
                CHECK(read.members[m].feature_groups == model.members[m].feature_groups);
                CHECK(read.members[m].features_hash == model.members[m].features_hash);
                CHECK(read.members[m].link == model.members[m].link);
                CHECK(read.members[m].forest.trees() == model.members[m].forest.trees());
                CHECK(predictions_of(read.members[m]) == predictions_of(model.members[m]));
            }
            REQUIRE(read.spread.has_value() == model.spread.has_value());
            if (read.spread) CHECK(predictions_of(*read.spread) == predictions_of(*model.spread));
            CHECK(model_to_binary(read) == model_to_binary(model));
        }
    }
}

TEST_CASE("a header alone says what can be asked of a model") {
    const auto header_of = [](const Model& model) {
        const ModelHeader of_json = parse_model_header(model_to_json(model, ""), "m");
        const ModelHeader of_binary = parse_model_header(model_to_binary(model), "m");
        CHECK(of_json.states_uncertainty == of_binary.states_uncertainty);
        CHECK(of_json.has_spread == of_binary.has_spread);
        CHECK(of_binary.info.id == "latency@toaster");
        return of_json;
    };
    CHECK_FALSE(header_of(forest_model()).states_uncertainty);
    CHECK_FALSE(header_of(forest_model()).has_spread);
    CHECK(header_of(sample_model({sample_process()})).states_uncertainty);
    CHECK(
        header_of(sample_model({sample_predictor(false, 1), sample_predictor(false, 2)})).states_uncertainty);
    CHECK(header_of(rich_model()).has_spread);
}

TEST_CASE("a .json model keeps its report, a .model has none within") {
    CHECK(report_of_model(model_to_json(forest_model(), R"({"rows": 3})"), "m") == R"({"rows":3})");
    CHECK(report_of_model(model_to_json(forest_model(), ""), "m").empty());
    CHECK(report_of_model(model_to_binary(forest_model()), "m").empty());
}

TEST_CASE("every truncated model is refused") {
    const Model model = rich_model();
    for (const std::string& bytes : {model_to_json(model, ""), model_to_binary(model)}) {
        for (std::size_t size = 0; size + 1 < bytes.size(); ++size)
            REQUIRE(is_refused(bytes.substr(0, size)));
    }
}

TEST_CASE("a model with any byte damaged is refused or still a model") {
    const Model model = rich_model();
    RandomGenerator random(3);
    std::size_t refused = 0;
    for (const std::string& bytes : {model_to_json(model, ""), model_to_binary(model)}) {
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(random.next());
            refused += is_refused(damaged);
        }
    }
    CHECK(refused > 1'000);
}

TEST_CASE("a model's fault is named") {
    const std::string json = model_to_json(forest_model(), "");
    const auto complaint = [](const std::string& bytes) {
        return user_error_of([&] { parse_model(bytes, "m.json"); });
    };
    CHECK(complaint(replaced(json, "archfront-model-3", "archfront-model-2"))
              .starts_with(
                  "m.json: its format is not 'archfront-model-3'; it is not a model that this version"));
    CHECK(complaint(replaced(json, "maximise", "up")).starts_with("m.json: its direction is 'up'"));
    CHECK(complaint(replaced(json, "\"space\"", "\"spice\"")).starts_with("m.json: key 'space' not found"));
    CHECK(complaint(replaced(json, "\"spread\"", "\"bread\"")).starts_with("m.json: key 'spread' not found"));
    CHECK(complaint(replaced(json, "\"feature\":[", "\"feature\":[3,"))
              .starts_with("m.json: 3 stands where a whole number from -1 to 2 is due"));
    CHECK(complaint(replaced(json, "\"feature\":[", "\"feature\":[1e21,"))
              .starts_with("m.json: 1e+21 stands where a whole number"));
    CHECK(complaint(
              replaced(replaced(json, "\"feature\":[", "\"feature\":[-1,"), "\"value\":[", "\"value\":[1,"))
              .find("has nodes too few or too many") != std::string::npos);
    CHECK(complaint(replaced(json, "\"weights\":[", "\"weights\":[1")).find("1 weights for 3 features") !=
          std::string::npos);
    CHECK(complaint(replaced(json, "identity", "square")).find("unknown link") != std::string::npos);
    CHECK(complaint(replaced(json, "\"scale\":1.25", "\"scale\":1e99")).find("its scale is not finite") !=
          std::string::npos);
    CHECK(complaint(replaced(json, "[-5.0,7.5]", "[7.5,-5]")).find("its range is not a range") !=
          std::string::npos);
    CHECK(complaint(replaced(json, "[-5.0,7.5]", "[-5]")).starts_with("m.json: "));
    CHECK(complaint("[]").starts_with("m.json: "));
    CHECK(complaint("{}").starts_with("m.json: key 'format' not found"));
    CHECK(complaint("archfront model 2\n{}").starts_with("m.json: "));
    const std::string deep = std::string(100'000, '[');
    CHECK(complaint("{\"report\":" + deep).find("nests more than 64 levels deep") != std::string::npos);
    CHECK(user_error_of([&] {
              report_of_model("{\"report\":" + deep, "m.json");
          }).starts_with("m.json: it nests more than 64 levels deep"));
}

TEST_CASE("an ensemble's fault is named") {
    const auto complaint = [](const std::string& bytes) {
        return user_error_of([&] { parse_model(bytes, "m"); });
    };
    const std::string none = model_to_json(sample_model({}), "");
    CHECK(complaint(none).starts_with("m: it has 0 members"));
    CHECK(user_error_of([&] { parse_model_header(none, "m"); }).starts_with("m: it has 0 members"));
    const std::vector<Predictor> many(101, sample_predictor(false, 1));
    CHECK(complaint(model_to_json(sample_model(many), "")).starts_with("m: it has 101 members"));
    CHECK(complaint(model_to_binary(sample_model(many))).starts_with("m: it has 101 members"));
}

TEST_CASE("a process's fault is named") {
    const std::string json = model_to_json(sample_model({sample_process()}), "");
    const auto complaint = [&](const std::string& what, const std::string& by) {
        return user_error_of([&] { parse_model(replaced(json, what, by), "m"); });
    };
    CHECK(complaint("\"features\":\"choices\"", "\"features\":\"space\"")
              .starts_with("m: its process sees other features than choices"));
    CHECK(
        complaint("\"labels\":[0.5,", "\"labels\":[").starts_with("m: its process has 3 rows and 2 labels"));
    CHECK(complaint("[0,1,2]", "[0,1]").starts_with("m: its process has a row of another width"));
    CHECK(complaint("[0,1,2]", "[0,256,2]").starts_with("m: 256 stands where a whole number from 0 to 255"));
    CHECK(complaint("[0,1,2]", "[0,1e21,2]").starts_with("m: 1e+21 stands where a whole number from 0"));
    CHECK(complaint("[0,1,2]", "[0,-1,2]").starts_with("m: -1 stands where a whole number from 0 to 255"));
    for (const auto& [what, by] : std::vector<std::pair<std::string, std::string>>{
             {"\"signal_variance\":2.0", "\"signal_variance\":0"},
             {"\"signal_variance\":2.0", "\"signal_variance\":1e300"},
             {"\"noise_variance\":0.01", "\"noise_variance\":-0.01"},
             {"\"mean\":1.5", "\"mean\":-1e31"},
             {"\"weights\":[0.5,", "\"weights\":["},
             {"\"weights\":[0.5,", "\"weights\":[-0.5,"},
             {"\"labels\":[0.5,", "\"labels\":[1e31,"}}) {
        CAPTURE(by);
        CHECK(complaint(what, by).starts_with("m: its process has numbers that cannot be"));
    }
}

TEST_CASE("a binary model whose numbers are not as many as it says is refused") {
    const auto complaint = [](const std::string& bytes) {
        return user_error_of([&] { parse_model(bytes, "m.model"); });
    };
    const std::string binary = model_to_binary(rich_model());
    CHECK(complaint(binary + "x").starts_with("m.model: it has 1 bytes too many"));
    CHECK(complaint(binary + std::string(5'000, '\0')).starts_with("m.model: it has 5,000 bytes too many"));
    CHECK(complaint(replaced(binary, "\"nodes\":", "\"nodes\":4294967295, \"n\":"))
              .find("bytes of numbers where ") != std::string::npos);
    CHECK(complaint(replaced(binary, "\"cuts\":", "\"cuts\":65536, \"c\":")).starts_with("m.model: it has "));
    CHECK(complaint("archfront model 3\n").starts_with("m.model: its header never ends"));
    CHECK(complaint("archfront model 3\n{}\n").starts_with("m.model: key 'format' not found"));
}
