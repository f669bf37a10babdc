// The queryable store of a study: one SQLite file, built at the end. It is no log: several processes on a
// cluster's file system would have to lock it.
#pragma once

#include <filesystem>
#include <vector>

#include "results/study.hpp"
#include "results/summary.hpp"

namespace archfront {

/// Writes a temporary file beside `file` and renames it. Numbers without a value (NaN) become NULL, seeds
/// from 2^63 on become negative. Throws RunError.
///
///     cells        cell (key), device, optimizer, seed, evaluations, end
///     evaluations  cell, evaluation (together the key), architecture, a column for each metric, feasible
///     hypervolume  cell, evaluations (together the key), hypervolume, hypervolume_ratio
///     summary      device, optimizer, seeds, hypervolume_mean, hypervolume_sd, ci_low, ci_high, rank
///     metrics      device, name, column_name, id, unit, direction, objective, source, kind, citation
///
/// metrics.column_name is a metric's column in evaluations: its name, with "_" appended while SQLite, which
/// ignores case, would take it for an earlier column.
void write_database(const Study& study, const std::vector<std::vector<CurvePoint>>& curves,
                    const std::vector<SummaryRow>& summary, const std::filesystem::path& file);

}  // namespace archfront
