// Every check of objectives/verify.hpp over all measured metrics of a space.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "objectives/verify.hpp"

namespace archfront {

struct VerifiedMetric {
    MetricInfo info;
    std::vector<std::filesystem::path> files;
    ColumnSummary summary;
};

struct Verification {
    std::vector<VerifiedMetric> metrics;  // those that could be read
    std::vector<Finding> findings;        // not merged
};

/// Opens every measured metric of `source` and its family ("hw-gpt-bench" and "hw-gpt-bench-stats"; of all
/// sources when empty), and what they have to be compared with. A source that knows no rows is asked for
/// 1,000 random networks. Files that cannot be read are findings. `progress` is told each metric before it is
/// opened.
Verification verify_catalogue(const MetricCatalogue& catalogue, std::string_view source,
                              const std::function<void(const MetricInfo&)>& progress = {});

}  // namespace archfront
