#include "engine/data_path.hpp"

#include <cstdlib>

#include "engine/text.hpp"

namespace archfront {

DataPath DataPath::from_environment(std::string_view listed) {
    if (listed.empty()) {
        if (const char* variable = std::getenv("ARCHFRONT_DATA")) listed = variable;
    }
    std::vector<std::filesystem::path> directories;
    for (const std::string_view directory : split(listed, ':')) {
        if (!directory.empty()) directories.emplace_back(directory);
    }
    if (directories.empty()) {
        if (const char* data_home = std::getenv("XDG_DATA_HOME");
            data_home != nullptr && *data_home != '\0') {
            directories.push_back(std::filesystem::path(data_home) / "archfront");
        } else if (const char* home = std::getenv("HOME")) {
            directories.push_back(std::filesystem::path(home) / ".local/share/archfront");
        }
    }
    return DataPath(std::move(directories));
}

std::optional<std::filesystem::path> DataPath::find(const std::filesystem::path& relative) const {
    for (const std::filesystem::path& directory : directories_) {
        std::error_code ignored;
        std::filesystem::path candidate = directory / relative;
        if (std::filesystem::exists(candidate, ignored)) return candidate;
    }
    return std::nullopt;
}

}  // namespace archfront
