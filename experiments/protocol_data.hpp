// The values that a protocol works on: known devices learnt from its pool, and measured tables of those that play the
// new one.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "experiments/protocol.hpp"
#include "objectives/few_shot.hpp"
#include "objectives/known_devices.hpp"

namespace archfront {

using RowNumbers = std::vector<std::size_t>;

/// One that plays the new device.
struct ProtocolDevice {
    std::string name;
    /// Of the source's table, shape (n); NaN where there is none.
    std::vector<double> values;
    /// The same on the known devices' scale.
    std::vector<double> labels;
    /// Rows with a value that may be measured, and that are predicted, ascending; and both without the device's own
    /// extremes.
    RowNumbers pool, trimmed_pool, evaluation, trimmed_evaluation;
};

/// Immutable.
struct ProtocolData {
    std::shared_ptr<const SearchSpace> space;
    /// The source's table, n rows.
    ArchitectureBatch rows;
    /// Learnt from the pool's rows alone.
    KnownDevices known;
    /// known.compute(rows).
    std::vector<double> numbers;
    std::vector<ProtocolDevice> devices;
    /// Of the protocol's first formula, shape (n); empty without any.
    std::vector<double> formula;

    std::span<const double> numbers_of(std::size_t row) const {
        return std::span(numbers).subspan(row * known.width(), known.width());
    }
};

/// Throws UserError for devices, metrics and rows that are not there, and what opening metrics throws.
ProtocolData open_protocol(const Protocol& protocol, MetricCatalogue& catalogue);

/// The model of a device that was measured on these rows. Throws UserError when all have one value.
/// REQUIRES: at least 3 rows, of those with a value.
FewShotModel fit_device(const ProtocolData& data, const ProtocolDevice& device,
                        std::span<const std::size_t> measured);

/// Rows without the lowest and the highest `share` of their values, in order of row number; ties in order of row.
RowNumbers trimmed(const RowNumbers& rows, std::span<const double> values, double share);

}  // namespace archfront
