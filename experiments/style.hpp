// Reports of a study with what its results do not hold, and in the style of a paper: its bounds, its figures, its
// tables, of any study that asks its question.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "results/report/write_report.hpp"

namespace archfront {

/// A paper's way to report a study.
struct StylePlugin : PluginInfo {
    /// Where its question can be asked.
    std::vector<std::string> spaces;
    /// What it makes of a study of one of these. Names of figures and tables are distinct. The catalogue answers for
    /// the study's space. Throws UserError for a study that asks something else.
    std::function<std::vector<ReportSection>(const StoredStudy& stored, MetricCatalogue& catalogue)> sections;
    static const char* kind() { return "style"; }
};

/// A study in the style of that name. context: for what its results do not hold; the space is set here. Throws
/// UserError for an unknown style and for a study that has no place in it.
Report styled_report(const std::string& style, const StoredStudy& stored, MetricContext context);

/// The report of a study, and how good the surrogates behind it are where the program has its space.
Report full_report(const StoredStudy& stored, MetricContext context);

/// The source that answered a study's metric. Throws UserError where the catalogue has it no more.
std::shared_ptr<const MetricSource> source_of(const MetricInfo& info, MetricCatalogue& catalogue);

}  // namespace archfront
