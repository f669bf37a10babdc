// A report on disk: a page that needs nothing beside it, and tables and figures for a paper.
#pragma once

#include <filesystem>
#include <string>

#include "results/read_study.hpp"
#include "results/report/study_report.hpp"

namespace archfront {

/// Writes into `dir`, which is made if missing:
///
///     index.html           everything, in one file that loads nothing; interactive where the program was
///                          built with Vega and Vega-Lite (see tools/report)
///     tables/NAME.tex and .csv
///     figures/NAME.svg, .csv, .tex and .numbers.csv (what the .tex reads)
///
/// Each file appears whole or not at all, the page last. Throws RunError.
void write_report(const StoredStudy& stored, const std::filesystem::path& dir);

/// The page.
std::string report_page(const StoredStudy& stored, const std::vector<ReportSection>& sections);

}  // namespace archfront
