// What other tools found on the problem of a study. Each format is one file in this folder, which registers itself.
#pragma once

#include <filesystem>
#include <vector>

#include "results/import/columns.hpp"
#include "results/read_study.hpp"

namespace archfront {

/// The runs in a file or folder of another tool, as a study with the metrics, devices and references of `like`; values
/// count as if they came from its sources. Its notes say what was left out; the hash of a single file
/// is in its manifest.
///
/// The format is told by names and first bytes. Tables have a column for each metric, in its unit, called by its name
/// ("latency"), its id ("latency@raspi4") or as `choices` say; bare points are rows of minimised costs, one for each
/// objective in order, maximised ones negated, unless `choices` say otherwise. Devices, optimisers and seeds are read
/// where the format has them, else a folder is named after its device and a file or folder after its optimiser.
///
/// Throws UserError with file, line and column for what no format recognises or the one that does cannot understand,
/// for an unknown device, and where runs of an optimiser are missing on one of the devices.
StoredStudy import_points(const std::filesystem::path& path, const StoredStudy& like,
                          const std::vector<ColumnChoice>& choices = {});

}  // namespace archfront
