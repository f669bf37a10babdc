// CSV tables, plain or gzip-compressed.
#include "engine/csv.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    const MemoryFile file(data, size);
    return refuse_or_read(data, size, [&](std::string_view) {
        // Low limits, so that the fuzzer meets them.
        CsvReader rows(file.path(), {.bytes = 1 << 20, .row_bytes = 1 << 10, .columns = 100});
        while (rows.next()) {
            for (std::size_t column = 0; column < rows.header().size(); ++column) {
                ARCHFRONT_ASSERT(rows.field(column).size() <= 1 << 10, "a field longer than its row may be");
                ARCHFRONT_ASSERT(rows.position(column).line > 0, "a field that stands nowhere");
            }
        }
    });
}
