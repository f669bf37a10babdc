// A protocol carried out: every way to choose measurements, and every baseline, on every device that plays the new one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/protocol_data.hpp"

namespace archfront {

/// How well one model predicts one device. No network that it was measured on counts.
struct ProtocolResult {
    std::string device;
    /// A design, or a baseline: the name of a closed formula; "layer-wise", a sum of one value for each choice;
    /// "alone", a ridge regression on the space's features. The last two learn from the new device alone.
    std::string method;
    /// How many measurements of the new device it saw.
    std::size_t samples = 0;
    std::size_t draw = 0;
    /// Spearman's correlation with measured values: of the evaluation rows without the device's extremes, of all
    /// evaluation rows, and of the whole table.
    double trimmed = 0;
    double evaluation = 0;
    double table = 0;
    /// Share of the evaluation rows whose measured value is within the 90 % interval; NaN for baselines.
    double coverage = 0;
};

/// By device, method, samples and draw, in the protocol's order, baselines last. The same for any number of threads.
/// progress: told how many results are new, by any thread.
std::vector<ProtocolResult> run_protocol(const Protocol& protocol, const ProtocolData& data,
                                         const std::function<void(std::size_t)>& progress = {});

/// How many results run_protocol() gives.
std::size_t result_count(const Protocol& protocol);

/// The rows to measure. draw: 0 for designs on the whole pool; others on a random half of it each.
/// REQUIRES: count <= half of the pool.
RowNumbers choose_rows(const Protocol& protocol, const ProtocolData& data, const ProtocolDevice& device,
                       Sampling sampling, std::size_t count, std::size_t draw);

}  // namespace archfront
