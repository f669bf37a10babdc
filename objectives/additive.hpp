// A metric that is a sum of independent parts: what look-up tables and closed forms of chain-like networks have
// in common.
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "engine/metric.hpp"

namespace archfront {

/// first + choices[0][choice of variable 0] + choices[1][...] + ... + last[0] + ..., added in this order: who
/// publishes sums of doubles has rounded them in some order.
struct AdditiveTable {
    double first = 0;
    std::vector<std::vector<double>> choices;  // one value for each choice of each variable
    std::vector<double> last;
};

class AdditiveMetric : public MetricSource {
  public:
    AdditiveMetric(MetricInfo info, AdditiveTable table, std::vector<std::filesystem::path> files = {})
        : MetricSource(std::move(info)), table_(std::move(table)), files_(std::move(files)) {}

    std::vector<std::filesystem::path> files() const override { return files_; }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        ARCHFRONT_ASSERT(batch.width() == table_.choices.size(), "a table of another space");
        for (std::size_t r = 0; r < batch.size(); ++r) {
            double sum = table_.first;
            for (std::size_t i = 0; i < batch.width(); ++i)
                sum += table_.choices[i][batch[r][i]];
            for (const double last : table_.last)
                sum += last;
            values[r] = sum;
        }
    }

    AdditiveTable table_;
    std::vector<std::filesystem::path> files_;
};

}  // namespace archfront
