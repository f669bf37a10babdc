// What other tools write, one .cpp file per format: it registers how the format is told apart and how it is read.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "engine/registry.hpp"
#include "results/import/columns.hpp"
#include "results/import/imported_runs.hpp"

namespace archfront {

/// A format of a file or a folder. `summary` says in a phrase what it looks like.
struct ImportFormat : PluginInfo {
    /// By names and first bytes only; at most one format recognises a file.
    std::function<bool(const std::filesystem::path& path)> recognises;
    /// Appends what the file or folder holds. Throws UserError with file and line for what it cannot understand.
    std::function<void(const std::filesystem::path& path, const std::vector<ColumnChoice>& choices,
                       ImportedRuns& runs)>
        read;
    static const char* kind() { return "import format"; }
};

}  // namespace archfront
