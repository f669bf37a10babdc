// Architecture strings of every registered space: what parses is printed and parsed to the same architecture.
#include "engine/space.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    static const auto spaces = [] {
        std::vector<std::shared_ptr<const SearchSpace>> made;
        for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries())
            made.push_back(plugin.make());
        return made;
    }();
    for (const auto& space : spaces) {
        refuse_or_read(data, size, [&](std::string_view text) {
            const Architecture architecture = space->parse(text);
            ARCHFRONT_ASSERT(space->parse(space->to_string(architecture)) == architecture,
                             "another architecture after a round trip");
        });
    }
    return 0;
}
