// What known devices say of an architecture, as a few numbers that a new device's metric is nearly linear in: each
// known device's metric, and what kinds of choices contribute to it. Every device is a ridge regression on the space's
// features, which takes out the noise of its measurements and answers for networks it never measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/space.hpp"

namespace archfront {

/// How a metric is seen by models that add: as it is, or by its logarithm. Chosen by which explains the known devices
/// better. Source of the comparison by likelihood: Box and Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x.
enum class Scale { identity, logarithm };

std::string to_string(Scale scale);
double to_scale(Scale scale, double value);
double from_scale(Scale scale, double scaled);

/// Variance that rounding to the largest step 10^k, of which all values are multiples, gives each on a scale, shape
/// (n). REQUIRES: values are finite, and above 0 on the logarithmic scale.
std::vector<double> rounding_variances(Scale scale, std::span<const double> values);

/// Immutable and shared by threads.
class KnownDevices {
  public:
    struct Device {
        std::string name;
        /// Above 0, or NaN where nothing is known, shape (n).
        std::vector<double> values;
        /// Not measured: a closed formula (multiply-accumulates, parameters), which a device may resemble as well as
        /// another device, but which has no say in the scale.
        bool formula = false;
    };

    /// rows: the n architectures whose values are given. Devices without 20 values, or that do not vary, are left out.
    /// scale: as chosen before, or nullopt to choose it.
    KnownDevices(std::shared_ptr<const SearchSpace> space, ArchitectureBatchView rows,
                 std::span<const Device> devices, std::optional<Scale> scale = {});

    const SearchSpace& space() const { return *space_; }
    /// k.
    std::size_t size() const { return names_.size(); }
    const std::string& name(std::size_t device) const { return names_[device]; }
    Scale scale() const { return scale_; }
    /// g: choices that several variables offer under the same labels count as one part.
    std::size_t parts() const { return parts_; }

    /// 1 + k + g.
    std::size_t width() const { return 1 + size() + parts_; }
    /// Row-major, shape (n, width()): 1; each known device, with mean 0 and deviation 1 over its rows; parts, which
    /// together have variance 1. REQUIRES: numbers.size() == batch.size() * width().
    void compute(ArchitectureBatchView batch, std::span<double> numbers) const;

    /// What a known device's column says in the metric's own unit.
    double value(std::size_t device, double column) const;

    /// Equal for equal devices and values, whatever machine computed them.
    std::uint64_t hash() const { return hash_; }

  private:
    void learn_parts(ArchitectureBatchView rows);

    std::shared_ptr<const SearchSpace> space_;
    Scale scale_ = Scale::identity;
    std::vector<std::string> names_;
    std::vector<double> centres_, deviations_;  // of each device, shape (k)
    std::vector<double> weights_;               // shape (f, k), row-major, of standardised devices
    std::vector<double> intercepts_;            // shape (k)
    std::size_t parts_ = 0;
    std::vector<std::size_t> first_choice_;  // of each variable, in the two below
    std::vector<std::size_t> part_of_choice_;
    std::vector<double> weight_of_choice_;
    std::vector<double> part_centres_;  // shape (g)
    std::uint64_t hash_ = 0;
};

}  // namespace archfront
