// HW-GPT-Bench's measurements (stats.pkl): what was observed of some thousand architectures, on 13 devices.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "objectives/listed.hpp"

namespace archfront::upstream {

inline constexpr std::array<std::string_view, 13> gpt_devices = {
    "a100",        "a40",  "a6000",           "h100",          "rtx2080",      "rtx3080",
    "v100",        "P100", "cpu_xeon_silver", "cpu_xeon_gold", "cpu_amd_7502", "cpu_amd_7513",
    "cpu_amd_7452"};

/// Repeated observations of one quantity, by the architecture's row.
class Observations {
  public:
    /// Rows up to the last one that was appended.
    std::size_t rows() const { return ends_.size(); }
    /// None for a row that was left out, or beyond rows().
    std::span<const double> of(std::size_t row) const;
    /// REQUIRES: row >= rows().
    void append(std::size_t row, std::span<const double> observed);

  private:
    std::vector<double> values_;
    std::vector<std::size_t> ends_;  // of each row's, in values_
};

struct GptMeasurements {
    /// In the file's order.
    std::shared_ptr<const ListedArchitectures> architectures;
    /// By upstream's name: "perplexity", "accuracy", "flops", "params", "float16_memory", "bfloat16_memory" (one
    /// observation each), "a100/latencies" (ms), "a100/energies" (Wh). All of them are there, perhaps empty.
    std::map<std::string, Observations, std::less<>> quantities;
};

/// Throws UserError naming the file for what is no such dictionary or has far more observations than upstream's
/// files, and naming the architecture for one that is not of the space or is there twice.
GptMeasurements read_gpt_measurements(const std::filesystem::path& file,
                                      const std::shared_ptr<const SearchSpace>& space);

}  // namespace archfront::upstream
