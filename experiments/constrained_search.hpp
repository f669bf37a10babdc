// Search on a device that was measured a few times: the most accurate network that stays within a bound, each candidate
// measured before it counts. Measurements, not predictions, decide.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/protocol_data.hpp"

namespace archfront {

/// A network with a measured value.
struct Found {
    std::size_t row = 0;
    double value = 0;
    double accuracy = 0;
};

struct SearchResult {
    std::string device;
    double at_most = 0;
    /// "candidates" of the file, or the "table" of the source.
    std::string among;
    /// Measurements before and during the search.
    std::size_t measurements = 0;
    /// The best that was measured; none when nothing within the bound was.
    std::optional<Found> found;
    /// The best there is among them, had all been measured.
    std::optional<Found> possible;
    double published_value = 0;
    double published_accuracy = 0;
    /// Accuracy of the published network by the metric that the search saw.
    double published_metric = 0;

    bool as_accurate_as_published() const { return found && found->accuracy >= published_metric; }
};

/// For each case, among candidates and then in the whole table. Starts from D-optimal measurements of the pool; then,
/// again and again, measures the most accurate network, more accurate than what was found, whose prediction is
/// `margin` deviations within the bound, until there is none or `more` were measured.
/// accuracy: of the table's networks, shape (n), NaN where unknown. candidates: row numbers; may be empty.
std::vector<SearchResult> search_constrained(const Protocol& protocol, const ProtocolData& data,
                                             const MetricSource& accuracy, const RowNumbers& candidates);

/// Rows of the networks that a file lists, each up to a comma; lines without one are passed over. Throws UserError for
/// what is no network, or not in the table.
RowNumbers read_candidates(const ProtocolData& data, const std::filesystem::path& file);

}  // namespace archfront
