// Torch archives: the bytes as a whole archive, and as the pickle of one that is sound otherwise, because changed
// bytes hardly ever match a zip file's checksums.
#include "objectives/upstream/pickle.hpp"
#include "tests/fuzz/explore.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/objectives/upstream/torch_archive_writer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    const MemoryFile archive(data, size);
    refuse_or_read(data, size, [&](std::string_view) {
        const upstream::PickleDocument document = upstream::read_torch_archive(archive.path());
        explore(document.root());
    });
    const MemoryFile sound(nullptr, 0);
    return refuse_or_read(data, size, [&](std::string_view bytes) {
        upstream::write_torch_archive(sound.path(), std::string(bytes), {{"0", std::string(24, '\1')}});
        const upstream::PickleDocument document = upstream::read_torch_archive(sound.path());
        explore(document.root());
    });
}
