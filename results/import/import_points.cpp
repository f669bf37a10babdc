#include "results/import/import_points.hpp"

#include "results/import/format.hpp"
#include "results/sha256.hpp"

namespace archfront {

StoredStudy import_points(const std::filesystem::path& path, const StoredStudy& like,
                          const std::vector<ColumnChoice>& choices) {
    check_choices(choices, like.study);
    std::string known;
    for (const ImportFormat& format : Registry<ImportFormat>::instance().entries()) {
        if (format.recognises(path)) {
            ImportedRuns runs(like);
            format.read(path, choices, runs);
            StoredStudy stored = runs.study(path);
            if (!std::filesystem::is_directory(path))
                stored.manifest.data_files.push_back({path, sha256_of_file(path)});
            return stored;
        }
        known += (known.empty() ? "" : ", ") + format.name;
    }
    throw UserError({path.string()},
                    "neither results of archfront (no manifest.json) nor of a format that is known (" +
                        known + "); see 'archfront compare --help'");
}

}  // namespace archfront
