// Sets of moocore and the eaf package: rows of costs, an empty line between the sets of two runs; a file is an
// optimiser's. Source: Lopez-Ibanez et al. 2010, doi:10.1007/978-3-642-02538-9_9; read_datasets of moocore.
#include "results/import/foreign_file.hpp"
#include "results/import/format.hpp"
#include "results/import/points.hpp"

namespace archfront {
namespace {

bool is_set(const std::string& name) {
    return name.ends_with(".dat");
}

bool recognises(const std::filesystem::path& path) {
    switch (kind_of_file(path)) {
        case FileKind::folder:
            return !files_below(path, is_set).empty();
        case FileKind::numbers:
            return !path.filename().string().starts_with("FUN");  // jMetal's
        default:
            return false;
    }
}

void read_file(const std::filesystem::path& file, const std::vector<ColumnChoice>& choices,
               ImportedRuns& runs) {
    const std::size_t device = runs.device_of(file);
    CostColumns columns(runs.like(), device, choices, CostColumns::Maximised::negated);
    std::size_t sets = 0;
    ImportedRuns::Run* run = nullptr;
    for_each_point(file, [&](std::size_t set, const std::vector<double>& row, const FilePosition& where) {
        if (set == sets) {
            run = &runs.run(device, label_of_file(file), std::to_string(set), where);
            ++sets;
        }
        runs.add(*run, "", columns.metrics(row, where), true, where);
    });
}

void read(const std::filesystem::path& path, const std::vector<ColumnChoice>& choices, ImportedRuns& runs) {
    if (!std::filesystem::is_directory(path)) return read_file(path, choices, runs);
    for (const std::filesystem::path& file : files_below(path, is_set))
        read_file(file, choices, runs);
}

const Registration<ImportFormat> registration{
    {{.name = "moocore",
      .summary = "rows of minimised costs, an empty line between runs; a folder of DEVICE/OPTIMIZER.dat, or "
                 "one file",
      .citation = "Lopez-Ibanez et al. 2010, doi:10.1007/978-3-642-02538-9_9",
      .file = __FILE__},
     recognises,
     read}};

}  // namespace
}  // namespace archfront
