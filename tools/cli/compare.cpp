// archfront compare: several results as one comparison, those of other tools among them.
#include <algorithm>
#include <iostream>

#include "engine/text.hpp"
#include "experiments/style.hpp"
#include "results/combine.hpp"
#include "results/import/format.hpp"
#include "results/import/import_points.hpp"
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

/// What --help says of the formats of other tools.
std::string known_formats() {
    std::string text;
    for (const ImportFormat& format : Registry<ImportFormat>::instance().entries())
        text += "\n- " + format.name + ": " + format.summary;
    return text;
}

std::vector<ColumnChoice> column_choices(const options::variables_map& values) {
    std::vector<ColumnChoice> choices;
    if (values.count("column") > 0) {
        for (const std::string& text : values["column"].as<std::vector<std::string>>())
            choices.push_back(parse_column_choice(text));
    }
    return choices;
}

bool is_results_directory(const std::filesystem::path& path) {
    std::error_code error;
    return std::filesystem::exists(path / "manifest.json", error) ||
           std::filesystem::exists(path / "log", error);
}

std::vector<NamedStudy> read_studies(const std::vector<std::string>& paths,
                                     const std::vector<std::string>& names,
                                     const std::vector<ColumnChoice>& choices) {
    std::vector<NamedStudy> studies;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const bool own = i == 0 || is_results_directory(paths[i]);
        studies.push_back(
            {names[i], own ? read_study(paths[i]) : import_points(paths[i], studies[0].stored, choices)});
    }
    return studies;
}

/// As results and their report.
void write_combined(const std::vector<NamedStudy>& studies, const std::string& command,
                    const MetricContext& context, const std::filesystem::path& out) {
    StoredStudy combined = combine(studies);
    for (const NamedStudy& study : studies) {
        for (const std::string& note : study.stored.notes)
            combined.notes.push_back(study.name + ": " + note);
    }
    combined.manifest.command = command;
    for (const std::string& note : combined.notes)
        std::cerr << "note: " << note << "\n";
    write_study(combined.study, combined.manifest, out);
    write_report(full_report(combined, context), out / "report");
}

int run_compare(const std::vector<std::string>& arguments) {
    const std::string folders_help =
        "results directories of the same space, metrics and sources; behind the first also files and "
        "folders of other tools:" +
        known_formats();
    options::options_description description("options");
    description.add_options()(
        "folder", options::value<std::vector<std::string>>()->required()->composing()->value_name("DIR"),
        folders_help.c_str())(
        "column", options::value<std::vector<std::string>>()->composing()->value_name("NAME=COLUMN"),
        "where the files of other tools have a metric, or device, optimizer, seed, architecture, feasible: "
        "a column's name, or its number in rows without names; NUMBER-COLUMN is that number minus the "
        "column (100-error: an accuracy in percent). May be given several times")(
        "out", options::value<std::string>()->default_value("comparison")->value_name("DIR"),
        "where the combined results and their report go")(
        "across", options::bool_switch(),
        "studies of different problems: the optimisers that all have, each device of each study counting as "
        "a "
        "problem");
    add_pdf_option(description);
    add_metric_options(description);
    options::variables_map values;
    if (!parse_arguments("compare", arguments, description, "folder", -1, values)) return 0;
    check_pdf_option(values);
    const auto folders = values["folder"].as<std::vector<std::string>>();
    const std::vector<std::string> names = short_names(folders);
    const std::filesystem::path out = values["out"].as<std::string>();
    if (std::filesystem::exists(out / "experiment.yaml") || std::filesystem::exists(out / "log"))
        throw UserError("'" + out.string() + "' holds a run of its own; give another --out");

    const std::vector<ColumnChoice> choices = column_choices(values);
    const bool all_own = std::all_of(folders.begin() + 1, folders.end(), is_results_directory);
    if (!choices.empty() && (all_own || values["across"].as<bool>()))
        throw UserError("--column says how files of other tools are read, and none is; leave it out");
    if (values["across"].as<bool>()) {
        std::vector<NamedStudy> problems;
        for (std::size_t i = 0; i < folders.size(); ++i)
            problems.push_back({names[i], read_study(folders[i])});
        write_report(across_report(std::move(problems)), out / "report");
    } else {
        write_combined(read_studies(folders, names, choices), "archfront compare " + join(arguments, " "),
                       metric_context(values, nullptr), out);
    }
    write_pdfs(values, out / "report");
    std::cout << "report: " << (out / "report/index.html").string() << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "compare",
      .summary = "several results, also of other tools, as one comparison and report",
      .citation = "compare DIR DIR|FILE|FOLDER... [--column NAME=COLUMN]... [--across] [--out DIR]",
      .file = __FILE__},
     run_compare}};

}  // namespace
}  // namespace archfront
