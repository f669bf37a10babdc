// archfront compare: several results as one comparison, those of other tools among them.
#include <iostream>

#include "engine/text.hpp"
#include "results/combine.hpp"
#include "results/import_points.hpp"
#include "results/report/across_report.hpp"
#include "results/write_study.hpp"
#include "tools/cli/figure_pdfs.hpp"

namespace archfront {
namespace {

/// The last parts of the folders' paths, as many as tell them apart.
std::vector<std::string> short_names(const std::vector<std::string>& folders) {
    std::vector<std::string> names;
    for (const std::string& folder : folders) {
        const std::filesystem::path path =
            std::filesystem::path(folder + "/").lexically_normal().parent_path();
        const std::string name = path.filename().string();
        names.push_back(name.empty() || name.front() == '.' ? path.string() : name);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = i + 1; j < names.size(); ++j) {
            if (names[i] == names[j]) return folders;
        }
    }
    return names;
}

int run_compare(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()(
        "folder", options::value<std::vector<std::string>>()->required()->composing()->value_name("DIR"),
        "results directories of the same space, metrics and sources; behind the first also files of other "
        "tools: CSV with "
        "the metrics as columns (and device, optimizer, seed), jMetal's FUN, moocore's sets")(
        "out", options::value<std::string>()->default_value("comparison")->value_name("DIR"),
        "where the combined results and their report go")(
        "across", options::bool_switch(),
        "studies of different problems: what their optimisers have in common, each device of each study "
        "counting as "
        "one problem");
    add_pdf_option(description);
    options::variables_map values;
    if (!parse_arguments("compare", arguments, description, "folder", -1, values)) return 0;
    check_pdf_option(values);
    const auto folders = values["folder"].as<std::vector<std::string>>();
    const std::vector<std::string> names = short_names(folders);
    const std::filesystem::path out = values["out"].as<std::string>();
    if (std::filesystem::exists(out / "experiment.yaml") || std::filesystem::exists(out / "log"))
        throw UserError("'" + out.string() + "' holds a run of its own; give another --out");

    if (values["across"].as<bool>()) {
        std::vector<NamedStudy> problems;
        for (std::size_t i = 0; i < folders.size(); ++i)
            problems.push_back({names[i], read_study(folders[i])});
        write_report(across_report(std::move(problems)), out / "report");
        write_pdfs(values, out / "report");
        std::cout << "report: " << (out / "report/index.html").string() << "\n";
        return 0;
    }
    std::vector<NamedStudy> studies;
    for (std::size_t i = 0; i < folders.size(); ++i)
        studies.push_back({names[i], i > 0 && std::filesystem::is_regular_file(folders[i])
                                         ? import_points(folders[i], studies[0].stored)
                                         : read_study(folders[i])});
    StoredStudy combined = combine(studies);
    combined.manifest.command = "archfront compare " + join(arguments, " ");
    for (const std::string& note : combined.notes)
        std::cerr << "note: " << note << "\n";
    write_study(combined.study, combined.manifest, out);
    write_report(combined, out / "report");
    write_pdfs(values, out / "report");
    std::cout << "report: " << (out / "report/index.html").string() << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "compare",
      .summary = "several results, also of other tools, as one comparison and report",
      .citation = "compare DIR DIR|FILE... [--across] [--out DIR]",
      .file = __FILE__},
     run_compare}};

}  // namespace
}  // namespace archfront
