// Files of other tools, as runs of a study of two objectives and a constraint, or of two objectives only, by the names
// of columns and by chosen ones.
#include "results/import/import_points.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory_file.hpp"

namespace {

archfront::StoredStudy like(bool constrained) {
    using namespace archfront;
    StoredStudy stored;
    Study& study = stored.study;
    study.name = "fuzz";
    study.space = make_space("nas-bench-201");
    study.metrics = {{.name = "accuracy", .unit = "%", .direction = Direction::maximise},
                     {.name = "latency", .unit = "ms"}};
    if (constrained) study.metrics.push_back({.name = "energy", .unit = "mJ", .is_objective = false});
    study.devices.resize(constrained ? 2 : 1);
    study.devices[0].name = "raspi4";
    if (constrained) study.devices[1].name = "fpga";
    return stored;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace archfront;
    static const StoredStudy plain = like(false), constrained = like(true);
    const MemoryFile file(data, size);
    const std::vector<ColumnChoice> by_number = {{"accuracy", "100-1"}, {"latency", "2"}};
    for (const StoredStudy* of : {&plain, &constrained}) {
        for (const auto& choices : {std::vector<ColumnChoice>(), by_number}) {
            refuse_or_read(data, size, [&](std::string_view) {
                const Study study = import_points(file.path(), *of, choices).study;
                ARCHFRONT_ASSERT(
                    study.cells.size() == study.devices.size() * study.optimizers.size() * study.seeds.size(),
                    "a study without some of its runs");
            });
        }
    }
    return 0;
}
