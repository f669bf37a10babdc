// archfront export: a study's fronts for other tools.
#include <iostream>
#include <map>

#include "results/export_fronts.hpp"
#include "results/read_study.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

using Export = void (*)(const Study& study, const std::filesystem::path& dir);
const std::map<std::string, Export> formats = {
    {"csv", export_csv}, {"jmetal", export_jmetal}, {"moocore", export_moocore}};

int run_export(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("folder", options::value<std::string>()->required()->value_name("DIR"),
                              "results directory that 'archfront run' or 'merge' wrote")(
        "format", options::value<std::string>()->required()->value_name("NAME"),
        "csv (fronts.csv, one tidy table), jmetal (OPTIMIZER/DEVICE/FUN0.tsv, VAR0.tsv, ...) or moocore "
        "(DEVICE/OPTIMIZER.dat, a set for each run)")(
        "out", options::value<std::string>()->required()->value_name("DIR"),
        "where the files go; made if missing");
    options::variables_map values;
    if (!parse_arguments("export", arguments, description, "folder", 1, values)) return 0;
    const auto format = formats.find(values["format"].as<std::string>());
    if (format == formats.end()) {
        std::vector<std::string> names;
        for (const auto& [name, write] : formats)
            names.push_back(name);
        throw UserError("--format: " + unknown_name("format", values["format"].as<std::string>(), names));
    }
    const std::filesystem::path out = values["out"].as<std::string>();
    format->second(read_study(values["folder"].as<std::string>()).study, out);
    std::cout << "exported: " << out.string() << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "export",
      .summary = "the fronts of all runs as a table, or as files of jMetal or moocore",
      .citation = "export DIR --format csv|jmetal|moocore --out DIR",
      .file = __FILE__},
     run_export}};

}  // namespace
}  // namespace archfront
