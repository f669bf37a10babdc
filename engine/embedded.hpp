// Files compiled into the program, so that it runs from any folder (see cmake/embed.cmake).
#pragma once

#include <string_view>

namespace archfront {

struct EmbeddedFile {
    /// Path relative to the room's folder.
    std::string_view name;
    std::string_view bytes;
};

}  // namespace archfront
