// jMetal's and jMetalPy's results: FUN<i> with rows of costs, VAR<i> with the same solutions' variables, in the study
// layout OPTIMIZER/PROBLEM/ (.tsv until jMetal 5, .csv since, FUN.<i>.tsv of jMetalPy), or one such file.
// Source: Durillo and Nebro 2011, doi:10.1016/j.advengsoft.2011.05.014; SolutionListOutput and ExecuteAlgorithms of
// jMetal 6, lab/experiment.py of jMetalPy.
#include <algorithm>
#include <optional>

#include "engine/text.hpp"
#include "results/import/foreign_file.hpp"
#include "results/import/format.hpp"
#include "results/import/points.hpp"

namespace archfront {
namespace {

/// The text between FUN and the extension: "", "12" or ".12"; nullopt for a file of another name.
std::optional<std::string_view> run_in_name(std::string_view name) {
    if (!name.starts_with("FUN")) return std::nullopt;
    name.remove_prefix(3);
    for (const std::string_view extension : {".tsv", ".csv", ".txt"}) {
        if (name.ends_with(extension)) name.remove_suffix(extension.size());
    }
    const std::string_view digits = name.substr(name.starts_with('.') ? 1 : 0);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return name;
}

bool is_front(const std::string& name) {
    return run_in_name(name).has_value();
}

std::size_t number_of_run(const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    std::string_view run = run_in_name(name).value_or("");
    if (run.starts_with('.')) run.remove_prefix(1);
    return static_cast<std::size_t>(parse_integer(run).value_or(0));
}

bool recognises(const std::filesystem::path& path) {
    switch (kind_of_file(path)) {
        case FileKind::folder:
            return !files_below(path, is_front).empty();
        case FileKind::numbers:
            return path.filename().string().starts_with("FUN");
        default:
            return false;
    }
}

struct FrontFile {
    std::filesystem::path file;
    std::size_t device = 0;
    std::string optimizer;
};

/// What the folders between `root` and a FUN file say of it: OPTIMIZER/DEVICE, OPTIMIZER, DEVICE or nothing, where the
/// root is named after what is missing.
FrontFile place(const std::filesystem::path& root, const std::filesystem::path& file,
                const ImportedRuns& runs) {
    const std::filesystem::path absolute = (root / "").lexically_normal().parent_path();
    std::vector<std::string> folders = {absolute.parent_path().filename().string(),
                                        absolute.filename().string()};
    for (const std::filesystem::path& part :
         std::filesystem::absolute(file).lexically_normal().lexically_relative(absolute).parent_path())
        folders.push_back(part.string());
    const FilePosition where{file.string()};
    auto device = runs.find_device(folders.back());
    // Where one is expected stands a problem, which may be called otherwise than the only device.
    const bool has_problem = device || folders.size() > 3;
    if (!device && has_problem && runs.like().devices.size() > 1) device = runs.device(folders.back(), where);
    if (!device) device = runs.device_of(file);
    return {file, *device, label_of_name(folders[folders.size() - (has_problem ? 2 : 1)])};
}

/// The architectures of a FUN file's rows; none where no VAR lies beside it, or that says nothing.
std::vector<std::string> read_variables(const std::filesystem::path& front, std::size_t rows) {
    std::filesystem::path file = front;
    file.replace_filename("VAR" + front.filename().string().substr(3));
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return {};
    std::vector<std::string> lines = read_lines(file);
    if (!lines.empty() && lines.size() != rows) {
        throw UserError({file.string()}, std::to_string(lines.size()) + " rows, but " + std::to_string(rows) +
                                             " in " + front.string() + "; both have to be of one run");
    }
    return lines;
}

void read_front(const FrontFile& front, const std::vector<ColumnChoice>& choices, ImportedRuns& runs) {
    CostColumns columns(runs.like(), front.device, choices, CostColumns::Maximised::negated);
    std::vector<std::vector<double>> rows;
    std::vector<int> lines;
    for_each_point(front.file, [&](std::size_t, const std::vector<double>& row, const FilePosition& where) {
        rows.push_back(columns.metrics(row, where));
        lines.push_back(where.line);
    });
    const std::vector<std::string> variables = read_variables(front.file, rows.size());
    ImportedRuns::Run& run = runs.run(front.device, front.optimizer,
                                      std::to_string(number_of_run(front.file)), {front.file.string()});
    for (std::size_t r = 0; r < rows.size(); ++r) {
        runs.add(run, variables.empty() ? std::string_view() : variables[r], rows[r], true,
                 {front.file.string(), lines[r]});
    }
}

void read(const std::filesystem::path& path, const std::vector<ColumnChoice>& choices, ImportedRuns& runs) {
    const bool folder = std::filesystem::is_directory(path);
    // Absolute, because a name is what is wanted of it.
    const std::filesystem::path root = std::filesystem::absolute(folder ? path : path.parent_path() / ".");
    std::vector<std::filesystem::path> files = {path};
    if (folder) files = files_below(path, is_front);
    std::stable_sort(files.begin(), files.end(), [](const auto& a, const auto& b) {
        return std::pair(a.parent_path(), number_of_run(a)) < std::pair(b.parent_path(), number_of_run(b));
    });
    for (const std::filesystem::path& file : files)
        read_front(place(root, file, runs), choices, runs);
}

const Registration<ImportFormat> registration{
    {{.name = "jmetal",
      .summary = "FUN<i>, with VAR<i> beside it: rows of minimised costs and of variables; a folder of "
                 "OPTIMIZER/DEVICE/FUN<i>.tsv or .csv, or one file",
      .citation = "Durillo and Nebro 2011, doi:10.1016/j.advengsoft.2011.05.014",
      .file = __FILE__},
     recognises,
     read}};

}  // namespace
}  // namespace archfront
