// Rows of a table with a header as evaluations: the columns of labels and of each device's metrics.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/csv.hpp"
#include "results/import/columns.hpp"
#include "results/import/imported_runs.hpp"

namespace archfront {

/// Looks at the present row of a table; all that it is given must outlive it.
class TableColumns {
  public:
    /// `file` says the device where no column does (see ImportedRuns::device_of), unless the table has the metrics of
    /// one device only, by their ids.
    TableColumns(const CsvReader& csv, const std::filesystem::path& file,
                 const std::vector<ColumnChoice>& choices, const ImportedRuns& runs);

    /// Throws UserError where no device is said, or an unknown one.
    std::size_t device() const;
    /// The metrics of the row on a device, shape (k); NaN for an empty field. Throws UserError for a metric without a
    /// column and for what is no number.
    std::vector<double> metrics(std::size_t device);
    /// Where a metric of a device stands. Throws UserError for a metric without a column.
    const std::vector<MetricColumn>& columns(std::size_t device);
    /// Throws UserError where neither 0 nor 1 stands; true without a column.
    bool feasible() const;
    /// A label of the row; `otherwise` without a column.
    std::string label(const std::string& name, const std::string& otherwise) const;

  private:
    std::optional<std::size_t> sole_device() const;

    const CsvReader& csv_;
    FilePosition header_;
    const std::vector<ColumnChoice>& choices_;
    const ImportedRuns& runs_;
    std::map<std::string, std::optional<std::size_t>> labels_;
    std::optional<std::size_t> device_;  // of all rows
    std::map<std::size_t, std::vector<MetricColumn>> columns_;
};

}  // namespace archfront
