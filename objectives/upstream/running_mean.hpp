// Columns that hold the running mean of a measurement instead of the measurement: row k is the mean of rows 1
// to k.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace archfront::upstream {

/// The evidence that a column is a running mean.
struct RunningMean {
    std::size_t rows = 0;
    /// Rows whose value times row number is whole: all of them where the measurement was whole numbers.
    std::size_t whole_products = 0;
    /// Typical step between neighbouring rows in the last half, over that in the second sixteenth. About 1/8
    /// for a running mean, about 1 for rows in an order that does not matter.
    double step_ratio = 1;
};

/// nullopt for a column that is none, has fewer than 256 rows, or has a value that is not finite.
/// The steps of a running mean fall like 1 / k while their directions stay mixed, which sets it apart from
/// sorted rows. Besides, products with the row number are whole although the values are not, or the fall is
/// even from each sixteenth, eighth, quarter and half to the next.
std::optional<RunningMean> find_running_mean(std::span<const double> values);

}  // namespace archfront::upstream
