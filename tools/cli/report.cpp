// archfront report: a results directory as a page, tables and figures.
#include <iostream>
#include <set>

#include "experiments/execute.hpp"
#include "experiments/style.hpp"
#include "results/read_study.hpp"
#include "results/report/write_report.hpp"
#include "results/sha256.hpp"
#include "tools/cli/figure_pdfs.hpp"

namespace archfront {
namespace {

bool interrupted(const std::filesystem::path& folder) {
    std::error_code error;
    return !std::filesystem::exists(folder / "manifest.json", error) &&
           std::filesystem::exists(folder / "experiment.yaml", error) &&
           std::filesystem::exists(folder / "log", error);
}

/// What a run that was interrupted has finished for every device and optimiser.
StoredStudy read_interrupted(const std::filesystem::path& folder, const DataPath& data) {
    Plan plan = make_plan(parse_experiment(read_yaml(folder / "experiment.yaml")), data);
    std::vector<StudyCell> cells = collect_finished(plan, folder);
    if (cells.empty()) {
        throw UserError(
            "the run in '" + folder.string() +
            "' was interrupted before any seed was finished on every device; go on with 'archfront run " +
            (folder / "experiment.yaml").string() + " --out " + folder.string() + " --resume'");
    }
    std::set<std::uint64_t> seeds;
    for (const StudyCell& cell : cells)
        seeds.insert(cell.seed);
    StoredStudy stored;
    stored.notes.push_back(
        "this run was interrupted: " + std::to_string(seeds.size()) + " of " +
        std::to_string(plan.seeds.size()) +
        " seeds are finished for every optimiser on every device, and only they are shown");
    std::erase_if(plan.seeds, [&](std::uint64_t seed) { return !seeds.contains(seed); });
    stored.ends = {{"finished", cells.size()}};
    stored.version = ARCHFRONT_VERSION;
    stored.manifest.command = "not finished; see experiment.yaml";
    for (const std::filesystem::path& file : plan.data_files)
        stored.manifest.data_files.push_back({file, sha256_of_file(file)});
    stored.study = make_study(plan, std::move(cells));
    return stored;
}

int run_report(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("folder", options::value<std::string>()->required()->value_name("DIR"),
                              "results directory that 'archfront run' or 'merge' wrote")(
        "out", options::value<std::string>()->value_name("DIR"),
        "where the report goes (default: DIR/report, or DIR/report-STYLE)")(
        "style", options::value<std::string>()->value_name("NAME"),
        "a paper's own figures and tables instead, see 'archfront list styles'");
    add_metric_options(description);
    add_pdf_option(description);
    options::variables_map values;
    if (!parse_arguments("report", arguments, description, "folder", 1, values)) return 0;
    check_pdf_option(values);
    const std::filesystem::path folder = values["folder"].as<std::string>();
    const std::string style = values.count("style") > 0 ? values["style"].as<std::string>() : "";
    if (!style.empty()) Registry<StylePlugin>::instance().at(style);  // before anything is read
    const std::filesystem::path out = values.count("out") > 0
                                          ? std::filesystem::path(values["out"].as<std::string>())
                                          : folder / (style.empty() ? "report" : "report-" + style);
    const MetricContext context = metric_context(values, nullptr);
    const StoredStudy stored =
        interrupted(folder) ? read_interrupted(folder, context.data) : read_study(folder);
    for (const std::string& note : stored.notes)
        std::cerr << "note: " << note << "\n";
    write_report(style.empty() ? full_report(stored, context) : styled_report(style, stored, context), out);
    write_pdfs(values, out);
    std::cout << "report: " << (out / "index.html").string() << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "report",
      .summary = "results as an offline web page, LaTeX tables and figures",
      .citation = "report DIR [--style NAME] [--out DIR]",
      .file = __FILE__},
     run_report}};

}  // namespace
}  // namespace archfront
