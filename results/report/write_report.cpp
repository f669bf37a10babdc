#include "results/report/write_report.hpp"

#include "engine/error.hpp"
#include "engine/file.hpp"
#include "results/report/svg.hpp"
#include "results/report/tex.hpp"

namespace archfront {
namespace {

void make_directory(const std::filesystem::path& dir) {
    std::error_code error;
    std::filesystem::create_directories(dir, error);
    if (error) throw RunError("cannot make '" + dir.string() + "': " + error.message());
}

}  // namespace

void write_report(const StoredStudy& stored, const std::filesystem::path& dir) {
    const std::vector<ReportSection> sections = study_report(stored, analyse(stored.study));
    make_directory(dir / "tables");
    make_directory(dir / "figures");
    for (const ReportSection& section : sections) {
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
    write_file_atomically(dir / "index.html", report_page(stored, sections));
}

}  // namespace archfront
