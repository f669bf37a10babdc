// What `run` and `merge` have in common: turn finished cells into a results directory, and say what came out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/plan.hpp"

namespace archfront {

/// Computes fronts and references, writes the results directory and prints a table per device to standard
/// output.
void finish_study(const Plan& plan, std::vector<StudyCell> cells, const std::filesystem::path& folder,
                  const std::string& command);

}  // namespace archfront
