// Whole files, read with a bound and written all or nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace archfront {

/// The bytes of a file, or of standard input for "-". Throws UserError when it cannot be read or is larger
/// than `limit`.
std::string read_text_file(const std::filesystem::path& file, std::size_t limit);

/// Writes to a temporary file in the same directory and renames it: readers, and whoever comes after a killed
/// process, see the old bytes or the new ones, never a half. Throws RunError.
void write_file_atomically(const std::filesystem::path& file, std::string_view bytes);

}  // namespace archfront
