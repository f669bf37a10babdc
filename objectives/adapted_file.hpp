// Devices that `archfront adapt` took in, kept as small text files in the data directory: the measurements and what
// they were learned beside, not what was learned, which follows from these in milliseconds.
//
//   archfront_device: 1
//   space: nas-bench-201
//   device: my-board
//   metric: latency
//   unit: ms
//   direction: minimise
//   scale: identity
//   known_devices: {latency@1080ti_1: help, ...}   # or closed formulas
//   known_values: 5f0c...                          # hash of what those said
//   measurements:
//     - {architecture: "|nor_conv_3x3~0|...", value: 12.5}
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data_path.hpp"
#include "objectives/adaptation.hpp"

namespace archfront {

struct AdaptedFile {
    DeviceMeasurements measurements;
    std::vector<KnownMetric> known;
    Scale scale = Scale::identity;
    std::uint64_t known_values = 0;
};

std::string adapted_file_text(const Adaptation& adaptation, const SearchSpace& space);

/// `name` stands for the file in messages. Throws UserError for everything that adapted_file_text() does not write.
AdaptedFile parse_adapted_file(std::string_view text, const std::string& name, const SearchSpace& space);

/// parse_adapted_file of a file of at most 1 MiB.
AdaptedFile read_adapted_file(const std::filesystem::path& file, const SearchSpace& space);

/// DIRECTORY/devices/SPACE/DEVICE.METRIC.yaml of the first data directory.
std::filesystem::path adapted_path(const DataPath& data, const std::string& space, const std::string& device,
                                   const std::string& metric);

/// All such files of all data directories, sorted; those of an earlier directory hide equal names of later ones.
std::vector<std::filesystem::path> adapted_files(const DataPath& data, const std::string& space);

/// Letters, digits, '_', '-' and '.', not first a '.' or '-'; at most 64. Throws UserError.
void check_device_name(const std::string& device);

/// What an adapted file stands for, learned anew. Throws UserError where the known devices are not there or say
/// otherwise than they did.
std::shared_ptr<const Adaptation> read_adaptation(const std::filesystem::path& file,
                                                  const MetricContext& context);

}  // namespace archfront
