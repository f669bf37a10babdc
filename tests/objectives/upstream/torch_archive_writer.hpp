// Torch archives for tests.
#pragma once

#include "tests/archive_writer.hpp"

namespace archfront::upstream {

/// A torch archive of a pickle (pickled::file(...)) and the elements of its storages, by key.
inline std::filesystem::path write_torch_archive(const std::filesystem::path& file, const std::string& pickle,
                                                 const Members& storages = {}) {
    Members members = {{"archive/data.pkl", pickle}};
    for (const auto& [key, elements] : storages)
        members.emplace_back("archive/data/" + key, elements);
    members.emplace_back("archive/version", "3\n");
    return write_zip(file, members);
}

}  // namespace archfront::upstream
