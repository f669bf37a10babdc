#include "objectives/fit_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "engine/text.hpp"
#include "objectives/surrogate.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

/// A table of every seventh cell of NAS-Bench-201; what it measures is the number of 3x3 convolutions, and a
/// bit more for one on edge 3<-0.
struct Fixture {
    ScratchFolder scratch;
    std::shared_ptr<const SearchSpace> space = make_space("nas-bench-201");
    MetricContext context;
    FitOptions options;

    Fixture() {
        std::string csv = "arch,energy\n";
        Architecture cell(space->width());
        for (std::uint64_t ordinal = 0; ordinal < *space->size(); ordinal += 7) {
            space->from_ordinal(ordinal, cell);
            const double energy =
                static_cast<double>(std::count(cell.begin(), cell.end(), 3)) + (cell[3] == 3 ? 0.25 : 0);
            csv += space->to_string(cell) + "," + (ordinal == 0 ? "nan" : format_number(energy)) + "\n";
        }
        scratch.write("t.csv", csv);
        context.space = space;
        context.tables = {
            read_yaml(scratch.write("d.yaml",
                                    "{table: t.csv, space: nas-bench-201, source: mine, "
                                    "architecture: arch, metrics: {energy: {metric: energy@toaster, "
                                    "unit: mJ, direction: minimise}}}"))};
        options.boosting.rounds = 200;
        options.boosting.learning_rate = 0.3;
        options.boosting.max_depth = 6;
    }

    FitResult train() const {
        MetricCatalogue catalogue(context);
        return fit(space, *catalogue.open("energy@toaster", "mine"), options);
    }
};

}  // namespace

TEST_CASE("a fitted surrogate knows networks it has not seen, and its report says how well") {
    const Fixture fixture;
    const FitResult result = fixture.train();
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
    Fixture fixture;
    const FitResult first = fixture.train();
    const FitResult again = fixture.train();
    CHECK(model_to_json(first.model, first.report) == model_to_json(again.model, again.report));
    CHECK(model_to_binary(first.model) == model_to_binary(again.model));
    CHECK(first.report == again.report);
    fixture.options.seed = 1;
    CHECK(model_to_binary(fixture.train().model) != model_to_binary(first.model));
}

