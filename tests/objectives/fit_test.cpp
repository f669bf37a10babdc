#include "objectives/fit.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "objectives/feature_map.hpp"
#include "objectives/surrogate.hpp"
#include "tests/objectives/toaster.hpp"

using namespace archfront;

namespace {

/// Predictions of one member for rows of the table, by their number among those with a value.
std::vector<double> predictions_of(const Toaster& toaster, const Model& model, std::size_t member,
                                   const RowNumbers& rows) {
    const FeatureMap map(toaster.space, model.members[member].feature_groups);
    const auto source = toaster.open("energy@toaster");
    ArchitectureBatch cells(toaster.space->width());
    for (const std::size_t row : rows)
        cells.push_back((*source->known())[row + 1]);  // the first row has no value
    std::vector<float> features(rows.size() * map.names().size()), predictions(rows.size());
    map.compute(cells, features);
    model.members[member].predict(features, predictions);
    return {predictions.begin(), predictions.end()};
}

std::vector<double> measurements_of(const Toaster& toaster, const RowNumbers& rows) {
    const auto source = toaster.open("energy@toaster");
    std::vector<double> all(source->known()->size()), values;
    source->evaluate(*source->known(), all);
    for (const std::size_t row : rows)
        values.push_back(all[row + 1]);
    return values;
}

/// Splits of the rows with a value, one for each member.
std::vector<Split> splits_of(const Toaster& toaster) {
    const auto source = toaster.open("energy@toaster");
    const ArchitectureBatchView with_value = source->known()->subview(1, Toaster::cells - 1);
    std::vector<Split> splits;
    for (std::int64_t m = 0; m < toaster.options.members; ++m)
        splits.push_back(split_rows(*toaster.space, with_value, toaster.options.split, source.get(),
                                    static_cast<std::size_t>(m)));
    return splits;
}

}  // namespace

TEST_CASE("a fitted surrogate knows networks it has not seen, and its report says how well") {
    const Toaster toaster;
    const FitResult result = toaster.train();
    const auto report = nlohmann::json::parse(result.report);
    // The one cell of six 3x3 convolutions is beyond all that was trained on; trees cannot extrapolate to it.
    CHECK(result.parts[2].agreement.mae < 0.01);
    CHECK(result.parts[2].agreement.kendall_tau > 0.999);
    CHECK(report["test"]["r2"] == result.parts[2].agreement.r2);
    CHECK(report["data"]["rows"] == 2232);
    CHECK(report["data"]["rows_without_value"] == 1);
    CHECK(report["data"]["files"][0]["name"] == "t.csv");
    CHECK(report["options"]["rounds"] == 200);
    std::size_t rows = 0;
    for (const FitPart& part : result.parts)
        rows += part.rows;
    CHECK(rows == 2232);
    CHECK(result.parts[2].rows >= 223);
    CHECK(result.parts[1].rows >= 223);
}

TEST_CASE("the same training gives the same bytes, another seed gives others") {
    Toaster toaster;
    const FitResult first = toaster.train();
    const FitResult again = toaster.train();
    CHECK(model_to_json(first.model, first.report) == model_to_json(again.model, again.report));
    CHECK(model_to_binary(first.model) == model_to_binary(again.model));
    CHECK(first.report == again.report);
    toaster.options.split.seed = 1;
    CHECK(model_to_binary(toaster.train().model) != model_to_binary(first.model));
}

TEST_CASE("without a test or validation part all rows are trained on") {
    Toaster toaster;
    toaster.options.split.test_fraction = 0;
    toaster.options.split.validation_fraction = 0;
    const FitResult result = toaster.train();
    CHECK(result.parts[0].rows == 2232);
    CHECK(result.model.members[0].forest.trees() == 200);
    CHECK_FALSE(nlohmann::json::parse(result.report).contains("test"));
}

