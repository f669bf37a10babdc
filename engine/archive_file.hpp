// The members of zip and tar archives in memory, through libarchive; nothing is ever written, so that a member's name
// cannot lead anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace archfront {

/// What an archive may unpack to: a bomb is refused before it fills the memory.
struct ArchiveLimits {
    std::size_t members = 1'000'000;
    std::uint64_t member_bytes = std::uint64_t{64} << 20;
    std::uint64_t total_bytes = std::uint64_t{1} << 30;
};

/// Takes a member's path in the archive and its bytes.
using MemberVisitor = std::function<void(const std::string& name, std::string bytes)>;

/// Visits the regular files of a tar archive, plain or gzip-compressed, in its order. Throws UserError for what is
/// truncated, damaged, or beyond the limits.
void for_each_tar_member(const std::filesystem::path& file, const ArchiveLimits& limits,
                         const MemberVisitor& visit);

/// Likewise of a zip archive, stored or deflated.
void for_each_zip_member(const std::filesystem::path& file, const ArchiveLimits& limits,
                         const MemberVisitor& visit);

}  // namespace archfront
