// Folders of other tools, two files with a form feed between them: Syne Tune's metadata and the table in its archive
// where the first begins with a brace, else jMetal's FUN and VAR.
#include <fstream>

#include "results/import/import_points.hpp"
#include "tests/archive_writer.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/scratch.hpp"

namespace {

void write(const std::filesystem::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    static const ScratchFolder scratch;
    const std::filesystem::path syne_tune = scratch.path() / "syne-tune", jmetal = scratch.path() / "jmetal";
    std::filesystem::create_directories(syne_tune);
    std::filesystem::create_directories(jmetal);
    StoredStudy like;
    like.study.name = "fuzz";
    like.study.space = make_space("nas-bench-201");
    like.study.metrics = {{.name = "accuracy", .unit = "%", .direction = Direction::maximise},
                          {.name = "latency", .unit = "ms"}};
    like.study.devices.resize(1);
    like.study.devices[0].name = "raspi4";
    return refuse_or_read(data, size, [&](std::string_view text) {
        const std::size_t end = std::min(text.find('\f'), text.size());
        const std::string_view first = text.substr(0, end);
        const std::string_view second = text.substr(std::min(end + 1, text.size()));
        const bool is_metadata = first.starts_with('{');
        if (is_metadata) {
            write(syne_tune / "metadata.json", first);
            write_zip(syne_tune / "results.csv.zip", {{"results.csv", std::string(second)}});
        } else {
            write(jmetal / "FUN0.tsv", first);
            write(jmetal / "VAR0.tsv", second);
        }
        const Study study = import_points(is_metadata ? syne_tune : jmetal, like).study;
        ARCHFRONT_ASSERT(study.cells.size() == study.optimizers.size() * study.seeds.size(),
                         "a study without some of its runs");
    });
}
