// What names and first bytes tell of other tools' files and folders.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace archfront {

enum class FileKind {
    zip,
    json,
    /// Its first line, comments aside, is of numbers.
    numbers,
    /// Anything else: a row of names, if it is of any use.
    table,
    /// No file.
    folder,
};

/// By the first 64 KiB. Throws UserError where the path cannot be read.
FileKind kind_of_file(const std::filesystem::path& path);

/// Parts of a line between blanks or commas; none is empty.
std::vector<std::string_view> words(std::string_view line);

/// The label that file_name_of made a name of, but for long labels, which end in a hash.
std::string label_of_name(std::string_view name);
/// That of a file's name without .gz and the extension before it.
std::string label_of_file(const std::filesystem::path& file);

/// The files below a folder whose names are wanted, as paths that begin with the folder's; in order of names. Throws
/// UserError where the folder cannot be read or holds more than 100,000 files and folders.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               const std::function<bool(const std::string& name)>& wanted);

}  // namespace archfront
