// The experiment files that come with the program, embedded so that they can be run by name from any folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace archfront {

struct ReadyMadeExperiment {
    /// The file's stem.
    std::string name;
    /// The file's first comment line.
    std::string summary;
    std::string_view text;
};

/// Sorted by name.
std::vector<ReadyMadeExperiment> ready_made_experiments();

}  // namespace archfront
