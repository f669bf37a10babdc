// Files of devices that were taken in: their text, before anything is learned from it.
#include "objectives/adapted_file.hpp"

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    static const std::shared_ptr<const SearchSpace> space = make_space("nas-bench-201");
    return refuse_or_read(data, size,
                          [](std::string_view text) { parse_adapted_file(text, "fuzz.yaml", *space); });
}
