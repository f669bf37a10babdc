#include "objectives/measurements.hpp"

#include <cmath>
#include <limits>

namespace archfront {

MeasurementAverages::MeasurementAverages(std::shared_ptr<const SearchSpace> space, std::size_t columns,
                                         Equivalence equivalence)
    : architectures_(std::make_shared<ListedArchitectures>(std::move(space), equivalence)),
      canonical_(architectures_->space().width()),
      sums_(columns),
      counts_(columns) {}

std::size_t MeasurementAverages::add(ArchitectureView architecture, std::span<const double> values) {
    ARCHFRONT_ASSERT(values.size() == sums_.size(), "one value per column");
    canonical_.clear();
    canonical_.push_back(architecture);
    architectures_->space().canonicalise(canonical_, architectures_->equivalence());
    auto row = architectures_->find(canonical_[0]);
    if (!row) {
        row = architectures_->size();
        architectures_->push_back(canonical_[0]);
        for (std::size_t c = 0; c < sums_.size(); ++c) {
            sums_[c].push_back(0);
            counts_[c].push_back(0);
        }
    } else {
        architectures_->count_repeat();
    }
    for (std::size_t c = 0; c < values.size(); ++c) {
        if (std::isnan(values[c])) continue;
        sums_[c][*row] += values[c];
        counts_[c][*row] += 1;
    }
    return *row;
}

Measurements MeasurementAverages::means() const {
    Measurements measurements{architectures_, sums_};
    for (std::size_t c = 0; c < sums_.size(); ++c) {
        for (std::size_t r = 0; r < sums_[c].size(); ++r) {
            const double count = counts_[c][r];
            double& mean = measurements.columns[c][r];
            mean = count > 0 ? mean / count : std::numeric_limits<double>::quiet_NaN();
        }
    }
    return measurements;
}

std::shared_ptr<const MetricSource> MeasurementFile::open(const MetricInfo& info, std::size_t column) {
    if (!measurements_) measurements_ = read_(file_);
    return std::make_shared<const ListedMetric>(info, measurements_->architectures,
                                                measurements_->columns.at(column), std::vector{file_});
}

}  // namespace archfront