TEST_CASE("what cannot be trained on is refused with a reason") {
    Toaster toaster;
    MetricCatalogue catalogue(toaster.context);
    CHECK(user_error_of([&] {
              fit(toaster.space, *catalogue.open("flops.cifar10"), nullptr, {});
          }).find("no finite list of architectures") != std::string::npos);
    toaster.scratch.write("t.csv", "arch,energy,std\n000000,1,1\n000001,2,1\n");
    CHECK(user_error_of([&] { toaster.train(); }) == "");  // 10 % of two rows is none: both are for training
    toaster.options.split.test_fraction = 0.9;
    CHECK(user_error_of([&] { toaster.train(); }).starts_with("nothing is left to train on: 2 rows"));
    toaster.scratch.write("t.csv", "arch,energy,std\n000000,nan,1\n");
    CHECK(user_error_of([&] { toaster.train(); }).starts_with("nothing is left to train on: 0 rows"));
}

TEST_CASE("a model in a data directory is offered as a surrogate and answers as it was trained") {
    Toaster toaster;
    const FitResult result = toaster.train();
    toaster.scratch.write("models/toaster.json", model_to_json(result.model, result.report));
    toaster.scratch.write("models/toaster.report.json", result.report);
    toaster.context.data = DataPath({toaster.scratch.path()});
    MetricCatalogue catalogue(toaster.context);
    const auto source = catalogue.open("energy@toaster", "surrogate");
    CHECK(source->info().kind == SourceKind::surrogate);
    CHECK(catalogue.open("energy@toaster")->info().source == "mine");  // measured comes first
    const Architecture cell = toaster.space->parse("033000");
    double value = 0;
    source->evaluate(ArchitectureBatchView(cell), {&value, 1});
    CHECK(value == doctest::Approx(2).epsilon(0.05));

    toaster.scratch.write("models/twin.json", model_to_json(result.model, ""));
    CHECK(user_error_of([&] { MetricCatalogue twice(toaster.context); }).find("another --name") !=
          std::string::npos);
}

TEST_CASE("a linear model learns a sum over edges exactly, and trees learn the rest") {
    Toaster toaster;
    toaster.options.training.family = "linear";
    const FitResult linear = toaster.train();
    CHECK(linear.model.members[0].forest.trees() == 0);
    // But for cells beyond all that was trained on, which stay within its range.
    CHECK(linear.parts[2].agreement.mae < 0.02);
    CHECK(linear.parts[2].agreement.spearman > 0.97);
    CHECK(nlohmann::json::parse(linear.report)["options"]["family"] == "linear");
    toaster.options.training.family = "linear+forest";
    CHECK(toaster.train().parts[2].agreement.mae < 0.02);
}

TEST_CASE("a metric in a larger unit is learnt as well") {
    Toaster toaster;
    const double tau = toaster.train().parts[2].agreement.kendall_tau;
    toaster.write_table([](ArchitectureView cell) { return convolutions(cell) * 1e-7; }, convolutions);
    CHECK(toaster.train().parts[2].agreement.kendall_tau >= tau - 0.001);
}

TEST_CASE("a link needs positive values, and its predictions are in the metric's own unit") {
    Toaster toaster;
    toaster.options.training.family = "linear";
    toaster.options.training.link = "reciprocal";
    CHECK(user_error_of([&] { toaster.train(); }) ==
          "--link reciprocal needs values above 0, but one is 0; use --link identity");
    toaster.write_table([](ArchitectureView cell) { return 100 / (1 + convolutions(cell)); }, convolutions);
    CHECK(toaster.train().parts[2].agreement.mae < 0.05);
    toaster.options.training.link = "identity";
    CHECK(toaster.train().parts[2].agreement.mae > 1);
}

