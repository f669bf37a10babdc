// A report on disk: a page that needs nothing beside it, and tables and figures for a paper.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "results/read_study.hpp"
#include "results/report/study_report.hpp"

namespace archfront {

/// All that is needed to judge and repeat what a report says.
struct Provenance {
    /// Rows of names and values.
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<MetricInfo> metrics;
    std::vector<StudyManifest::DataFile> data_files;
};

/// Everything on a page.
struct Report {
    std::string title;
    std::string subtitle;
    /// Names of figures and tables are distinct and hold letters, digits and hyphens only.
    std::vector<ReportSection> sections;
    Provenance provenance;
};

/// The report of a study that consists of these sections.
Report report_of(const StoredStudy& stored, std::vector<ReportSection> sections);

/// Writes into `dir`, which is made if missing:
///
///     index.html           everything, in one file that loads nothing; interactive where the program was
///                          built with Vega and Vega-Lite (see tools/report)
///     tables/NAME.tex and .csv
///     figures/NAME.svg, .csv, .tex and .numbers.csv (what the .tex reads)
///
/// Each file appears whole or not at all, the page last. Throws RunError.
void write_report(const Report& report, const std::filesystem::path& dir);

/// The page.
std::string report_page(const Report& report);

}  // namespace archfront
