// What every fuzz target does with hostile text: refusing it with one line is right, anything else is a
// finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/error.hpp"

namespace archfront {

/// Calls read(text). A UserError must be one line; other exceptions end the process, which libFuzzer reports.
template <class Read>
int refuse_or_read(const std::uint8_t* data, std::size_t size, Read read) {
    try {
        read(std::string_view(reinterpret_cast<const char*>(data), size));
    } catch (const UserError& error) {
        ARCHFRONT_ASSERT(std::string_view(error.what()).find('\n') == std::string_view::npos,
                         "a message of more than one line");
    }
    return 0;
}

}  // namespace archfront
