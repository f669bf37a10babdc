// Bare points, as jMetal, moocore and EvoXBench store them: rows of costs without names or units.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "results/import/columns.hpp"

namespace archfront {

/// Turns rows of minimised costs into metrics in their own units. Columns are called 1, 2 ...; without a choice the
/// columns are the objectives in order, and no more of them.
class CostColumns {
  public:
    /// How a maximised objective stands in its column where no choice has a minuend.
    enum class Maximised {
        negated,
        /// Not to be known: such a column has to be chosen with a minuend.
        unknown,
    };

    /// What is given must outlive this.
    CostColumns(const Study& study, std::size_t device, const std::vector<ColumnChoice>& choices,
                Maximised maximised)
        : study_(study), device_(device), choices_(choices), maximised_(maximised) {}

    /// The metrics of a row, shape (k). Throws UserError where the row is no longer or shorter than the first, or that
    /// has another number of columns than wanted.
    std::vector<double> metrics(const std::vector<double>& row, const FilePosition& where);

  private:
    void resolve(std::size_t width, const FilePosition& where);

    const Study& study_;
    std::size_t device_;
    const std::vector<ColumnChoice>& choices_;
    Maximised maximised_;
    std::size_t width_ = 0;
    std::vector<MetricColumn> columns_;  // of the metrics, once the first row is known
};

/// Visits the rows of a text file: numbers separated by blanks or commas. Empty lines part sets, which count from 0;
/// lines that begin with '#' are comments. Throws UserError with line for a field that is no number.
void for_each_point(const std::filesystem::path& file,
                    const std::function<void(std::size_t set, const std::vector<double>& row,
                                             const FilePosition& where)>& visit);

/// The lines of a file that are not blank, without line ends.
std::vector<std::string> read_lines(const std::filesystem::path& file);

}  // namespace archfront
