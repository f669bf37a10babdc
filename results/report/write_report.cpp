#include "results/report/write_report.hpp"

#include "engine/error.hpp"
#include "engine/file.hpp"
#include "engine/text.hpp"
#include "results/report/svg.hpp"
#include "results/report/tex.hpp"

namespace archfront {
namespace {

void make_directory(const std::filesystem::path& dir) {
    std::error_code error;
    std::filesystem::create_directories(dir, error);
    if (error) throw RunError("cannot make '" + dir.string() + "': " + error.message());
}

/// Metrics that do not depend on the device are named once.
std::vector<MetricInfo> distinct_metrics(const Study& study) {
    std::vector<MetricInfo> metrics;
    for (const StudyDevice& device : study.devices) {
        for (const MetricInfo& info : device.metrics) {
            if (&device == study.devices.data() || !info.device().empty()) metrics.push_back(info);
        }
    }
    return metrics;
}

}  // namespace

Report report_of(const StoredStudy& stored, std::vector<ReportSection> sections) {
    const Study& study = stored.study;
    std::vector<std::string> seeds;
    for (const std::uint64_t seed : study.seeds)
        seeds.push_back(std::to_string(seed));
    const auto counted = [](std::size_t count, const std::string& what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    };
    return {.title = study.name,
            .subtitle = study.space->name() + ", " + counted(study.devices.size(), "device") + ", " +
                        counted(study.optimizers.size(), "optimiser") + ", " + seeds_text(study),
            .sections = std::move(sections),
            .provenance = {.facts = {{"results by", "archfront " + stored.version},
                                     {"report by", "archfront " ARCHFRONT_VERSION},
                                     {"command", stored.manifest.command},
                                     {"space", study.space->name()},
                                     {"optimisers", join(study.optimizers, ", ")},
                                     {"seeds", join(seeds, " ")}},
                           .metrics = distinct_metrics(study),
                           .data_files = stored.manifest.data_files}};
}

void write_report(const Report& report, const std::filesystem::path& dir) {
    make_directory(dir / "tables");
    make_directory(dir / "figures");
    for (const ReportSection& section : report.sections) {
        for (const Table& table : section.tables) {
            write_file_atomically(dir / "tables" / (table.name + ".tex"), to_tex(table));
            write_file_atomically(dir / "tables" / (table.name + ".csv"), to_csv(table));
        }
        for (const Figure& figure : section.figures) {
            const std::filesystem::path stem = dir / "figures" / figure.name;
            write_file_atomically(stem.string() + ".svg", to_svg(figure, true));
            write_file_atomically(stem.string() + ".csv", to_csv(figure));
            write_file_atomically(stem.string() + ".tex", to_tex(figure));
            write_file_atomically(stem.string() + ".numbers.csv", to_tex_numbers(figure));
        }
    }
    write_file_atomically(dir / "index.html", report_page(report));
}

}  // namespace archfront
