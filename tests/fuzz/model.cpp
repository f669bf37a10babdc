// Model files in both forms: what is read predicts, and has the same binary form after a round trip.
#include "objectives/model.hpp"

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    refuse_or_read(data, size, [](std::string_view bytes) { parse_model_header(bytes, "fuzz.model"); });
    return refuse_or_read(data, size, [](std::string_view bytes) {
        const Model model = parse_model(bytes, "fuzz.model");
        const std::string written = model_to_binary(model);
        ARCHFRONT_ASSERT(model_to_binary(parse_model(written, "written.model")) == written,
                         "another model after a round trip");
        const std::string text = model_to_json(model, "");
        ARCHFRONT_ASSERT(model_to_binary(parse_model(text, "written.json")) == written,
                         "another model after a round trip through JSON");
    });
}
