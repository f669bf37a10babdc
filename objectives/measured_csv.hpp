// A user's measurements of a device: a CSV file with a row for each architecture.
#pragma once

#include <filesystem>
#include <string>

#include "objectives/adaptation.hpp"

namespace archfront {

/// How measurements of a metric are called and in which unit they are kept.
struct MeasuredMetric {
    std::string device;
    std::string metric;
    /// In which they are kept.
    std::string unit;
    Direction direction = Direction::minimise;
    /// In which the file has them; "" where its header says so, else `unit`. Times are converted between ns, us, ms and
    /// s.
    std::string file_unit = {};
};

/// Reads a header "architecture,METRIC" (also "METRIC_ms" and "METRIC (ms)") and its rows, at most 2,000;
/// architectures with commas need no quotes. Throws UserError with file:line:column for what is none of that, for
/// unknown architectures, and for values that are not above 0.
DeviceMeasurements read_measured_csv(const std::filesystem::path& file, const SearchSpace& space,
                                     const MeasuredMetric& of);

/// The same format, for read_measured_csv to read.
std::string to_measured_csv(const DeviceMeasurements& measurements, const SearchSpace& space);

}  // namespace archfront
