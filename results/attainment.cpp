// One sweep serves two and three objectives: points enter by their last cost (all at once in two objectives),
// and for each distinct first cost a column holds the lowest second cost that each run has reached up to
// there, sorted. The k-th of a column is where the k-th surface stands.
#include "results/attainment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "engine/error.hpp"
#include "engine/pareto.hpp"

namespace archfront {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct RunPoint {
    double last;  // 0 in two objectives
    double second;
    double first;
    std::size_t run;

    auto order() const { return std::tie(last, second, first, run); }
};

/// In the order in which the sweep meets them.
std::vector<RunPoint> points_of(const RunPoints& runs, std::size_t objectives) {
    ARCHFRONT_ASSERT(objectives == 2 || objectives == 3, "attainment is swept in two or three objectives");
    std::vector<RunPoint> points;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        ARCHFRONT_ASSERT(runs[run].size() % objectives == 0, "points of another problem");
        for (auto row = runs[run].begin(); row != runs[run].end(); row += objectives == 2 ? 2 : 3) {
            const double last = objectives == 3 ? row[2] : 0;
            if (std::isfinite(row[0]) && std::isfinite(row[1]) && std::isfinite(last))
                points.push_back({last, row[1], row[0], run});
        }
    }
    std::sort(points.begin(), points.end(),
              [](const RunPoint& a, const RunPoint& b) { return a.order() < b.order(); });
    return points;
}

class Columns {
  public:
    Columns(const std::vector<RunPoint>& points, std::size_t runs) : runs_(runs) {
        for (const RunPoint& point : points)
            firsts_.push_back(point.first);
        std::sort(firsts_.begin(), firsts_.end());
        firsts_.erase(std::unique(firsts_.begin(), firsts_.end()), firsts_.end());
        by_run_.assign(firsts_.size() * runs, infinity);
        sorted_ = by_run_;
    }

    std::size_t size() const { return firsts_.size(); }
    /// The first cost from which the column reaches to the next; infinite behind the last.
    double first(std::size_t column) const { return column < size() ? firsts_[column] : infinity; }
    /// Lowest second costs of the runs, shape (r), and the k-th lowest of them, from k = 1 on.
    std::span<const double> by_run(std::size_t column) const {
        return std::span(by_run_).subspan(column * runs_, runs_);
    }
    double kth(std::size_t column, std::size_t k) const {
        ARCHFRONT_ASSERT(k >= 1 && k <= runs_, "a level between one run and all");
        return sorted_[column * runs_ + k - 1];
    }

    /// The columns that changed are [begin, end).
    std::pair<std::size_t, std::size_t> insert(const RunPoint& point) {
        const auto place = std::lower_bound(firsts_.begin(), firsts_.end(), point.first);
        const auto begin = static_cast<std::size_t>(place - firsts_.begin());
        std::size_t end = begin;
        for (; end < size() && by_run_[end * runs_ + point.run] > point.second; ++end)
            lower(end, point.run, point.second);
        return {begin, end};
    }

  private:
    void lower(std::size_t column, std::size_t run, double value) {
        const double old = std::exchange(by_run_[column * runs_ + run], value);
        const auto all = std::span(sorted_).subspan(column * runs_, runs_);
        const auto to = std::upper_bound(all.begin(), all.end(), value);
        const auto from = std::lower_bound(to, all.end(), old);
        std::move_backward(to, from, from + 1);
        *to = value;
    }

    std::size_t runs_;
    std::vector<double> firsts_;
    std::vector<double> by_run_;
    std::vector<double> sorted_;
};

RunPoints joined(const RunPoints& first, const RunPoints& second) {
    ARCHFRONT_ASSERT(!first.empty() && !second.empty(), "attainment of no runs");
    RunPoints all = first;
    all.insert(all.end(), second.begin(), second.end());
    return all;
}

/// How far two shares of runs are apart, times the number of pairs of runs: exact.
std::ptrdiff_t balance(std::size_t first_attaining, std::size_t first_runs, std::size_t second_attaining,
                       std::size_t second_runs) {
    return static_cast<std::ptrdiff_t>(first_attaining * second_runs) -
           static_cast<std::ptrdiff_t>(second_attaining * first_runs);
}

double share_of_pairs(std::ptrdiff_t balance, const RunPoints& first, const RunPoints& second) {
    return static_cast<double>(balance) / static_cast<double>(first.size() * second.size());
}

/// A stretch of a column: second costs from low to high of one balance.
struct Stretch {
    double low;
    double high;
    std::ptrdiff_t balance;
};

/// Those of a balance other than 0, ascending. The first `first_runs` runs are the first optimiser's.
std::vector<Stretch> stretches(std::span<const double> by_run, std::size_t first_runs) {
    std::vector<std::pair<double, std::size_t>> steps;
    for (std::size_t run = 0; run < by_run.size(); ++run) {
        if (by_run[run] < infinity) steps.emplace_back(by_run[run], run);
    }
    std::sort(steps.begin(), steps.end());
    std::vector<Stretch> found;
    std::size_t attaining = 0;  // of the first optimiser
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto [low, run] = steps[i];
        attaining += run < first_runs ? 1 : 0;
        const double high = i + 1 < steps.size() ? steps[i + 1].first : infinity;
        const std::ptrdiff_t difference =
            balance(attaining, first_runs, i + 1 - attaining, by_run.size() - first_runs);
        if (high == low || difference == 0) continue;
        if (!found.empty() && found.back().high == low && found.back().balance == difference) {
            found.back().high = high;
        } else {
            found.push_back({low, high, difference});
        }
    }
    return found;
}

}  // namespace

