// archfront report: a results directory as a page, tables and figures.
#include <iostream>

#include "results/read_study.hpp"
#include "results/report/write_report.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

int run_report(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("folder", options::value<std::string>()->required()->value_name("DIR"),
                              "results directory that 'archfront run' or 'merge' wrote")(
        "out", options::value<std::string>()->value_name("DIR"),
        "where the report goes (default: DIR/report)");
    options::variables_map values;
    if (!parse_arguments("report", arguments, description, "folder", 1, values)) return 0;
    const std::filesystem::path folder = values["folder"].as<std::string>();
    const std::filesystem::path out =
        values.count("out") > 0 ? std::filesystem::path(values["out"].as<std::string>()) : folder / "report";
    write_report(read_study(folder), out);
    std::cout << "report: " << (out / "index.html").string() << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "report",
      .summary = "results as an offline web page, LaTeX tables and figures",
      .citation = "report DIR [--out DIR]",
      .file = __FILE__},
     run_report}};

}  // namespace
}  // namespace archfront
