#include "results/report/write_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include "engine/text.hpp"
#include "tests/results/report/random_study.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

Report whole_report(const StoredStudy& stored) {
    return report_of(stored, study_report(stored, analyse(stored.study)));
}

std::string page_of(const StoredStudy& stored) {
    return report_page(whole_report(stored));
}

/// The page without the script of others, in which anything may stand.
std::string without_scripts(const std::string& page) {
    const std::size_t scripts = page.find("<script>");
    return page.substr(0, scripts);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

std::vector<std::string> figure_names(const StoredStudy& stored) {
    std::vector<std::string> names;
    for (const ReportSection& section : study_report(stored, analyse(stored.study))) {
        for (const Figure& figure : section.figures)
            names.push_back(figure.name);
    }
    return names;
}

std::string sentences(const StoredStudy& stored) {
    std::string text;
    for (const ReportSection& section : study_report(stored, analyse(stored.study)))
        text += join(section.sentences, " ") + "\n";
    return text;
}

}  // namespace

TEST_CASE("a report is a page, and each of its tables and figures in every format") {
    const ScratchFolder folder;
    write_report(whole_report(random_study()), folder.path() / "deep/report");
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "deep/report")) {
        if (entry.is_regular_file())
            names.insert(std::filesystem::relative(entry.path(), folder.path() / "deep/report").string());
    }
    CHECK(names.contains("index.html"));
    for (const char* table :
         {"verdicts", "hypervolume", "wins", "bounds", "device-device-0", "device-device-1"}) {
        CHECK(names.contains("tables/" + std::string(table) + ".tex"));
        CHECK(names.contains("tables/" + std::string(table) + ".csv"));
    }
    for (const char* figure : {"missing", "ranks", "targets", "hypervolume-device-0", "missing-device-1",
                               "fronts-device-0", "attainment-device-0", "attainment-difference-device-1"}) {
        for (const char* ending : {".svg", ".csv", ".tex", ".numbers.csv"})
            CHECK(names.contains("figures/" + std::string(figure) + ending));
    }
    CHECK(names.size() == 1 + 2 * 6 + 4 * 13);
}

TEST_CASE("the same study gives the same page") {
    CHECK(page_of(random_study()) == page_of(random_study()));
}

TEST_CASE("a page of 27 devices, 12 optimisers and 31 seeds stays under 5 MB") {
    const StoredStudy stored = random_study({.devices = 27,
                                             .optimizers = 12,
                                             .seeds = 31,
                                             .objectives = 2,
                                             .evaluations = 40,
                                             .advantage = 0.04});
    const std::string page = page_of(stored);
    MESSAGE("page: ", page.size(), " bytes");
    CHECK(page.size() < 5'000'000);
    CHECK(count(page, "<figure ") == 3 + 27 * 5);
}

