// A table with a row per evaluation, or a folder of them: what archfront itself writes as evaluations.csv.gz and
// exports as CSV, or data frames of any tool.
#include "engine/csv.hpp"

#include "results/import/foreign_file.hpp"
#include "results/import/format.hpp"
#include "results/import/table.hpp"

namespace archfront {
namespace {

bool is_table(const std::string& name) {
    const bool jmetal = name.starts_with("FUN") || name.starts_with("VAR");
    return !jmetal && (name.ends_with(".csv") || name.ends_with(".csv.gz"));
}

bool recognises(const std::filesystem::path& path) {
    const FileKind kind = kind_of_file(path);
    return kind == FileKind::table || (kind == FileKind::folder && !files_below(path, is_table).empty());
}

void read_file(const std::filesystem::path& path, const std::vector<ColumnChoice>& choices,
               ImportedRuns& runs) {
    CsvReader csv(path);
    TableColumns columns(csv, path, choices, runs);
    const std::string optimizer = label_of_file(path);
    while (csv.next()) {
        const FilePosition where = csv.position(0);
        const std::size_t device = columns.device();
        const std::vector<double> metrics = columns.metrics(device);
        ImportedRuns::Run& run =
            runs.run(device, columns.label("optimizer", optimizer), columns.label("seed", "0"), where);
        runs.add(run, columns.label("architecture", ""), metrics, columns.feasible(), where);
    }
}

void read(const std::filesystem::path& path, const std::vector<ColumnChoice>& choices, ImportedRuns& runs) {
    if (!std::filesystem::is_directory(path)) return read_file(path, choices, runs);
    for (const std::filesystem::path& file : files_below(path, is_table))
        read_file(file, choices, runs);
}

const Registration<ImportFormat> registration{
    {{.name = "csv",
      .summary =
          "a table (.gz too) with a column for each metric in its unit and, as far as there are any, device, "
          "optimizer, seed, architecture and feasible; a folder of such, or one file",
      .citation = "RFC 4180",
      .file = __FILE__},
     recognises,
     read}};

}  // namespace
}  // namespace archfront
