// Where upstream files lie: a list of directories, searched in order.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace archfront {

class DataPath {
  public:
    DataPath() = default;
    explicit DataPath(std::vector<std::filesystem::path> directories)
        : directories_(std::move(directories)) {}

    /// From `listed` (a ':'-separated list) when not empty, else from the environment variable
    /// ARCHFRONT_DATA, else the user's data directory ($XDG_DATA_HOME/archfront or ~/.local/share/archfront).
    static DataPath from_environment(std::string_view listed = {});

    const std::vector<std::filesystem::path>& directories() const { return directories_; }

    /// The first directory's file of that relative path that exists.
    std::optional<std::filesystem::path> find(const std::filesystem::path& relative) const;

  private:
    std::vector<std::filesystem::path> directories_;
};

}  // namespace archfront
