// Run logs: a sound header and then either raw bytes, or one record whose checksum is right, so that the
// fuzzer gets beyond it.
#include "results/run_log.hpp"

#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "tests/fuzz/fuzz.hpp"
#include "tests/scratch.hpp"

namespace {

void append_word(std::string& bytes, std::size_t value) {
    const auto word = static_cast<std::uint32_t>(value);
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    constexpr std::uint64_t experiment = 42;
    static const auto space = make_space("nas-bench-201");
    static const ScratchFolder scratch;
    const std::filesystem::path& folder = scratch.path();
    std::filesystem::remove_all(folder / "log");
    const std::filesystem::path file = RunLog(folder, experiment).file();
    return refuse_or_read(data, size, [&](std::string_view bytes) {
        const bool raw = !bytes.empty() && bytes.front() == 'r';
        std::string record;
        if (!raw) {
            append_word(record, bytes.size());
            append_word(record, ::crc32(0, data, static_cast<uInt>(size)));
        }
        std::ofstream(file, std::ios::binary | std::ios::app) << record << bytes;
        for (const LoggedCell& cell : read_logs(folder, experiment, *space, 3, 2)) {
            const RecordedEvaluations& evaluations = cell.evaluations;
            ARCHFRONT_ASSERT(cell.cell < 3, "a cell beyond the experiment");
            ARCHFRONT_ASSERT(evaluations.metrics.size() == 2 * evaluations.architectures.size(),
                             "another shape");
            for (std::size_t r = 0; r < evaluations.architectures.size(); ++r)
                ARCHFRONT_ASSERT(space->contains(evaluations.architectures[r]), "no architecture");
        }
    });
}
