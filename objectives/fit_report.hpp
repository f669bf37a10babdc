// The report of a training: all that went into a model and came out, as JSON.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "objectives/fit_data.hpp"

namespace archfront {

/// Every option, as the report has them.
nlohmann::ordered_json options_to_json(FitOptions options);

class FitReport {
  public:
    FitReport(const SearchSpace& space, const MetricSource& source, const FitOptions& options,
              const FitData& data, const std::vector<TrainedPredictor>& members, const FitParts& parts);

    void add_spread(const MetricSource& source, const FitData& data,
                    const std::vector<TrainedPredictor>& trained, const FitParts& parts);

    /// Ends with a line break.
    std::string text(std::uint64_t prediction_checksum);

  private:
    nlohmann::ordered_json report_;
};

}  // namespace archfront
