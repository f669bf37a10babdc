// Files compiled into the program, so that it runs from any folder: the descriptors of well-known tables and
// the surrogates the project ships.
#pragma once

#include <span>
#include <string_view>

namespace archfront {

struct EmbeddedFile {
    std::string_view name;  // relative to objectives/: "tables/nb201_accuracy.table.yaml"
    std::string_view bytes;
};

/// In order of name.
std::span<const EmbeddedFile> embedded_files();

}  // namespace archfront
