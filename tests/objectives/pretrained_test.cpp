#include <doctest/doctest.h>

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/csv.hpp"
#include "engine/embedded.hpp"
#include "engine/text.hpp"
#include "objectives/feature_map.hpp"
#include "objectives/fit.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace archfront {
std::span<const EmbeddedFile> pretrained_models();  // generated
}

namespace {

struct Pretrained {
    std::string name;
    Model model;
    nlohmann::json report;
};

std::vector<Pretrained> all_pretrained() {
    std::vector<Pretrained> all;
    for (const EmbeddedFile& file : pretrained_models()) {
        std::string name(file.name);
        const std::string report = std::string(ARCHFRONT_SOURCE_DIR "/objectives/") +
                                   name.substr(0, name.size() - std::string(".model").size()) +
                                   ".report.json";
        all.push_back(
            {name, parse_model(file.bytes, name), nlohmann::json::parse(read_text_file(report, 1 << 20))});
    }
    return all;
}

/// Measured anew on the data it was trained on, a shipped surrogate is what its report says.
std::vector<std::string> differences_from_report(const Pretrained& pretrained, MetricCatalogue& catalogue) {
    const std::filesystem::path folder = shared_data() / "Accel-NASBench/configs/data_splits/default_split";
    SplitOptions lists;
    for (const auto& [part, file] :
         {std::pair("train", &lists.train), std::pair("validation", &lists.validation),
          std::pair("test", &lists.test)}) {
        if (pretrained.report["lists"].contains(part))
            *file = folder / pretrained.report["lists"][part]["name"].get<std::string>();
    }
    return check_fit(pretrained.model, pretrained.report.dump(), lists, catalogue).differences;
}

}  // namespace

TEST_CASE("every shipped surrogate computes the bits its report was written with") {
    const std::vector<Pretrained> all = all_pretrained();
    CHECK(all.size() == 165);
    std::map<std::string, std::shared_ptr<const SearchSpace>> spaces;
    for (const Pretrained& pretrained : all) {
        CAPTURE(pretrained.name);
        auto& space = spaces[pretrained.model.header.space];
        if (space == nullptr) space = make_space(pretrained.model.header.space);
        CHECK(pretrained.report["prediction_checksum"] ==
              hexadecimal(prediction_checksum(pretrained.model, space)));
        CHECK(pretrained.report["metric"]["id"] == pretrained.model.header.info.id);
        const auto& members = pretrained.model.members;
        REQUIRE(pretrained.report["members"].size() == members.size());
        for (std::size_t m = 0; m < members.size(); ++m)
            CHECK(pretrained.report["members"][m]["trees"] == members[m].forest.trees());
    }
}

TEST_CASE("without any data, each benchmark's spaces have surrogates on its devices") {
    const auto devices = [](const char* space, const char* metric) {
        MetricContext context;
        context.space = make_space(space);
        return MetricCatalogue(std::move(context)).devices(metric).size();
    };
    CHECK(devices("nas-bench-201", "latency") == 27);
    CHECK(devices("fbnet", "latency") == 27);
    CHECK(devices("ofa-mobilenetv3", "latency") == 12);
    CHECK(devices("mnasnet", "throughput") == 6);
    CHECK(devices("mnasnet", "latency") == 2);
    for (const char* space : {"gpt-s", "gpt-m", "gpt-l"}) {
        CHECK(devices(space, "latency") == 13);
        CHECK(devices(space, "energy") == 13);
    }
}

TEST_CASE("accuracy on three data sets is offered without any data") {
    MetricContext context;
    context.space = make_space("nas-bench-201");
    MetricCatalogue catalogue(std::move(context));
    CHECK(catalogue.open("latency@raspi4")->info().kind == SourceKind::surrogate);
    for (const char* metric :
         {"validation_accuracy.cifar10", "valtest_accuracy.cifar100", "valtest_accuracy.ImageNet16-120"}) {
        CHECK(catalogue.open(metric)->info().source == "pretrained");
        CHECK(catalogue.open(metric)->info().direction == Direction::maximise);
    }
}

TEST_CASE("the reports of surrogates trained on upstream's data follow from it") {
    if (!have_data("HELP") || !have_data("Accel-NASBench") || !have_data("tables/hwgpt_s.csv.gz")) return;
    std::map<std::string, std::unique_ptr<MetricCatalogue>> catalogues;
    std::size_t number = 0;
    for (const Pretrained& pretrained : all_pretrained()) {
        // Every eighth, for time.
        if (pretrained.report["data"]["source"] == "runs" || number++ % 8 != 0) continue;
        auto& catalogue = catalogues[pretrained.model.header.space];
        if (catalogue == nullptr)
            catalogue = std::make_unique<MetricCatalogue>(data_catalogue(pretrained.model.header.space));
        CHECK(differences_from_report(pretrained, *catalogue) == std::vector<std::string>{});
    }
}

TEST_CASE("the reports of the shipped accuracies follow from the data") {
    const std::string runs_file = "tables/nb201_accuracy_per_seed_200ep.csv.gz";
    if (!have_data(runs_file)) return;
    // The runs name architectures by index, another table knows their strings.
    CsvReader names(shared_data() / "tables/nb201_help_latency.csv.gz");
    std::vector<std::string> architectures;
    while (names.next())
        architectures.emplace_back(names.field(names.column("arch_str")));
    CsvReader runs(shared_data() / runs_file);
    std::string joined = "arch_str,cifar10_valid_acc,cifar100_valtest_acc,ImageNet16-120_valtest_acc\n";
    while (runs.next()) {
        joined += architectures.at(static_cast<std::size_t>(*parse_integer(runs.field(0))));
        for (const std::size_t column : {2, 3, 4})
            joined += "," + std::string(runs.field(column));
        joined += "\n";
    }
    const ScratchFolder scratch;
    scratch.write("runs.csv", joined);
    MetricContext context;
    context.space = make_space("nas-bench-201");
    context.tables = {read_yaml(scratch.write(
        "runs.yaml",
        "table: runs.csv\nspace: nas-bench-201\nsource: runs\narchitecture: arch_str\nduplicates: "
        "mean\nmetrics:\n"
        "  cifar10_valid_acc: {metric: validation_accuracy.cifar10, unit: '%', direction: maximise}\n"
        "  '{dataset}_valtest_acc': {metric: 'valtest_accuracy.{dataset}', unit: '%', direction: "
        "maximise}\n"))};
    MetricCatalogue catalogue(std::move(context));
    for (const Pretrained& pretrained : all_pretrained()) {
        if (pretrained.report["data"]["source"] != "runs") continue;
        CAPTURE(pretrained.name);
        // The same values in a file of another name.
        for (const std::string& difference : differences_from_report(pretrained, catalogue))
            CHECK(difference.starts_with("the data of 'runs' changed: its files were"));
    }
}

TEST_CASE("a shipped surrogate's metric has the report of its training, its uncertainty has none") {
    MetricContext context;
    context.space = make_space("mnasnet");
    MetricCatalogue catalogue(context);
    const auto report = nlohmann::json::parse(catalogue.open("accuracy", "pretrained")->training_report());
    CHECK(report.at("space") == "mnasnet");
    CHECK(report.at("metric").at("id") == "accuracy");
    CHECK(catalogue.open("accuracy.uncertainty")->training_report().empty());
    CHECK(catalogue.open("macs")->training_report().empty());
}
