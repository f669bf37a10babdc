// Results directories: a manifest, the evaluations and a true front, with form feeds between them.
#include "results/read_study.hpp"

#include <fstream>

#include "engine/text.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/scratch.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    static const ScratchFolder scratch;
    const std::filesystem::path& folder = scratch.path();
    std::filesystem::create_directories(folder / "fronts/raspi4");
    return refuse_or_read(data, size, [&](std::string_view text) {
        const std::vector<std::string_view> files = split(text, '\f');
        const char* names[] = {"manifest.json", "evaluations.csv.gz", "fronts/raspi4/true-front.csv"};
        for (std::size_t i = 0; i < std::size(names); ++i)
            std::ofstream(folder / names[i], std::ios::binary) << (i < files.size() ? files[i] : "");
        const Study study = read_study(folder).study;
        ARCHFRONT_ASSERT(
            study.cells.size() == study.devices.size() * study.optimizers.size() * study.seeds.size(),
            "a study without some of its runs");
        for (const StudyCell& cell : study.cells) {
            ARCHFRONT_ASSERT(cell.metrics.size() == cell.architectures.size() * study.metrics.size(),
                             "another shape");
        }
    });
}
