// Zip and tar archives for tests.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

/// Names and bytes. A name that ends in '/' is a folder.
using Members = std::vector<std::pair<std::string, std::string>>;

inline void write_members(archive* writer, const std::filesystem::path& file, const Members& members) {
    ARCHFRONT_ASSERT(archive_write_open_filename(writer, file.c_str()) == ARCHIVE_OK,
                     "cannot write an archive");
    for (const auto& [name, bytes] : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_filetype(entry, name.ends_with('/') ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        ARCHFRONT_ASSERT(archive_write_header(writer, entry) == ARCHIVE_OK, "cannot write a member");
        ARCHFRONT_ASSERT(
            archive_write_data(writer, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size()),
            "cannot write a member's bytes");
        archive_entry_free(entry);
    }
    ARCHFRONT_ASSERT(archive_write_close(writer) == ARCHIVE_OK, "cannot finish an archive");
    archive_write_free(writer);
}

inline std::filesystem::path write_zip(const std::filesystem::path& file, const Members& members,
                                       bool deflated = false) {
    archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
    if (deflated) {
        archive_write_zip_set_compression_deflate(writer);
    } else {
        archive_write_zip_set_compression_store(writer);
    }
    write_members(writer, file, members);
    return file;
}

inline std::filesystem::path write_tar(const std::filesystem::path& file, const Members& members,
                                       bool gzip = true) {
    archive* writer = archive_write_new();
    archive_write_set_format_ustar(writer);
    if (gzip) archive_write_add_filter_gzip(writer);
    archive_write_set_bytes_in_last_block(writer, 1);
    write_members(writer, file, members);
    return file;
}

}  // namespace archfront
