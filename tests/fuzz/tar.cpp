// Tar archives, plain or gzip-compressed: what is unpacked stays within the limits.
#include "engine/archive_file.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    const MemoryFile file(data, size);
    return refuse_or_read(data, size, [&](std::string_view) {
        // Low limits, so that the fuzzer meets them.
        const ArchiveLimits limits = {.members = 4, .member_bytes = 1 << 12, .total_bytes = 1 << 14};
        std::size_t members = 0;
        for_each_tar_member(file.path(), limits, [&](const std::string&, const std::string& bytes) {
            ARCHFRONT_ASSERT(bytes.size() <= limits.member_bytes, "a member larger than the limit");
            ARCHFRONT_ASSERT(++members <= limits.members, "more members than the limit");
        });
    });
}
