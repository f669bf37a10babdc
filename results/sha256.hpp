// SHA-256, which says which data a result came from.
#pragma once

#include <filesystem>
#include <string>

namespace archfront {

/// 64 hexadecimal digits, as sha256sum prints them. Throws UserError when the file cannot be read.
/// Source: FIPS 180-4, doi:10.6028/NIST.FIPS.180-4.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace archfront
