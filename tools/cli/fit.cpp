// archfront fit: trains a surrogate of one metric from measurements, or measures one anew. The options of the
// training document and check themselves, so this file only passes them on.
#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

#include "engine/file.hpp"
#include "objectives/fit_search.hpp"
#include "objectives/training_file.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

constexpr const char* synopsis =
    "fit --space S --metric M [--source SRC] [--table FILE] --out MODEL.json|.model  (or fit --check MODEL)";

void print_parts(const std::string& title, const FitParts& parts) {
    std::array<char, 160> line;
    std::snprintf(line.data(), line.size(), "%-11s %6s %10s %10s %8s %8s %8s\n", "part", "rows", "MAE",
                  "RMSE", "R2", "tau-b", "Spearman");
    std::cout << title << "\n" << line.data();
    for (const FitPart& part : parts) {
        if (part.rows == 0) continue;
        const Agreement& a = part.agreement;
        std::snprintf(line.data(), line.size(), "%-11s %6zu %10.4g %10.4g %8.4f %8.4f %8.4f\n",
                      part.name.c_str(), part.rows, a.mae, a.rmse, a.r2, a.kendall_tau, a.spearman);
        std::cout << line.data();
    }
}

void print_model(const Model& model, const FitParts& parts, const FitParts& spread_parts) {
    std::size_t trees = 0;
    for (const Predictor& member : model.members)
        trees += member.forest.trees();
    const MetricInfo& info = model.header.info;
    const std::string members =
        model.members.size() > 1 ? std::to_string(model.members.size()) + " members, " : "";
    print_parts(info.id + " [" + info.unit + "], " + members + std::to_string(trees) + " trees", parts);
    if (model.spread)
        print_parts("standard deviation of repeated measurements [" + info.unit + "]", spread_parts);
}

void print_round(std::size_t trees, double rmse) {
    if (trees % 100 == 0) std::cerr << "archfront: " << trees << " trees, validation RMSE " << rmse << "\n";
}

void print_try(std::size_t number, double tau, bool is_best) {
    std::cerr << "archfront: configuration " << number << ", validation tau-b " << tau
              << (is_best ? ", the best yet" : "") << "\n";
}

options::options_description describe_options() {
    options::options_description description("options");
    description.add_options()("space", options::value<std::string>(), "search space")(
        "metric", options::value<std::string>(), "metric to learn, as in 'archfront list metrics'")(
        "source", options::value<std::string>()->default_value(""), "which source's values to learn")(
        "out", options::value<std::string>()->value_name("FILE"),
        "model file: .json, or .model for the compact form; the report is written beside it")(
        "check", options::value<std::string>()->value_name("MODEL"),
        "measure this model anew on the rows its report names, and say what differs")(
        "options", options::value<std::string>()->value_name("FILE"),
        "options of the training from a YAML file or a ConfigSpace file of boosted trees; those given here "
        "win")("search", options::value<std::size_t>()->default_value(1)->value_name("N"),
               "try N configurations, the one given here and others near it, and keep the best on the "
               "validation part; with "
               "--members M, up to M whose mean is best")(
        "spread", options::value<std::string>()->implicit_value("")->value_name("SRC"),
        "learn the standard deviation of repeated measurements (NAME.std), too; its values come from SRC, "
        "else from "
        "the metric's own source")("name", options::value<std::string>()->default_value(FitOptions().name),
                                   "the model's source name in results");
    add_metric_options(description);
    return description;
}

options::options_description describe_lists() {
    options::options_description lists("lists of networks, one a line, that make up a part");
    const auto list = [] { return options::value<std::string>()->value_name("FILE"); };
    lists.add_options()("train", list(), "what trains; nothing else does")(
        "validation", list(), "what validates")("test", list(), "what tests");
    return lists;
}

SplitOptions lists_of(const options::variables_map& values) {
    SplitOptions lists;
    if (values.count("train") > 0) lists.train = values["train"].as<std::string>();
    if (values.count("validation") > 0) lists.validation = values["validation"].as<std::string>();
    if (values.count("test") > 0) lists.test = values["test"].as<std::string>();
    return lists;
}

