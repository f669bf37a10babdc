// Measured tables of several columns, read when somebody wants values; rows of one architecture are averaged.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "objectives/listed.hpp"

namespace archfront {

/// A table: for each column, a value of each listed architecture.
struct Measurements {
    std::shared_ptr<const ListedArchitectures> architectures;
    std::vector<std::vector<double>> columns;  // shape (columns, rows)
};

/// Collects rows and averages those of equal architectures.
class MeasurementAverages {
  public:
    MeasurementAverages(std::shared_ptr<const SearchSpace> space, std::size_t columns,
                        Equivalence equivalence = Equivalence::spelling);

    /// Adds a row, and returns the place of its architecture, which is the number of architectures before when it
    /// is new. NaN stands for a missing value, which no mean counts. REQUIRES: one value per column.
    std::size_t add(ArchitectureView architecture, std::span<const double> values);

    /// What the files call a row; see ListedArchitectures.
    void name_row(std::string name, std::size_t row) { architectures_->name_row(std::move(name), row); }

    /// In order of first appearance.
    Measurements means() const;

  private:
    std::shared_ptr<ListedArchitectures> architectures_;
    ArchitectureBatch canonical_;
    std::vector<std::vector<double>> sums_;    // shape (columns, rows)
    std::vector<std::vector<double>> counts_;  // likewise
};

/// A file of measurements that is read when the first of its metrics is opened, once.
class MeasurementFile {
  public:
    using Read = std::function<Measurements(const std::filesystem::path& file)>;

    MeasurementFile(std::filesystem::path file, Read read) : file_(std::move(file)), read_(std::move(read)) {}

    /// Throws what reading throws. REQUIRES: the file's measurements have that column.
    std::shared_ptr<const MetricSource> open(const MetricInfo& info, std::size_t column);

  private:
    std::filesystem::path file_;
    Read read_;
    std::optional<Measurements> measurements_;
};

}  // namespace archfront
