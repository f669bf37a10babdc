// What other tools found on the problem of a study: tables with a header, or bare points as jMetal and moocore write
// them.
#pragma once

#include <filesystem>

#include "results/read_study.hpp"

namespace archfront {

/// The runs in a file, as a study with the metrics, devices and references of `like`; values count as if they came
/// from its sources.
///
/// A file whose first line is no row of numbers is CSV (.gz too) with a column for each metric of `like`, in its
/// unit; further columns are device (may be missing where `like` has one), optimizer (the file's name), seed (0),
/// architecture (none) and feasible (1). Others are ignored, and rows of a run are its evaluations in order: what
/// archfront itself writes as evaluations.csv.gz, or a data frame of pymoo's or syne-tune's results with its columns
/// renamed.
///
/// Any other file holds points of minimised costs (maximised objectives negated), separated by blanks, of one
/// optimiser on one device: jMetal's FUN, or moocore's sets, where an empty line begins another run; lines that begin
/// with '#' are comments.
///
/// Throws UserError with file, line and column for what is none of these, for an unknown device, and where runs of an
/// optimiser are missing on one of the devices.
StoredStudy import_points(const std::filesystem::path& file, const StoredStudy& like);

}  // namespace archfront
