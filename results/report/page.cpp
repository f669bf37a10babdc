// The page of a report. Each figure's data stands in it once, as the link that downloads it, and the script
// reads it from there.
#include <algorithm>
#include <span>

#include "engine/embedded.hpp"
#include "engine/error.hpp"
#include "results/report/svg.hpp"
#include "results/report/vega_lite.hpp"
#include "results/report/write_report.hpp"

namespace archfront {

std::span<const EmbeddedFile> embedded_page();

namespace {

/// The embedded file of that name; "" where the program was built without it.
std::string_view asset(std::string_view name) {
    for (const EmbeddedFile& file : embedded_page()) {
        if (file.name == name || file.name.ends_with("/" + std::string(name))) return file.bytes;
    }
    return "";
}

bool interactive() {
    return !asset("vega.min.js").empty() && !asset("vega-lite.min.js").empty();
}

/// As the path of a data: link in a quoted attribute.
std::string data_link(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view kept = "-_.~!*'(),:;@+$/|=[]{}";
    std::string link = "data:text/csv;charset=utf-8,";
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || kept.find(c) != std::string_view::npos) {
            link += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            link += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return link;
}

/// JSON in which nothing looks like the end of a script.
std::string script_json(const std::string& json) {
    std::string text;
    for (const char c : json)
        text += c == '<' ? "\\u003c" : std::string(1, c);
    return text;
}

std::string figure_html(const Figure& figure, bool live) {
    std::string text = R"(<figure id=")" + figure.name + (is_wide(figure) ? R"(" class="wide)" : "") +
                       R"("><header><h3>)" + escape_markup(figure.title) + "</h3>";
    text += R"(<a class="download" download=")" + figure.name + R"(.csv" href=")" +
            data_link(to_csv(figure, 5)) + R"(">data</a></header>)" + to_svg(figure, false);
    if (live) text += R"(<script type="application/json">)" + script_json(to_vega_lite(figure)) + "</script>";
    return text + "<figcaption>" + escape_markup(figure.caption) + "</figcaption></figure>\n";
}

std::string section_html(const ReportSection& section, std::size_t number, bool live) {
    std::string text = R"(<section id="section-)" + std::to_string(number) + R"("><h2>)" +
                       escape_markup(section.title) + "</h2>\n";
    for (const std::string& sentence : section.sentences)
        text += "<p>" + escape_markup(sentence) + "</p>\n";
    text += R"(<div class="tables">)";
    for (const Table& table : section.tables)
        text += to_html(table);
    text += R"(</div><div class="figures">)";
    for (const Figure& figure : section.figures)
        text += figure_html(figure, live);
    return text + "</div></section>\n";
}

std::string provenance_html(const Provenance& provenance) {
    std::string text = R"(<section id="provenance"><h2>Provenance</h2><table><tbody>)";
    for (const auto& [name, value] : provenance.facts) {
        text += R"(<tr><th scope="row">)" + escape_markup(name) + "</th><td>" + escape_markup(value) +
                "</td></tr>";
    }
    text +=
        "</tbody></table><table><thead><tr><th>metric</th><th>source</th><th>kind</th><th>citation</th></"
        "tr></thead><tbody>";
    for (const MetricInfo& info : provenance.metrics) {
        text += "<tr><td>" + escape_markup(info.id) + "</td><td>" + escape_markup(info.source) + "</td><td>" +
                to_string(info.kind) + "</td><td>" + escape_markup(info.citation) + "</td></tr>";
    }
    text += "</tbody></table>";
    if (provenance.data_files.empty()) return text + "<p>No data files were read.</p></section>\n";
    text += "<table><thead><tr><th>data file</th><th>SHA-256</th></tr></thead><tbody>";
    for (const StudyManifest::DataFile& file : provenance.data_files) {
        text += "<tr><td>" + escape_markup(file.file.string()) + "</td><td><code>" +
                escape_markup(file.sha256) + "</code></td></tr>";
    }
    return text + "</tbody></table></section>\n";
}

}  // namespace

std::string report_page(const Report& report) {
    const bool live = interactive();
    const std::vector<ReportSection>& sections = report.sections;
    const std::string title = escape_markup(report.title);
    std::string page =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        // Nothing is loaded, whatever the page holds.
        R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; )"
        "style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        title + "</title>\n<style>\n";
    page += asset("page.css");
    page += svg_style() + "</style></head><body>\n<h1>" + title + "</h1>\n<p class=\"faint\">" +
            escape_markup(report.subtitle) + "</p>\n<nav>";
    for (std::size_t i = 0; i < sections.size(); ++i)
        page +=
            R"(<a href="#section-)" + std::to_string(i) + R"(">)" + escape_markup(sections[i].title) + "</a>";
    page += "<a href=\"#provenance\">Provenance</a></nav>\n";
    page +=
        live ? "<p class=\"faint\">Hover over a point to see its architecture, click to copy it.</p>\n"
             : R"(<p class="notice">This report is static: the program that wrote it was built without Vega )"
               "(install npm, then run tools/setup and build again). Each figure's data is behind its "
               "link.</p>\n";
    for (std::size_t i = 0; i < sections.size(); ++i)
        page += section_html(sections[i], i, live);
    page += provenance_html(report.provenance);
    if (live) {
        for (const char* name : {"vega.min.js", "vega-lite.min.js", "page.js"})
            page += "<script>" + std::string(asset(name)) + "</script>\n";
    }
    return page + "</body></html>\n";
}

}  // namespace archfront
