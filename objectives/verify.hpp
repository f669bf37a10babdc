// Checks of measured columns by what their numbers look like, never by what their files are called: each
// reports what it found with the figures it found it by.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/metric.hpp"

namespace archfront {

/// note: worth knowing. caution: mislead whoever does not know it. fault: not what upstream published.
enum class Severity { note, caution, fault };

std::string to_string(Severity severity);

struct Finding {
    Severity severity = Severity::note;
    std::string check;  // "running mean", "missing rows"
    std::string space;
    std::string source;
    std::vector<std::string> metrics;
    std::vector<std::filesystem::path> files;
    std::string evidence;
    std::string remedy;
};

/// The values of one metric in the order of its file; NaN is missing, infinity is unsupported.
struct MeasuredColumn {
    std::string space;
    MetricInfo info;
    std::vector<std::filesystem::path> files;
    std::vector<double> values;
};

struct ColumnSummary {
    std::size_t rows = 0;
    std::size_t missing = 0;      // NaN
    std::size_t unsupported = 0;  // +infinity
    std::size_t distinct = 0;     // among the finite values
    double minimum = 0;           // of the finite values; NaN without any, likewise below
    double median = 0;
    double maximum = 0;
};

ColumnSummary summarise(std::span<const double> values);

/// The step of which every finite value is a whole multiple, where it is coarse enough to leave at most one
/// distinct value for ten rows; nullopt otherwise.
std::optional<double> quantisation_step(std::span<const double> values);

/// What a column shows by itself: missing and unsupported values, sentinels and impossible signs, constants,
/// running means, outliers.
std::vector<Finding> verify_column(const MeasuredColumn& column);

/// Columns that are quantised although other devices of the same metric are not.
/// REQUIRES: the columns are one source's values of one metric on several devices.
std::vector<Finding> verify_devices(std::span<const MeasuredColumn> columns);

/// How two sources of one quantity compare on the rows that both have.
struct SourceComparison {
    std::size_t rows = 0;
    double spearman = 0;
    double median_ratio = 0;  // of the first to the second
};

/// nullopt when fewer than 30 rows have both or one side is constant.
/// REQUIRES: equally many rows, of the same architectures.
std::optional<SourceComparison> compare_sources(const MeasuredColumn& first, const MeasuredColumn& second);

/// Whether two sources agree, or one has a slip of sign or unit. Stands at the first one's metric.
Finding verify_second_source(const MeasuredColumn& first, const MeasuredColumn& second,
                             const SourceComparison& comparison);

/// A mean of repetitions against their median, row by row: whether outlying repetitions raise it.
/// REQUIRES: equally many rows, of the same architectures.
std::optional<Finding> verify_mean_of_repetitions(const MeasuredColumn& mean, const MeasuredColumn& median);

/// Rows of a table against the space: architectures with several rows, and networks of a small space without
/// a value. REQUIRES: source.known(); the column is the source's.
std::vector<Finding> verify_rows(const SearchSpace& space, const MeasuredColumn& column,
                                 const MetricSource& source);

/// Four significant digits, as evidence quotes them.
std::string rounded(double value);

/// Findings that differ in their metric only, as one; the gravest first, otherwise in order.
std::vector<Finding> merge_findings(std::vector<Finding> findings);

}  // namespace archfront
