#include "results/report/evaluation_grid.hpp"

#include <algorithm>

namespace archfront {

std::vector<std::size_t> evaluation_grid(std::size_t evaluations) {
    std::vector<std::size_t> grid;
    for (std::size_t decade = 1; decade < evaluations; decade *= 10) {
        for (const std::size_t tenths : {10U, 12U, 15U, 20U, 25U, 30U, 40U, 50U, 60U, 80U}) {
            const std::size_t point = decade * tenths / 10;
            if (point < evaluations && (grid.empty() || point > grid.back())) grid.push_back(point);
        }
    }
    if (evaluations > 0) grid.push_back(evaluations);
    return grid;
}

std::size_t longest_run(const Study& study, std::size_t device) {
    std::size_t longest = 0;
    for (const StudyCell& cell : study.cells) {
        if (cell.device == device) longest = std::max(longest, cell.costs.size());
    }
    return longest;
}

double ratio_after(std::span<const CurvePoint> steps, std::size_t evaluations) {
    const auto behind = std::upper_bound(
        steps.begin(), steps.end(), evaluations,
        [](std::size_t count, const CurvePoint& point) { return count < point.evaluations; });
    return behind == steps.begin() ? 0 : (behind - 1)->ratio;
}

}  // namespace archfront
