// CSV tables, plain or gzip-compressed. The reader wants a file, so the bytes lie in one that exists only in
// memory.
#include "objectives/csv.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    const int file = ::memfd_create("fuzz.csv", 0);
    ARCHFRONT_ASSERT(::write(file, data, size) == static_cast<ssize_t>(size), "no memory file");
    const int result = refuse_or_read(data, size, [&](std::string_view) {
        // Low limits, so that the fuzzer meets them.
        CsvReader rows("/proc/self/fd/" + std::to_string(file),
                       {.bytes = 1 << 20, .row_bytes = 1 << 10, .columns = 100});
        while (rows.next()) {
            for (std::size_t column = 0; column < rows.header().size(); ++column) {
                ARCHFRONT_ASSERT(rows.field(column).size() <= 1 << 10, "a field longer than its row may be");
                ARCHFRONT_ASSERT(rows.position(column).line > 0, "a field that stands nowhere");
            }
        }
    });
    ::close(file);
    return result;
}
