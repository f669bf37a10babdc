#include "objectives/upstream/running_mean.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace archfront::upstream {
namespace {

/// Median of |step| * row^power over rows first ... end - 1 (from 0), a step leading to its row.
double typical_step(std::span<const double> values, std::size_t first, std::size_t end, int power) {
    std::vector<double> steps;
    for (std::size_t k = first; k < end; ++k)
        steps.push_back(std::abs(values[k] - values[k - 1]) * std::pow(static_cast<double>(k + 1), power));
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

bool is_whole(double value) {
    return std::abs(value - std::round(value)) <= std::max(1e-6, std::abs(value) * 1e-12);
}

/// Whether typical steps times the row number are about the same in four octaves of rows.
bool steps_fall_evenly(std::span<const double> values) {
    double lowest = 0, highest = 0;
    for (std::size_t first = values.size() / 16; 2 * first <= values.size(); first *= 2) {
        const double level = typical_step(values, first, 2 * first, 1);
        lowest = lowest == 0 ? level : std::min(lowest, level);
        highest = std::max(highest, level);
    }
    return lowest > 0 && highest < 2 * lowest;
}

}  // namespace

std::optional<RunningMean> find_running_mean(std::span<const double> values) {
    const std::size_t rows = values.size();
    const auto finite = [](double value) { return std::isfinite(value); };
    if (rows < 256 || !std::all_of(values.begin(), values.end(), finite)) return std::nullopt;
    const double early = typical_step(values, rows / 16, rows / 8, 0);
    if (early == 0) return std::nullopt;
    RunningMean found{.rows = rows, .step_ratio = typical_step(values, rows / 2, rows, 0) / early};

    std::size_t rises = 0, whole_values = 0;
    for (std::size_t k = 0; k < rows; ++k) {
        if (k > 0 && values[k] > values[k - 1]) ++rises;
        if (is_whole(values[k])) ++whole_values;
        if (is_whole(values[k] * static_cast<double>(k + 1))) ++found.whole_products;
    }
    const bool mixed = rises > rows / 4 && rises < rows - rows / 4;
    if (!mixed || found.step_ratio > 0.3) return std::nullopt;
    const bool whole = found.whole_products == rows && whole_values < rows / 2;
    if (!whole && !steps_fall_evenly(values)) return std::nullopt;
    return found;
}

}  // namespace archfront::upstream
