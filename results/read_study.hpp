// A results directory back into a study. Other machines and other versions wrote it, so every file in it is
// foreign input.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "results/study.hpp"
#include "results/write_study.hpp"

namespace archfront {

struct StoredStudy {
    /// Its space knows the spellings of the architectures and nothing else of them (see spellings.hpp).
    /// Infeasible evaluations have an infinite violation, because by how much is not stored; cells do not
    /// know how they ended.
    Study study;
    StudyManifest manifest;
    /// Of the program that wrote it.
    std::string version;
    /// How runs ended, and how many did so.
    std::vector<std::pair<std::string, std::size_t>> ends;
    /// What whoever reports it has to say first: runs that are missing, or were left out. Sentences without a stop.
    std::vector<std::string> notes;
};

/// Reads manifest.json, evaluations.csv.gz, fronts/*/true-front.csv and, where they are, uncertainty.csv and the
/// memberships beside the fronts, of a directory that write_study wrote.
/// Throws UserError with file, line and column for what is missing, damaged, of another shape or larger than
/// 20 million evaluations, and for a run that was interrupted.
StoredStudy read_study(const std::filesystem::path& dir);

}  // namespace archfront
