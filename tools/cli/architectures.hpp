// Architectures as commands take them: one a line, by their spelling or by their place in a table.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/metric.hpp"

namespace archfront {

class ArchitectureParser {
  public:
    /// order: the source whose rows "#0", "#1", ... name (its upstream's own numbering); may be null.
    ArchitectureParser(std::shared_ptr<const SearchSpace> space, std::shared_ptr<const MetricSource> order)
        : space_(std::move(space)), order_(std::move(order)) {}

    /// Throws UserError for what is neither an architecture nor the number of one.
    Architecture parse(std::string_view text) const;

  private:
    std::shared_ptr<const SearchSpace> space_;
    std::shared_ptr<const MetricSource> order_;
};

/// Hands out the architectures of a file in blocks, in order: one a line, empty lines skipped; a file named *.yml,
/// *.yaml or *.json is one architecture. What stands before a faulty line is handed out before UserError names the
/// line. file: "-" is standard input.
void read_architectures(const std::string& file, const ArchitectureParser& parser, std::size_t width,
                        const std::function<void(const ArchitectureBatch&)>& use);

}  // namespace archfront