const std::string& required(const options::variables_map& values, const char* name) {
    if (values.count(name) == 0)
        throw UserError("--" + std::string(name) + " is missing; see 'archfront fit --help'");
    return values[name].as<std::string>();
}

/// The report within a .json model, or beside a .model.
std::string report_of(const fs::path& model, const std::string& bytes) {
    std::string within = report_of_model(bytes, model.string());
    if (!within.empty()) return within;
    return read_model_file(fs::path(model).replace_extension(".report.json"));
}

/// The rest is for training, which the report says all about.
void refuse_training_options(const options::variables_map& values) {
    const std::array<std::string_view, 7> read = {"check", "train", "validation", "test",
                                                  "data",  "table", "model"};
    for (const auto& [name, value] : values) {
        if (!value.defaulted() && std::ranges::find(read, name) == read.end())
            throw UserError("--" + name + " does not go with --check; leave it out");
    }
}

int check(const options::variables_map& values) {
    refuse_training_options(values);
    const fs::path file = values["check"].as<std::string>();
    const std::string bytes = read_model_file(file);
    const Model model = parse_model(bytes, file.string());
    MetricCatalogue catalogue(metric_context(values, make_space(model.header.space)));
    const FitCheck check = check_fit(model, report_of(file, bytes), lists_of(values), catalogue);
    print_model(model, check.parts, check.spread_parts);
    for (const std::string& difference : check.differences)
        std::cerr << "archfront: " << difference << "\n";
    if (!check.differences.empty()) throw RunError("'" + file.string() + "' is not what its report says");
    std::cout << "as reported\n";
    return 0;
}

int run(const std::vector<std::string>& arguments) {
    FitOptions fit_options;
    OptionTable table;
    bind(table, fit_options);
    options::options_description description = describe_options();
    options::options_description training("training");
    for (const OptionDescription& option : table.describe()) {
        training.add_options()(option.name.c_str(),
                               options::value<std::string>()->default_value(option.value),
                               (option.summary + " (" + option.type + ")").c_str());
    }
    description.add(describe_lists()).add(training);
    options::variables_map values;
    if (!parse_arguments("fit", arguments, description, "", 0, values)) return 0;
    if (values.count("check") > 0) return check(values);

    if (values.count("options") > 0) table.assign(read_training_file(values["options"].as<std::string>()));
    for (const OptionDescription& option : table.describe()) {
        if (!values[option.name].defaulted())
            table.assign({option.name, values[option.name].as<std::string>(), {}});
    }
    const SplitOptions lists = lists_of(values);
    fit_options.split.train = lists.train;
    fit_options.split.validation = lists.validation;
    fit_options.split.test = lists.test;
    fit_options.name = values["name"].as<std::string>();

    const fs::path out = required(values, "out");
    const bool binary = out.extension() == ".model";
    if (!binary && out.extension() != ".json")
        throw UserError("--out '" + out.string() + "' ends neither in .json nor in .model");
    const auto space = make_space(required(values, "space"));
    MetricCatalogue catalogue(metric_context(values, space));
    const auto source = catalogue.open(required(values, "metric"), values["source"].as<std::string>());
    std::shared_ptr<const MetricSource> spread;
    if (values.count("spread") > 0) {
        const auto& from = values["spread"].as<std::string>();
        spread = catalogue.open(metric_variant(source->info().id, "std"),
                                from.empty() ? source->info().source : from);
    }
    const auto configurations = values["search"].as<std::size_t>();
    if (configurations < 1 || configurations > 10'000) throw UserError("--search is not from 1 to 10,000");
    const FitResult result =
        configurations > 1 ? fit_search(space, *source, spread.get(), fit_options, configurations, print_try)
                           : fit(space, *source, spread.get(), fit_options, print_round);
    write_file_atomically(
        out, binary ? model_to_binary(result.model) : model_to_json(result.model, result.report));
    write_file_atomically(fs::path(out).replace_extension(".report.json"), result.report);
    print_model(result.model, result.parts, result.spread_parts);
    return 0;
}

const Registration<Command> registration{{{.name = "fit",
                                           .summary = "train a surrogate of a metric from measurements",
                                           .citation = synopsis,
                                           .file = __FILE__},
                                          run}};

}  // namespace
}  // namespace archfront
