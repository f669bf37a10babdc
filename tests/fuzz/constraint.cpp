// Constraints as written in an experiment file.
#include "experiments/constraint.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    return refuse_or_read(data, size,
                          [](std::string_view text) { parse_constraint(text_node(std::string(text))); });
}
