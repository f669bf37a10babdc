#include "engine/regressor.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/scratch.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

struct NoOptions {};

void bind(OptionTable&, NoOptions&) {}

/// Predicts a multiple of the first number of a row.
class Echo : public Regressor {
  public:
    Echo(std::size_t features, double factor) : Regressor(features), factor_(factor) {}

  private:
    void do_predict(std::span<const float> rows, std::span<double> values) const override {
        for (std::size_t r = 0; r < values.size(); ++r)
            values[r] = factor_ * static_cast<double>(rows[r * features()]);
    }
    double factor_;
};

/// What a regressor that predicts `factor` times the first number says of 1, trained on these labels.
double prediction_of_one(const std::vector<double>& labels, double factor) {
    const RegressorPlugin plugin =
        regressor_plugin<NoOptions>({}, [&](const RegressionData& data, const NoOptions&, std::uint64_t) {
            double sum = 0;
            for (const double label : data.labels)
                sum += label;
            CHECK(sum == doctest::Approx(0));
            return std::make_unique<Echo>(data.features, factor);
        });
    const std::vector<float> rows(labels.size());
    const auto regressor = train_regressor({&plugin, {}}, {1, rows, labels}, 1);
    double value = 0;
    const float one = 1;
    regressor->predict({&one, 1}, {&value, 1});
    return value;
}

}  // namespace

TEST_CASE("a regressor learns standardised labels and answers in their own unit") {
    CHECK(prediction_of_one({8, 12}, 1) == doctest::Approx(12));
    CHECK(prediction_of_one({8, 12}, -3) == doctest::Approx(4));
    CHECK(prediction_of_one({1e300, 3e300}, 1) == doctest::Approx(3e300));
    CHECK(prediction_of_one({7, 7, 7}, 0) == 7);
    CHECK(prediction_of_one({0, 0}, 0) == 0);
    const double huge = std::numeric_limits<double>::max();
    CHECK(prediction_of_one({-huge, huge}, 0.5) == doctest::Approx(huge / 2));
}

TEST_CASE("a regressor that diverged answers with the mean label") {
    CHECK(prediction_of_one({8, 12}, std::nan("")) == 10);
}

TEST_CASE("predictions of a regressor have 24 bits, lest another machine's last bit decide") {
    CHECK(prediction_of_one({-1, 1}, 1 + 0x1p-40) == 1);
}

TEST_CASE("architectures are encoded as choices or as the space's features") {
    const synthetic::Space space({3, 2});
    CHECK(encoded_width(space, Encoding::choices) == 2);
    CHECK(encoded_width(space, Encoding::features) == 5);
    ArchitectureBatch batch(2);
    batch.push_back(Architecture{2, 1});
    batch.push_back(Architecture{1, 0});
    std::vector<float> choices(4), features(10);
    encode(space, Encoding::choices, batch, choices);
    encode(space, Encoding::features, batch, features);
    CHECK(choices == std::vector<float>{2, 1, 1, 0});
    CHECK(features == std::vector<float>{0, 0, 1, 0, 1, 0, 1, 0, 1, 0});
}

TEST_CASE("a regressor is written as its family and options") {
    const RegressorChoice choice = parse_regressor("  xgboost  trees=50 depth=3");
    CHECK(choice.plugin->name == "xgboost");
    REQUIRE(choice.options.size() == 2);
    CHECK(choice.options[1].name == "depth");
    CHECK(choice.options[1].value == "3");
    CHECK(choice.encoding(Encoding::features) == Encoding::features);
    CHECK(parse_regressor("gaussian-process").encoding(Encoding::features) == Encoding::choices);
}

TEST_CASE("what is no regressor is refused with its place and a way out") {
    const auto complaint = [](std::string_view text) {
        return user_error_of([&] { parse_regressor(text, {"e.yaml", 3, 5}); });
    };
    CHECK(
        complaint("xgbost").starts_with("e.yaml:3:5: unknown regressor 'xgbost' (did you mean 'xgboost'?)"));
    CHECK(
        complaint("xgboost tree=5").starts_with("e.yaml:3:5: unknown option 'tree' (did you mean 'trees'?)"));
    CHECK(complaint("xgboost trees=0") == "e.yaml:3:5: option 'trees' is '0', expected integer, 1 to 10000");
    CHECK(complaint("xgboost 50") ==
          "e.yaml:3:5: '50' behind regressor 'xgboost' is no option; write NAME=VALUE");
    CHECK(complaint(" ").starts_with("e.yaml:3:5: a regressor is missing; write one of "));
}