TEST_CASE("the page refers to nothing outside itself") {
    const std::string page = without_scripts(page_of(random_study()));
    const std::regex reference(R"re((?:href|src|srcset|action|data|poster)\s*=\s*"([^"]{0,40}))re");
    std::size_t checked = 0;
    for (std::sregex_iterator at(page.begin(), page.end(), reference), end; at != end; ++at) {
        const std::string target = (*at)[1];
        CAPTURE(target);
        CHECK((target.starts_with("#") || target.starts_with("data:text/csv")));
        ++checked;
    }
    CHECK(checked > 10);
    CHECK_FALSE(contains(page, "<link"));
    CHECK_FALSE(contains(page, "@import"));
    CHECK(count(page, "url(") == count(page, "url(#clip-"));
    CHECK(contains(page, "default-src 'none'"));
}

TEST_CASE("hostile names stay text in the page, in TeX and in file names") {
    const std::string hostile =
        "</script><img src=x onerror=\"alert(1)\">\\input{/etc/passwd}$&%#_^~\xff\x01";
    StoredStudy stored = random_study({.devices = 1, .optimizers = 2, .seeds = 3});
    stored.study.name = stored.manifest.command = stored.version = hostile;
    stored.study.devices[0].name = "../../" + hostile;
    stored.study.optimizers[1] = hostile;
    stored.study.metrics[1].name = hostile;
    stored.study.devices[0].metrics[1].citation = hostile;
    stored.manifest.data_files = {{hostile, hostile}};
    const std::vector<ReportSection> sections = study_report(stored, analyse(stored.study));
    const std::string page = report_page(report_of(stored, sections));
    CHECK_FALSE(contains(page, "<img"));
    CHECK_FALSE(contains(page, "</script><img"));
    const ScratchFolder folder;
    write_report(whole_report(stored), folder.path() / "report");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
        CAPTURE(entry.path());
        if (!entry.is_regular_file()) continue;
        const std::string stem = entry.path().filename().string();
        CHECK(stem.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos);
        const std::string text = read_text_file(entry.path(), 1 << 24);
        if (entry.path().extension() == ".tex") CHECK_FALSE(contains(text, "\\input{"));
        if (entry.path().extension() == ".svg") CHECK_FALSE(contains(text, "<img"));
    }
}

TEST_CASE("a row of a table that begins with a bracket or a star is no option of the row before in TeX") {
    const Table table{.name = "t",
                      .title = "t",
                      .caption = "c",
                      .header = {"architecture", "accuracy"},
                      .rows = {{{"[[1, 6], [3, 5]]"}, {"67.5"}}, {{"* best"}, {"1"}}}};
    const std::string tex = to_tex(table);
    CHECK(contains(tex, "\n    {[}{[}1, 6], {[}3, 5]] & 67.5 \\\\\n    {*} best & 1 \\\\\n"));
}

TEST_CASE("devices of alike names have figures of their own") {
    StoredStudy stored = random_study({.devices = 3});
    stored.study.devices[0].name = "Board A";
    stored.study.devices[1].name = "board_a";
    stored.study.devices[2].name = "板";
    std::vector<std::string> names = figure_names(stored);
    const std::size_t all = names.size();
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    CHECK(names.size() == all);
}

TEST_CASE("one seed has neither bands nor tests, and the report says so") {
    const StoredStudy stored = random_study({.seeds = 1});
    CHECK(contains(sentences(stored), "One seed allows no test and no interval."));
    CHECK(contains(page_of(stored), "One seed, hence no band"));
}

TEST_CASE("one optimiser is drawn, and the report says that it is compared with nothing") {
    const StoredStudy stored = random_study({.optimizers = 1});
    CHECK(contains(sentences(stored), "One optimiser has nothing to be compared with."));
    CHECK(figure_names(stored).size() == 1 + 2 * 4);
}

TEST_CASE("the overview says who has the best mean rank, and whether by more than chance") {
    const auto first_section = [](std::size_t devices) {
        const StoredStudy stored =
            random_study({.devices = devices, .optimizers = 2, .seeds = 3, .advantage = 0.3});
        return join(study_report(stored, analyse(stored.study))[0].sentences, " ");
    };
    // 2^-7 = .0078 two-sided, doubled: eight devices that agree.
    CHECK(contains(
        first_section(8),
        "optimiser-1 has the best mean rank over 8 devices, 1; it is significantly better than every other "
        "(signed-rank tests of mean hypervolumes, Holm-adjusted over all pairs: p <= 0.0078)."));
    CHECK(contains(first_section(3), "not significantly better than: optimiser-0"));
}

TEST_CASE("where all runs are alike nobody wins, and the report says so") {
    const StoredStudy stored = random_study({.equal = true});
    CHECK(contains(sentences(stored), "No optimiser has the largest mean hypervolume alone."));
    CHECK(contains(sentences(stored), "All runs ended with the same hypervolume."));
}

TEST_CASE(
    "three objectives are drawn in pairs and their attainment in slices, more in parallel coordinates") {
    const auto three = figure_names(random_study({.devices = 1, .objectives = 3}));
    for (const char* name :
         {"fronts-device-0-1-2", "fronts-device-0-1-3", "fronts-device-0-2-3", "attainment-device-0-25",
          "attainment-device-0-50", "attainment-device-0-75", "attainment-difference-device-0"})
        CHECK(std::count(three.begin(), three.end(), name) == 1);
    const auto eight =
        figure_names(random_study({.devices = 1, .seeds = 2, .objectives = 8, .evaluations = 8}));
    CHECK(std::count(eight.begin(), eight.end(), "parallel-device-0") == 1);
}

TEST_CASE("runs without a single evaluation give a report that says there is nothing to draw") {
    const StoredStudy stored = random_study({.evaluations = 0});
    CHECK(contains(sentences(stored), "nothing to draw"));
    CHECK(figure_names(stored).empty());
    CHECK(contains(page_of(stored), "</html>"));
}
