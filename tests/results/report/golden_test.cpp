// A small report as it was when somebody last looked at it. After a change that is meant, run the tests with
// ARCHFRONT_UPDATE_GOLDEN=1 and look at what git says has changed.
#include <doctest/doctest.h>

#include <cstdlib>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "results/report/svg.hpp"
#include "results/report/tex.hpp"
#include "results/report/write_report.hpp"
#include "tests/results/report/random_study.hpp"

using namespace archfront;

namespace {

const std::filesystem::path golden = ARCHFRONT_SOURCE_DIR "/tests/results/report/golden";

StoredStudy small_study() {
    return random_study({.devices = 2, .optimizers = 2, .seeds = 3, .evaluations = 12});
}

/// What a reader without JavaScript sees: no scripts and styles, no figures (they have files of their own), and the
/// version only once.
std::string readable_part(std::string page) {
    const auto remove = [&](const std::string& begin, const std::string& end, const std::string& put) {
        for (std::size_t at = page.find(begin); at != std::string::npos;
             at = page.find(begin, at + put.size())) {
            const std::size_t stop = page.find(end, at);
            REQUIRE(stop != std::string::npos);
            page.replace(at, stop + end.size() - at, put);
        }
    };
    remove("<script", "</script>", "");
    remove("<style>", "</style>", "");
    remove("<svg", "</svg>", "[figure]");
    remove("href=\"data:", "\"", "href=\"[data]\"");
    // Differs with whether Vega was there when the program was built.
    remove("<p class=\"faint\">Hover", "</p>\n", "");
    remove("<p class=\"notice\">", "</p>\n", "");
    remove("report by</th><td>", "</td>", "report by</th><td>[version]</td>");
    for (std::size_t at = page.find("><"); at != std::string::npos; at = page.find("><", at + 2))
        page.insert(at + 1, "\n");
    std::string lines;
    for (const std::string_view line : split(page, '\n'))
        if (!trim(line).empty()) lines.append(line).append("\n");
    return lines;
}

void check(const std::string& name, const std::string& text) {
    if (std::getenv("ARCHFRONT_UPDATE_GOLDEN") != nullptr) write_file_atomically(golden / name, text);
    CAPTURE(name);
    CHECK(text == read_text_file(golden / name, 1 << 20));
}

}  // namespace

TEST_CASE("a report is what it was when somebody last looked at it") {
    const StoredStudy stored = small_study();
    const Report report = report_of(stored, study_report(stored, analyse(stored.study)));
    check("page.html", readable_part(report_page(report)));
    for (const ReportSection& section : {report.sections[0], report.sections[1]}) {
        for (const Table& table : section.tables)
            check(table.name + ".tex", to_tex(table));
        for (const Figure& figure : section.figures) {
            check(figure.name + ".svg", to_svg(figure, true));
            check(figure.name + ".csv", to_csv(figure, 6));
            check(figure.name + ".tex", to_tex(figure));
        }
    }
}
