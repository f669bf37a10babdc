// archfront data: upstream's files, listed, fetched and verified.
#include <iostream>

#include "engine/text.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/data.hpp"

namespace archfront {
namespace {

const std::filesystem::path& first_directory(const DataPath& data) {
    if (data.directories().empty())
        throw UserError("no data directory is known, because HOME is not set; give one with --data");
    return data.directories().front();
}

int run_data(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("action", options::value<std::string>()->required()->value_name("ACTION"),
                              "list: what exists, and what is found where; fetch: clone what is needed of an "
                              "upstream repository, or go on with it; verify: look for faults")(
        "name", options::value<std::string>()->default_value("")->value_name("NAME"),
        "one benchmark or source of metrics (fetch needs it)")(
        "from", options::value<std::string>()->value_name("ADDRESS"),
        "fetch: another address for git, also a folder")("json", options::bool_switch(),
                                                         "list, verify: print JSON");
    add_metric_options(description);
    options::variables_map values;
    if (!parse_arguments("data", arguments, description, "action name", 1, values)) return 0;

    const std::string action = values["action"].as<std::string>();
    const std::string name = values["name"].as<std::string>();
    const bool json = values["json"].as<bool>();
    if (values.count("from") > 0 && action != "fetch")
        throw UserError("--from goes with 'fetch' only; remove it");
    const MetricContext context = metric_context(values, nullptr);
    if (action == "list") return list_data(context.data, name, json);
    if (action == "verify") return verify_data(context, name, json);
    if (action != "fetch")
        throw UserError(unknown_name("action of 'data'", action, {"list", "fetch", "verify"}));
    if (json) throw UserError("--json goes with 'list' and 'verify' only; remove it");
    if (name.empty()) throw UserError("say what to fetch; 'archfront data list' shows what there is");
    const upstream::Benchmark& benchmark = upstream::benchmark(name);
    return fetch_data(
        benchmark,
        values.count("from") > 0 ? values["from"].as<std::string>() : std::string(benchmark.address),
        first_directory(context.data));
}

const Registration<Command> registration{
    {{.name = "data",
      .summary = "upstream's files: list what is there, fetch what is missing, verify what they hold",
      .citation = "data list|fetch|verify [NAME] [--data DIR[:DIR...]] [--from ADDRESS] [--json]",
      .file = __FILE__},
     run_data}};

}  // namespace
}  // namespace archfront
