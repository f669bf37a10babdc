// archfront export: a study's fronts for other tools.
#include <iostream>

#include "results/export_fronts.hpp"
#include "results/read_study.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

int run_export(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("folder", options::value<std::string>()->required()->value_name("DIR"),
                              "results directory that 'archfront run' or 'merge' wrote")(
        "format", options::value<std::string>()->required()->value_name("NAME"),
        "moocore (DEVICE/OPTIMIZER.dat, a set for each run) or jmetal (OPTIMIZER/DEVICE/FUN0.tsv, VAR0.tsv, "
        "...)")("out", options::value<std::string>()->required()->value_name("DIR"),
                "where the files go; made if missing");
    options::variables_map values;
    if (!parse_arguments("export", arguments, description, "folder", 1, values)) return 0;
    const std::string& format = values["format"].as<std::string>();
    const std::filesystem::path out = values["out"].as<std::string>();
    if (format != "moocore" && format != "jmetal")
        throw UserError("--format: " + unknown_name("format", format, {"moocore", "jmetal"}));
    const StoredStudy stored = read_study(values["folder"].as<std::string>());
    if (format == "moocore") {
        export_moocore(stored.study, out);
    } else {
        export_jmetal(stored.study, out);
    }
    std::cout << "exported: " << out.string() << "\n";
    return 0;
}

const Registration<Command> registration{{{.name = "export",
                                           .summary = "the fronts of all runs as files of moocore or jMetal",
                                           .citation = "export DIR --format moocore|jmetal --out DIR",
                                           .file = __FILE__},
                                          run_export}};

}  // namespace
}  // namespace archfront
