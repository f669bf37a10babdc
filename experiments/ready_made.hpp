// The experiment files that come with the program, embedded so that they can be run by name from any folder.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document.hpp"
#include "engine/embedded.hpp"

namespace archfront {

struct ReadyMadeExperiment {
    /// The file's stem.
    std::string name;
    /// The file's first comment line.
    std::string summary;
    std::string_view text;
};

/// In the files' order. REQUIRES: each file begins with a comment that says what it is.
std::vector<ReadyMadeExperiment> ready_made(std::span<const EmbeddedFile> files);

/// Sorted by name.
std::vector<ReadyMadeExperiment> ready_made_experiments();

/// A file, standard input for "-", or one of those. kind: what messages call them ("ready-made experiment"). Throws
/// UserError for what is neither.
Node read_ready_made(const std::string& name, const std::string& kind,
                     const std::vector<ReadyMadeExperiment>& experiments);

}  // namespace archfront
