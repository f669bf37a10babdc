// Which column of another tool's table holds what: by equal names, or as the user says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.hpp"
#include "results/study.hpp"

namespace archfront {

/// The user's word that `name` (a metric, or one of import_labels) stands in `column`. Of a metric the column may be
/// written NUMBER-COLUMN: that number minus what stands there, as where 100-error is an accuracy in percent.
struct ColumnChoice {
    std::string name;
    std::string column;
};

/// "NAME=COLUMN". Throws UserError.
ColumnChoice parse_column_choice(const std::string& text);

/// What a table may say of a row beside metrics: device, optimizer, seed, architecture, feasible.
const std::vector<std::string>& import_labels();

/// Throws UserError with a suggestion where a choice names neither a metric of the study nor a label, or two choices
/// the same.
void check_choices(const std::vector<ColumnChoice>& choices, const Study& study);

/// Where the values of a metric stand.
struct MetricColumn {
    std::size_t column = 0;
    /// The value is this minus what stands in the column.
    std::optional<double> minuend = std::nullopt;

    double value(double stored) const { return minuend ? *minuend - stored : stored; }
};

/// The column of metric j on a device: the choice for its name ("latency") or its id ("latency@raspi4"), else the
/// column of that name or that id; nullopt for none of them. Throws UserError at `where` where a choice names a column
/// that the header lacks, or has twice.
std::optional<MetricColumn> find_metric(const std::vector<std::string>& header, const FilePosition& where,
                                        const std::vector<ColumnChoice>& choices, const Study& study,
                                        std::size_t device, std::size_t j);

/// The column of a label, likewise.
std::optional<std::size_t> find_label(const std::vector<std::string>& header, const FilePosition& where,
                                      const std::vector<ColumnChoice>& choices, std::string_view label);

}  // namespace archfront
