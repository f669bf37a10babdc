// Pickles: what is read can be looked at everywhere.
#include "objectives/upstream/pickle.hpp"

#include "tests/fuzz/explore.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    return refuse_or_read(data, size, [](std::string_view bytes) {
        const upstream::PickleDocument document = upstream::parse_pickle(std::string(bytes), "fuzz.pkl");
        explore(document.root());
    });
}
