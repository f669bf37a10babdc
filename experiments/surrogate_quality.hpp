// How good the surrogates behind a study's numbers are, as the reports of their training say.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "objectives/agreement.hpp"
#include "results/report/study_report.hpp"

namespace archfront {

/// Agreement with the measurements of one part of the split.
struct QualityPart {
    /// "train", "validation" or "test".
    std::string name;
    std::size_t rows = 0;
    Agreement agreement;
};

/// A metric that a trained model answers.
struct SurrogateQuality {
    MetricInfo info;
    /// Whose measurements it was trained on.
    std::string trained_on;
    /// Those the report has, in that order; none where there is no report.
    std::vector<QualityPart> parts;
    /// Why there are none: a sentence's part; "".
    std::string missing;
};

/// Of the study's metrics that are answered by surrogates, each once, in order of device and metric.
std::vector<SurrogateQuality> surrogate_qualities(const Study& study, MetricCatalogue& catalogue);

/// On the test parts: a row for each; and a sentence for those without report. Nothing where there are no surrogates.
void add_surrogates(ReportSection& section, const std::vector<SurrogateQuality>& qualities);

}  // namespace archfront
