// What came out of a protocol: tidy CSV files for other programs, and tables for people.
#pragma once

#include <string>
#include <vector>

#include "experiments/constrained_search.hpp"
#include "experiments/few_shot_protocol.hpp"
#include "results/report/study_report.hpp"

namespace archfront {

/// device,method,samples,draw,spearman_trimmed,spearman_evaluation,spearman_table,coverage_90; "nan" for none.
std::string to_csv(const std::vector<ProtocolResult>& results);

/// device,at_most,among,measurements,architecture,value,accuracy,possible_value,possible_accuracy,published_value,
/// published_accuracy,published_accuracy_same_metric; empty where nothing was found.
std::string to_csv(const ProtocolData& data, const std::vector<SearchResult>& searches);

/// A table for each column: methods by devices, means over draws, and the mean over devices with the deviation that
/// draws give it.
std::string to_text(const std::vector<ProtocolResult>& results);
std::string to_text(const std::vector<SearchResult>& searches);

/// The same as parts of a page: a table for each measure, with the published rows where the protocol has any, and one
/// of the search.
std::vector<ReportSection> protocol_sections(const Protocol& protocol,
                                             const std::vector<ProtocolResult>& results,
                                             const std::vector<SearchResult>& searches);

}  // namespace archfront
