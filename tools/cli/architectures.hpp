// Architectures as commands take them: one a line.
#pragma once

#include <functional>
#include <string>

#include "engine/metric.hpp"

namespace archfront {

/// Hands out the architectures of a file in blocks, in order: one a line, empty lines skipped; a file named *.yml,
/// *.yaml or *.json is one architecture. What stands before a faulty line is handed out before UserError names the
/// line. file: "-" is standard input; rows: as in parse_architecture.
void read_architectures(const std::string& file, const SearchSpace& space, const MetricSource* rows,
                        const std::function<void(const ArchitectureBatch&)>& use);

}  // namespace archfront
