// YAML documents: what is read and written reads back to the same text.
#include "engine/document.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    return refuse_or_read(data, size, [](std::string_view text) {
        const std::string written = to_yaml(parse_yaml(text, "fuzz.yaml"));
        std::string again;
        try {
            again = to_yaml(parse_yaml(written, "written.yaml"));
        } catch (const UserError&) {
            ARCHFRONT_ASSERT(false, "what to_yaml wrote cannot be read");
        }
        ARCHFRONT_ASSERT(again == written, "another document after a round trip");
    });
}