TEST_CASE("isomorphic cells stay in one part, and every row is in exactly one") {
    const auto space = make_space("nas-bench-201");
    ArchitectureBatch cells(space->width());
    for (std::uint64_t ordinal = 0; ordinal < *space->size(); ++ordinal)
        space->from_ordinal(ordinal, cells.emplace_back());
    const auto parts = split_rows(*space, cells, {});
    space->canonicalise(cells, Equivalence::isomorphism);
    std::vector<int> times_used(cells.size(), 0);
    std::array<std::set<std::uint64_t>, 3> classes;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        for (const std::size_t row : parts[p]) {
            ++times_used[row];
            classes[p].insert(space->ordinal(cells[row]));
        }
    }
    CHECK(std::count(times_used.begin(), times_used.end(), 1) == 15'625);
    CHECK(classes[0].size() + classes[1].size() + classes[2].size() == 6'466);
    CHECK(parts[1].size() >= 1562);
    CHECK(parts[1].size() < 1700);
    CHECK(parts[2].size() >= 1562);
    CHECK(parts[2].size() < 1700);
}

TEST_CASE("without a test or validation part all rows are trained on") {
    Fixture fixture;
    fixture.options.test_fraction = 0;
    fixture.options.validation_fraction = 0;
    const FitResult result = fixture.train();
    CHECK(result.parts[0].rows == 2232);
    CHECK(result.model.predictor.forest.trees() == 200);
    CHECK_FALSE(nlohmann::json::parse(result.report).contains("test"));
}

TEST_CASE("what cannot be trained on is refused with a reason") {
    Fixture fixture;
    MetricCatalogue catalogue(fixture.context);
    CHECK(user_error_of([&] {
              fit(fixture.space, *catalogue.open("flops.cifar10"), {});
          }).find("no finite list of architectures") != std::string::npos);
    fixture.scratch.write("t.csv", "arch,energy\n000000,1\n000001,1\n");
    CHECK(user_error_of([&] { fixture.train(); }) == "");  // 10 % of two rows is none: both are for training
    fixture.options.test_fraction = 0.9;
    CHECK(user_error_of([&] { fixture.train(); }).starts_with("nothing is left to train on: 2 rows"));
    fixture.scratch.write("t.csv", "arch,energy\n000000,nan\n");
    CHECK(user_error_of([&] { fixture.train(); }).starts_with("nothing is left to train on: 0 rows"));
}

TEST_CASE("a model in a data directory is offered as a surrogate and answers as it was trained") {
    Fixture fixture;
    const FitResult result = fixture.train();
    fixture.scratch.write("models/toaster.json", model_to_json(result.model, result.report));
    fixture.scratch.write("models/toaster.report.json", result.report);
    fixture.context.data = DataPath({fixture.scratch.path()});
    MetricCatalogue catalogue(fixture.context);
    const auto source = catalogue.open("energy@toaster", "surrogate");
    CHECK(source->info().kind == SourceKind::surrogate);
    CHECK(catalogue.open("energy@toaster")->info().source == "mine");  // measured comes first
    const Architecture cell = fixture.space->parse("033000");
    double value = 0;
    source->evaluate(ArchitectureBatchView(cell), {&value, 1});
    CHECK(value == doctest::Approx(2).epsilon(0.05));

    fixture.scratch.write("models/twin.json", model_to_json(result.model, ""));
    CHECK(user_error_of([&] { MetricCatalogue twice(fixture.context); }).find("another --name") !=
          std::string::npos);
}

TEST_CASE("a linear model learns a sum over edges exactly, and trees learn the rest") {
    Fixture fixture;
    fixture.options.family = "linear";
    const FitResult linear = fixture.train();
    CHECK(linear.model.predictor.forest.trees() == 0);
    // But for cells beyond all that was trained on, which stay within its range.
    CHECK(linear.parts[2].agreement.mae < 0.02);
    CHECK(linear.parts[2].agreement.spearman > 0.97);
    CHECK(nlohmann::json::parse(linear.report)["options"]["family"] == "linear");
    fixture.options.family = "linear+forest";
    CHECK(fixture.train().parts[2].agreement.mae < 0.02);
}

TEST_CASE("a metric in a larger unit is learnt as well") {
    Fixture fixture;
    const double tau = fixture.train().parts[2].agreement.kendall_tau;
    std::string csv = "arch,energy\n";
    Architecture cell(6);
    for (std::uint64_t ordinal = 0; ordinal < 15'625; ordinal += 7) {
        fixture.space->from_ordinal(ordinal, cell);
        const double energy =
            static_cast<double>(std::count(cell.begin(), cell.end(), 3)) + (cell[3] == 3 ? 0.25 : 0);
        csv += fixture.space->to_string(cell) + "," + format_number(energy * 1e-7) + "\n";
    }
    fixture.scratch.write("t.csv", csv);
    CHECK(fixture.train().parts[2].agreement.kendall_tau >= tau - 0.001);
}

TEST_CASE("a search keeps the configuration that is best on the validation part, and lists all") {
    Fixture fixture;
    fixture.options.boosting.rounds = 1;
    fixture.options.boosting.max_depth = 1;
    MetricCatalogue catalogue(fixture.context);
    const auto source = catalogue.open("energy@toaster", "mine");
    std::vector<double> taus;
    const auto observe = [&](std::size_t, double tau, bool) { taus.push_back(tau); };
    const FitResult result = fit_search(fixture.space, *source, fixture.options, 6, observe);
    REQUIRE(taus.size() == 6);
    CHECK(taus[0] == fit(fixture.space, *source, fixture.options).parts[1].agreement.kendall_tau);
    CHECK(result.parts[1].agreement.kendall_tau == *std::max_element(taus.begin(), taus.end()));
    CHECK(*std::max_element(taus.begin(), taus.end()) > taus[0]);
    const auto report = nlohmann::json::parse(result.report);
    REQUIRE(report["search"].size() == 6);
    CHECK(report["search"][3]["validation_kendall_tau"] == taus[3]);
    CHECK(report == nlohmann::json::parse(fit_search(fixture.space, *source, fixture.options, 6).report));
    fixture.options.validation_fraction = 0;
    CHECK(user_error_of([&] {
              fit_search(fixture.space, *source, fixture.options, 2);
          }).starts_with("a search over configurations needs rows for validation"));
}

TEST_CASE("a link needs positive values, and its predictions are in the metric's own unit") {
    Fixture fixture;
    fixture.options.family = "linear";
    fixture.options.link = "reciprocal";
    CHECK(user_error_of([&] { fixture.train(); }) ==
          "--link reciprocal needs values above 0, but one is 0; use --link identity");
    std::string csv = "arch,energy\n";
    Architecture cell(6);
    for (std::uint64_t ordinal = 0; ordinal < 15'625; ordinal += 7) {
        fixture.space->from_ordinal(ordinal, cell);
        const auto convolutions = static_cast<double>(std::count(cell.begin(), cell.end(), 3));
        csv += fixture.space->to_string(cell) + "," + format_number(100 / (1 + convolutions)) + "\n";
    }
    fixture.scratch.write("t.csv", csv);
    CHECK(fixture.train().parts[2].agreement.mae < 0.05);
    fixture.options.link = "identity";
    CHECK(fixture.train().parts[2].agreement.mae > 1);
}

TEST_CASE("a batch of any size gets the same predictions") {
    const Fixture fixture;
    const auto source = make_surrogate_metric(fixture.train().model, fixture.space, "m");
    ArchitectureBatch cells(6);
    for (std::uint64_t ordinal = 0; ordinal < 3'000; ++ordinal)
        fixture.space->from_ordinal(ordinal * 5, cells.emplace_back());
    std::vector<double> together(cells.size());
    source->evaluate(cells, together);
    for (std::size_t r = 0; r < cells.size(); r += 37) {
        double alone = 0;
        source->evaluate(ArchitectureBatchView(cells[r]), {&alone, 1});
        CHECK(alone == together[r]);
    }
}

TEST_CASE("a model of other features than the space has now is refused") {
    const Fixture fixture;
    Model model = fixture.train().model;
    model.header.feature_names[0] += "x";
    CHECK(user_error_of([&] {
              make_surrogate_metric(model, fixture.space, "m.json");
          }).starts_with("m.json: was trained on other features"));
}
