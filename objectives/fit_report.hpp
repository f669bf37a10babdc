// The report of a training: all that went into a model and came out, as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "objectives/fit_data.hpp"

namespace archfront {

/// One metric's training.
struct FitRecord {
    const MetricSource& source;
    const FitData& data;
    const std::vector<TrainedPredictor>& trained;
    const FitParts& parts;
};

/// Every option by name, a JSON object.
std::string options_to_text(const FitOptions& options);

/// Of the metric and, where it was asked for, its spread (else null). Ends with a line break.
std::string fit_report(const SearchSpace& space, const FitOptions& options, const FitRecord& metric,
                       const FitRecord* spread, std::uint64_t prediction_checksum);

}  // namespace archfront
