// The fronts of a study's runs in the files of other tools, and as one table. (Every evaluation stands in
// evaluations.csv.gz, which pandas reads as it is, too.)
#pragma once

#include <filesystem>

#include "results/study.hpp"

namespace archfront {

/// The non-dominated feasible points of each run as moocore's (and the eaf package's) sets: a file
/// DEVICE/OPTIMIZER.dat, rows of minimised costs separated by blanks, an empty line behind each run, runs in order of
/// seeds. import_points reads them back. Throws RunError.
void export_moocore(const Study& study, const std::filesystem::path& dir);

/// The same as jMetal's result files: OPTIMIZER/DEVICE/FUN<i>.tsv and VAR<i>.tsv for the i-th seed, costs and
/// architectures of the same points. Throws RunError.
void export_jmetal(const Study& study, const std::filesystem::path& dir);

/// The same points as one tidy table, fronts.csv: device,optimizer,seed,architecture and the metrics, in their own
/// units. Throws RunError.
void export_csv(const Study& study, const std::filesystem::path& dir);

}  // namespace archfront
