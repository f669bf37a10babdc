// archfront fit: trains a surrogate of one metric from a table. The options of the training document and
// check themselves, so this file only passes them on.
#include "objectives/fit_search.hpp"

#include <array>
#include <cstdio>
#include <iostream>

#include "engine/file.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

constexpr const char* synopsis =
    "fit --space S --metric M [--source SRC] [--table FILE] --out MODEL.json|.model";

void print_parts(const FitResult& result) {
    std::array<char, 160> line;
    const std::string unit = result.model.header.info.unit;
    std::snprintf(line.data(), line.size(), "%-11s %6s %10s %10s %8s %8s %8s\n", "part", "rows", "MAE",
                  "RMSE", "R2", "tau-b", "Spearman");
    std::cout << result.model.header.info.id << " [" << unit << "], " << result.model.predictor.forest.trees()
              << " trees\n"
              << line.data();
    for (const FitPart& part : result.parts) {
        if (part.rows == 0) continue;
        const Agreement& a = part.agreement;
        std::snprintf(line.data(), line.size(), "%-11s %6zu %10.4g %10.4g %8.4f %8.4f %8.4f\n",
                      part.name.c_str(), part.rows, a.mae, a.rmse, a.r2, a.kendall_tau, a.spearman);
        std::cout << line.data();
    }
}

void print_round(std::size_t trees, double rmse) {
    if (trees % 100 == 0) std::cerr << "archfront: " << trees << " trees, validation RMSE " << rmse << "\n";
}

void print_try(std::size_t number, double tau, bool is_best) {
    std::cerr << "archfront: configuration " << number << ", validation tau-b " << tau
              << (is_best ? ", the best yet" : "") << "\n";
}

int run(const std::vector<std::string>& arguments) {
    FitOptions fit_options;
    OptionTable table;
    bind(table, fit_options);
    options::options_description description("options");
    description.add_options()("space", options::value<std::string>()->required(), "search space")(
        "metric", options::value<std::string>()->required(),
        "metric to learn, as in 'archfront list metrics'")(
        "source", options::value<std::string>()->default_value(""), "which source's values to learn")(
        "out", options::value<std::string>()->required()->value_name("FILE"),
        "model file: .json, or .model for the compact form; the report is written beside it")(
        "search", options::value<std::size_t>()->default_value(1)->value_name("N"),
        "try N configurations, the one given here and random ones, and keep the best on the validation part")(
        "name", options::value<std::string>()->default_value(fit_options.name),
        "the model's source name in results");
    add_metric_options(description);
    options::options_description training("training");
    for (const OptionDescription& option : table.describe()) {
        training.add_options()(option.name.c_str(),
                               options::value<std::string>()->default_value(option.value),
                               (option.summary + " (" + option.type + ")").c_str());
    }
    description.add(training);
    options::variables_map values;
    if (!parse_arguments("fit", arguments, description, "", 0, values)) return 0;
    for (const OptionDescription& option : table.describe())
        table.assign({option.name, values[option.name].as<std::string>(), {}});
    fit_options.name = values["name"].as<std::string>();

    const fs::path out = values["out"].as<std::string>();
    const bool binary = out.extension() == ".model";
    if (!binary && out.extension() != ".json")
        throw UserError("--out '" + out.string() + "' ends neither in .json nor in .model");
    const auto space = make_space(values["space"].as<std::string>());
    MetricCatalogue catalogue(metric_context(values, space));
    const auto source =
        catalogue.open(values["metric"].as<std::string>(), values["source"].as<std::string>());
    const auto configurations = values["search"].as<std::size_t>();
    const FitResult result = configurations > 1
                                 ? fit_search(space, *source, fit_options, configurations, print_try)
                                 : fit(space, *source, fit_options, print_round);
    write_file_atomically(
        out, binary ? model_to_binary(result.model) : model_to_json(result.model, result.report));
    write_file_atomically(fs::path(out).replace_extension(".report.json"), result.report);
    print_parts(result);
    return 0;
}

const Registration<Command> registration{{{.name = "fit",
                                           .summary = "train a surrogate of a metric from a table",
                                           .citation = synopsis,
                                           .file = __FILE__},
                                          run}};

}  // namespace
}  // namespace archfront
