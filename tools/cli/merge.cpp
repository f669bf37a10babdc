// archfront merge: the shards of one experiment into one results directory.
#include <iostream>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "experiments/execute.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/finish.hpp"

namespace archfront {
namespace {

int run_merge(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()(
        "folder", options::value<std::vector<std::string>>()->required()->composing()->value_name("DIR"),
        "results directories of the shards (all in one directory is fine too)")(
        "out", options::value<std::string>()->value_name("DIR"),
        "where the whole goes (default: the first directory)")(
        "data", options::value<std::string>()->value_name("DIR[:DIR...]"),
        "where upstream files lie, as for 'run'");
    options::variables_map values;
    if (!parse_arguments("merge", arguments, description, "folder", -1, values)) return 0;

    std::vector<std::filesystem::path> folders;
    std::string resolved;
    for (const std::string& folder : values["folder"].as<std::vector<std::string>>()) {
        folders.emplace_back(folder);
        const std::string text = to_yaml(read_yaml(folders.back() / "experiment.yaml"));
        if (resolved.empty()) resolved = text;
        if (text != resolved) {
            throw UserError("'" + folder + "' holds another experiment than '" + folders[0].string() +
                            "'; merge joins shards of one, 'archfront compare' compares several");
        }
    }
    const DataPath data =
        DataPath::from_environment(values.count("data") > 0 ? values["data"].as<std::string>() : "");
    const Plan plan = make_plan(parse_experiment(read_yaml(folders[0] / "experiment.yaml")), data);
    std::vector<StudyCell> cells = collect(plan, folders);

    const std::filesystem::path out =
        values.count("out") > 0 ? values["out"].as<std::string>() : folders[0].string();
    std::error_code error;
    std::filesystem::create_directories(out, error);
    if (error)
        throw UserError("cannot make '" + out.string() + "': " + error.message() + "; give another --out");
    write_file_atomically(out / "experiment.yaml", resolved);
    finish_study(plan, std::move(cells), out, "archfront merge " + join(arguments, " "));
    return 0;
}

const Registration<Command> registration{
    {{.name = "merge",
      .summary = "join the shards of one experiment into one results directory",
      .citation = "merge DIR... [--out DIR]",
      .file = __FILE__},
     run_merge}};

}  // namespace
}  // namespace archfront