TEST_CASE("a batch of any size gets the same predictions") {
    const Toaster toaster;
    const auto source = make_surrogate_metric(toaster.train().model, toaster.space, "m");
    ArchitectureBatch cells(6);
    for (std::uint64_t ordinal = 0; ordinal < 3'000; ++ordinal)
        toaster.space->from_ordinal(ordinal * 5, cells.emplace_back());
    std::vector<double> together(cells.size());
    source->evaluate(cells, together);
    for (std::size_t r = 0; r < cells.size(); r += 37) {
        double alone = 0;
        source->evaluate(ArchitectureBatchView(cells[r]), {&alone, 1});
        CHECK(alone == together[r]);
    }
}

TEST_CASE("a model of other features than the space has now is refused") {
    const Toaster toaster;
    Model model = toaster.train().model;
    ++model.members[0].features_hash;
    CHECK(user_error_of([&] {
              make_surrogate_metric(model, toaster.space, "m.json");
          }).starts_with("m.json: was trained on other features"));
}

TEST_CASE("what has one value for all networks is refused, in any family") {
    Toaster toaster;
    toaster.write_table([](ArchitectureView) { return 2.5; }, convolutions);
    for (const char* family : {"forest", "linear", "linear+forest"}) {
        toaster.options.training.family = family;
        CHECK(user_error_of([&] { toaster.train(); }).find("to learn from are 2.5; there is nothing to") !=
              std::string::npos);
    }
}

TEST_CASE("values that float numbers cannot hold are refused") {
    Toaster toaster;
    toaster.options.training.family = "linear";
    toaster.write_table([](ArchitectureView cell) { return 1e300 * (1 + convolutions(cell)); }, convolutions);
    CHECK(user_error_of([&] { toaster.train(); }).starts_with("the value 1e+300 is beyond"));
    toaster.options.training.link = "reciprocal";
    toaster.write_table([](ArchitectureView cell) { return 1e-44 * (1 + convolutions(cell)); }, convolutions);
    CHECK(user_error_of([&] { toaster.train(); }).starts_with("the value 1e-44 is beyond"));
}

TEST_CASE("fewer networks than folds are refused") {
    Toaster toaster;
    toaster.scratch.write("t.csv", "arch,energy,std\n000003,1,1\n000030,2,1\n000300,3,1\n");
    toaster.options.split.folds = 5;
    CHECK(user_error_of([&] {
              toaster.train();
          }).starts_with("--folds asks for 5 folds of 3 different networks"));
}

TEST_CASE("members are trained on folds of their own, and the mean of them answers") {
    Toaster toaster;
    toaster.options.training.family = "linear";
    toaster.options.members = 3;
    toaster.options.split.folds = 3;
    const FitResult result = toaster.train();
    REQUIRE(result.model.members.size() == 3);
    const RowNumbers test = splits_of(toaster)[0].test;
    const std::vector<double> first = predictions_of(toaster, result.model, 0, test);
    const std::vector<double> second = predictions_of(toaster, result.model, 1, test);
    const std::vector<double> third = predictions_of(toaster, result.model, 2, test);
    CHECK(first != second);
    CHECK(first != third);
    std::vector<double> means(test.size());
    for (std::size_t r = 0; r < means.size(); ++r)
        means[r] = (first[r] + second[r] + third[r]) / 3;
    CHECK(result.parts[2].agreement.rmse ==
          doctest::Approx(agreement(measurements_of(toaster, test), means).rmse));
    CHECK(nlohmann::json::parse(result.report)["members"].size() == 3);
}

TEST_CASE("with as many members as folds, each row but the test's is predicted once, by who did not see it") {
    Toaster toaster;
    toaster.options.training.family = "linear";
    toaster.options.members = 4;
    toaster.options.split.folds = 4;
    const FitResult result = toaster.train();
    const std::vector<Split> splits = splits_of(toaster);
    std::vector<double> measured, predicted;
    for (std::size_t m = 0; m < 4; ++m) {
        const auto append = [](std::vector<double>& all, const std::vector<double>& more) {
            all.insert(all.end(), more.begin(), more.end());
        };
        append(measured, measurements_of(toaster, splits[m].validation));
        append(predicted, predictions_of(toaster, result.model, m, splits[m].validation));
    }
    CHECK(measured.size() == Toaster::cells - 1 - splits[0].test.size());
    CHECK(result.parts[1].rows == measured.size());
    CHECK(result.parts[0].rows == measured.size());
    const Agreement by_hand = agreement(measured, predicted);
    CHECK(result.parts[1].agreement.rmse == doctest::Approx(by_hand.rmse));
    CHECK(result.parts[1].agreement.kendall_tau == doctest::Approx(by_hand.kendall_tau));
    CHECK(result.parts[1].agreement.rmse > result.parts[0].agreement.rmse);
}

TEST_CASE("members that would all be the same are refused, those that boosting's lots tell apart are not") {
    Toaster toaster;
    toaster.options.members = 2;
    CHECK(user_error_of([&] { toaster.train(); }) ==
          "--members 2 would all be the same predictor; give --folds, so that each is validated by another "
          "fold, or --subsample or --colsample below 1");
    toaster.options.training.boosting.subsample = 0.7;
    toaster.options.training.boosting.rounds = 5;
    const FitResult result = toaster.train();
    const RowNumbers test = splits_of(toaster)[0].test;
    CHECK(predictions_of(toaster, result.model, 0, test) != predictions_of(toaster, result.model, 1, test));
    toaster.options.training.family = "linear";
    CHECK(user_error_of([&] { toaster.train(); }).ends_with("is validated by another fold"));
}

TEST_CASE(
    "a Gaussian process sees choices, says how sure it is, and is refused where it would cost too much") {
    Toaster toaster;
    toaster.options.training.family = "gaussian-process";
    toaster.options.split.test_fraction = 0.05;
    toaster.options.split.validation_fraction = 0;
    CHECK(user_error_of([&] { toaster.train(); }).find(" rows costs the cube of them") != std::string::npos);
    toaster.options.split.test_fraction = 0.9;
    const FitResult result = toaster.train();
    CHECK(result.model.members[0].feature_groups == "choices");
    CHECK(result.model.members[0].features == 6);
    CHECK(result.parts[2].agreement.kendall_tau > 0.85);
    const auto report = nlohmann::json::parse(result.report);
    CHECK(report["members"][0]["process"]["rows"] == result.parts[0].rows);
    CHECK(report["options"]["features"] == "choices");
    toaster.options.features = "choices+costs";
    CHECK(user_error_of([&] { toaster.train(); }) == "a Gaussian process sees choices; leave out --features");
}

TEST_CASE("the spread of repeated measurements is learnt where it is above 0, by a predictor of its own") {
    Toaster toaster;
    toaster.options.training.family = "linear";
    toaster.options.members = 2;
    toaster.options.split.folds = 2;
    toaster.write_table(convolutions, [](ArchitectureView cell) {
        return cell[0] == 4 ? 0.0 : std::exp(0.5 * convolutions(cell)) / 10;
    });
    CHECK_FALSE(toaster.train().model.spread.has_value());
    const FitResult result = toaster.train_with_spread();
    REQUIRE(result.model.spread.has_value());
    CHECK(result.model.spread->link == Link::logarithm);
    CHECK(result.spread_parts[2].rows > 100);
    CHECK(result.spread_parts[2].agreement.kendall_tau > 0.9);
    const auto report = nlohmann::json::parse(result.report);
    CHECK(report["spread"]["metric"] == "energy.std@toaster");
    // Cell 7 k begins with 4 where k modulo 5 is 2: 2, 7, ... 2232.
    CHECK(report["spread"]["data"]["rows"] == 2233 - 447);
    CHECK(report["spread"]["data"]["rows_without_value"] == 447);
    CHECK(report["spread"]["members"].size() == 1);
    CHECK(report["spread"]["test"]["kendall_tau"] == result.spread_parts[2].agreement.kendall_tau);
}

TEST_CASE("the report keeps the features' groups and every option, so that the training can be repeated") {
    Toaster toaster;
    toaster.options.features = "choices+costs";
    toaster.options.training.boosting.rounds = 20;
    const FitResult result = toaster.train();
    const auto report = nlohmann::json::parse(result.report);
    CHECK(result.model.members[0].feature_groups == "choices+costs");
    CHECK(report["options"]["features"] == "choices+costs");
    CHECK(report["members"][0]["features"] == 12);
    FitOptions again;
    OptionTable table;
    bind(table, again);
    for (const auto& [name, value] : report["options"].items())
        table.assign({name, value.is_string() ? value.get<std::string>() : value.dump(), {}});
    toaster.options = again;
    CHECK(model_to_binary(toaster.train().model) == model_to_binary(result.model));
}
