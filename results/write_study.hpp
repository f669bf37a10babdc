// A study as a results directory: tables for people and programs, a database, and a manifest of where it all
// came from.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "results/study.hpp"
#include "results/summary.hpp"

namespace archfront {

/// What a study does not know of its own making.
struct StudyManifest {
    struct DataFile {
        std::filesystem::path file;
        std::string sha256;
    };

    /// The command line.
    std::string command;
    std::vector<DataFile> data_files;
};

/// Writes into `dir`, which is made if missing:
///
///     hypervolume.csv      device,optimizer,seed,evaluations,hypervolume,hypervolume_ratio
///     summary.csv          device,optimizer,seeds,hypervolume_mean,hypervolume_sd,ci_low,ci_high,rank
///     evaluations.csv.gz   device,optimizer,seed,evaluation,architecture,<metrics>,feasible
///     fronts/<device>/<optimizer>.csv and true-front.csv    architecture,<metrics>
///     uncertainty.csv      device,optimizer,draws,hypervolume_mean,hypervolume_q05,hypervolume_q95, and
///     fronts/<device>/<optimizer>.membership.csv    architecture,<metrics>,membership: where metrics can be drawn
///     results.sqlite       see study_database.hpp
///     manifest.json
///
/// Hypervolumes are in normalised costs; those of the summary are of the whole runs, and ranks are by their
/// mean on the device. Metrics are in their own units, evaluations count from 1, feasible is 1 or 0, numbers
/// without a value are "nan". Each file appears whole or not at all, and the manifest last, so its presence
/// means that the directory is complete. Returns the rows of the summary. Throws RunError.
std::vector<SummaryRow> write_study(const Study& study, const StudyManifest& manifest,
                                    const std::filesystem::path& dir);

/// A device's or an optimiser's label as the name of a file or folder: what is not a letter, a digit or one
/// of
/// -_.+=,@() becomes %XX, and so does a leading dot; long labels end in a hash. Different labels have
/// different names, none is "true-front".
std::string file_name_of(std::string_view label);

}  // namespace archfront
