// Experiment files: what is understood without looking at any data.
#include "experiments/experiment.hpp"

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    return refuse_or_read(data, size,
                          [](std::string_view text) { parse_experiment(parse_yaml(text, "fuzz.yaml")); });
}