RunPoints run_fronts(const Study& study, std::size_t device, std::size_t optimizer,
                     std::optional<std::size_t> evaluations) {
    RunPoints fronts;
    for (const StudyCell& cell : study.cells) {
        if (cell.device != device || cell.optimizer != optimizer) continue;
        const CostsView all = cell.costs;
        const std::size_t n = std::min(all.size(), evaluations.value_or(all.size()));
        const CostsView costs(all.values().first(n * all.objectives()), all.violations().first(n),
                              all.objectives());
        std::set<std::vector<double>> rows;
        for (const std::size_t row : pareto_front(costs))
            rows.emplace(costs[row].begin(), costs[row].end());
        std::vector<double>& front = fronts.emplace_back();
        for (const std::vector<double>& row : rows)
            front.insert(front.end(), row.begin(), row.end());
    }
    return fronts;
}

std::size_t attained_by(const RunPoints& runs, std::span<const double> point) {
    const auto m = static_cast<std::ptrdiff_t>(point.size());
    std::size_t count = 0;
    for (const std::vector<double>& run : runs) {
        bool attains = false;
        for (auto row = run.begin(); row != run.end() && !attains; row += m) {
            attains = std::equal(row, row + m, point.begin(), [](double cost, double bound) {
                return std::isfinite(cost) && cost <= bound;
            });
        }
        count += attains ? 1 : 0;
    }
    return count;
}

std::vector<std::vector<double>> attainment_surfaces(const RunPoints& runs, std::size_t objectives,
                                                     std::span<const std::size_t> levels) {
    std::vector<std::size_t> all(levels.empty() ? runs.size() : 0);
    std::iota(all.begin(), all.end(), std::size_t{1});
    if (levels.empty()) levels = all;
    const std::vector<RunPoint> points = points_of(runs, objectives);
    Columns columns(points, runs.size());
    // As they were before the points of one last cost came.
    std::vector<double> before(columns.size() * levels.size(), infinity);
    std::vector<std::vector<double>> surfaces(levels.size());
    for (auto level = points.begin(); level != points.end();) {
        const double last = level->last;
        std::set<std::size_t> changed;
        for (; level != points.end() && level->last == last; ++level) {
            const auto [begin, end] = columns.insert(*level);
            for (std::size_t column = begin; column < end; ++column)
                changed.insert(changed.end(), column);
        }
        for (const std::size_t column : changed) {
            for (std::size_t i = 0; i < levels.size(); ++i) {
                const double now = columns.kth(column, levels[i]);
                double& was = before[column * levels.size() + i];
                // Minimal in every direction: not attained at smaller last costs, nor smaller first ones.
                const bool minimal = now < was && (column == 0 || columns.kth(column - 1, levels[i]) > now);
                was = now;
                if (!minimal) continue;
                surfaces[i].insert(surfaces[i].end(), {columns.first(column), now});
                if (objectives == 3) surfaces[i].push_back(last);
            }
        }
    }
    return surfaces;
}

std::vector<AttainmentRectangle> attainment_differences(const RunPoints& first, const RunPoints& second) {
    const RunPoints runs = joined(first, second);
    const std::vector<RunPoint> points = points_of(runs, 2);
    Columns columns(points, runs.size());
    for (const RunPoint& point : points)
        columns.insert(point);
    std::vector<AttainmentRectangle> rectangles;
    // Rectangles that reach to the column, by what must be equal for one to go on.
    using Key = std::tuple<double, double, std::ptrdiff_t>;
    std::map<Key, std::size_t> open;
    for (std::size_t column = 0; column < columns.size(); ++column) {
        std::map<Key, std::size_t> still_open;
        for (const Stretch& stretch : stretches(columns.by_run(column), first.size())) {
            const Key key{stretch.low, stretch.high, stretch.balance};
            const auto place = open.find(key);
            const std::size_t index = place != open.end() ? place->second : rectangles.size();
            if (index == rectangles.size()) {
                rectangles.push_back({{columns.first(column), stretch.low},
                                      {0, stretch.high},
                                      share_of_pairs(stretch.balance, first, second)});
            }
            rectangles[index].high[0] = columns.first(column + 1);
            still_open.emplace(key, index);
        }
        open = std::move(still_open);
    }
    return rectangles;
}

AttainmentDifferencePoints attainment_difference_points(const RunPoints& first, const RunPoints& second,
                                                        std::size_t objectives,
                                                        std::span<const std::size_t> levels) {
    std::set<std::vector<double>> points;
    for (const std::vector<double>& surface :
         attainment_surfaces(joined(first, second), objectives, levels)) {
        const auto m = static_cast<std::ptrdiff_t>(objectives);
        for (auto row = surface.begin(); row != surface.end(); row += m)
            points.emplace(row, row + m);
    }
    AttainmentDifferencePoints result;
    for (const std::vector<double>& point : points) {
        result.points.insert(result.points.end(), point.begin(), point.end());
        const std::ptrdiff_t difference =
            balance(attained_by(first, point), first.size(), attained_by(second, point), second.size());
        result.differences.push_back(share_of_pairs(difference, first, second));
    }
    return result;
}

}  // namespace archfront
