#include "results/reference.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "engine/architecture_set.hpp"
#include "engine/hypervolume.hpp"
#include "engine/pareto.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

Front empty_front(std::size_t width, std::size_t objectives) {
    return {ArchitectureBatch(width), {}, Costs(objectives)};
}

/// The rows of `front` in the given order.
Front select(const Front& front, const std::vector<std::size_t>& rows) {
    Front selected = empty_front(front.architectures.width(), front.costs.objectives());
    const std::size_t k = front.architectures.empty() ? 0 : front.metrics.size() / front.architectures.size();
    for (const std::size_t row : rows) {
        selected.architectures.push_back(front.architectures[row]);
        const auto first = front.metrics.begin() + static_cast<std::ptrdiff_t>(row * k);
        selected.metrics.insert(selected.metrics.end(), first, first + static_cast<std::ptrdiff_t>(k));
        selected.costs.push_back(front.costs[row], front.costs.violation(row));
    }
    return selected;
}

Front nondominated(const Front& front) {
    return select(front, pareto_front(front.costs));
}

Front sorted(const Front& front) {
    std::vector<std::size_t> order(front.architectures.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto x = front.costs[a];
        const auto y = front.costs[b];
        const auto differ = std::mismatch(x.begin(), x.end(), y.begin());
        if (differ.first != x.end()) return *differ.first < *differ.second;
        const auto left = front.architectures[a];
        const auto right = front.architectures[b];
        return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
    });
    return select(front, order);
}

/// Costs of bounds given in the metrics' own units.
std::vector<double> to_costs(std::vector<double> values, const std::vector<Direction>& directions) {
    for (std::size_t j = 0; j < values.size(); ++j) {
        if (directions[j] == Direction::maximise) values[j] = -values[j];
    }
    return values;
}

void set_bounds(StudyReference& reference, const BoundsRequest& request) {
    const std::size_t m = request.directions.size();
    const auto& [ideal, nadir] = *request.bounds;
    ARCHFRONT_ASSERT(ideal.size() == m && nadir.size() == m, "bounds of another problem");
    reference.ideal = to_costs(ideal, request.directions);
    reference.nadir = to_costs(nadir, request.directions);
    for (std::size_t j = 0; j < m; ++j) {
        if (reference.ideal[j] <= reference.nadir[j]) continue;
        throw UserError("reference bounds of objective " + std::to_string(j + 1) + ", which is " +
                        (request.directions[j] == Direction::maximise ? "maximised" : "minimised") +
                        ": ideal " + format_number(ideal[j]) + " is worse than nadir " +
                        format_number(nadir[j]) + "; exchange them");
    }
    reference.bounds_origin = "experiment file";
}

}  // namespace

std::optional<Front> true_front(const Problem& problem, std::uint64_t largest_space) {
    const SearchSpace& space = problem.space();
    if (!space.size() || *space.size() > largest_space) return std::nullopt;
    constexpr std::uint64_t block = 8'192;
    const std::size_t k = problem.metrics().size();
    Front front = empty_front(space.width(), problem.objectives().size());
    ArchitectureBatch genotypes(space.width());
    std::vector<double> costs(problem.objectives().size());
    for (std::uint64_t first = 0; first < *space.size(); first += block) {
        const std::uint64_t end = std::min(first + block, *space.size());
        genotypes.clear();
        for (std::uint64_t ordinal = first; ordinal < end; ++ordinal)
            space.from_ordinal(ordinal, genotypes.emplace_back());
        space.canonicalise(genotypes, problem.equivalence());

        // Every class holds its representative, so the genotypes that represent themselves are all of them.
        const std::size_t known = front.architectures.size();
        for (std::size_t r = 0; r < genotypes.size(); ++r) {
            if (space.ordinal(genotypes[r]) == first + r) front.architectures.push_back(genotypes[r]);
        }
        const std::size_t count = front.architectures.size() - known;
        front.metrics.resize((known + count) * k);
        problem.evaluate(front.architectures.view().subview(known, count),
                         std::span(front.metrics).subspan(known * k));
        for (std::size_t r = known; r < known + count; ++r) {
            const double violation = problem.costs(std::span(front.metrics).subspan(r * k, k), costs);
            front.costs.push_back(costs, violation);
        }
        front = nondominated(front);
    }
    return sorted(front);
}

Front union_front(const Study& study, std::size_t device, std::optional<std::size_t> optimizer) {
    const std::size_t k = study.metrics.size();
    Front all = empty_front(study.space->width(), study.objectives());
    ArchitectureSet known(study.space->width());
    for (const StudyCell& cell : study.cells) {
        if (cell.device != device || (optimizer && cell.optimizer != *optimizer)) continue;
        for (const std::size_t row : pareto_front(cell.costs)) {
            if (!known.insert(cell.architectures[row]).second) continue;
            all.architectures.push_back(cell.architectures[row]);
            const auto first = cell.metrics.begin() + static_cast<std::ptrdiff_t>(row * k);
            all.metrics.insert(all.metrics.end(), first, first + static_cast<std::ptrdiff_t>(k));
            all.costs.push_back(cell.costs[row], cell.costs.violation(row));
        }
    }
    return sorted(nondominated(all));
}

StudyReference make_reference(const CostsView& best_front, const std::string& best_origin,
                              const BoundsRequest& request) {
    const std::size_t m = best_front.objectives();
    ARCHFRONT_ASSERT(request.directions.size() == m, "directions of another problem");
    const std::vector<std::size_t> rows = pareto_front(best_front);
    if (rows.empty()) {
        throw UserError("no feasible architecture on device '" + request.device +
                        "': none has a value for every metric and meets every constraint; relax the "
                        "constraints or raise the budget");
    }
    StudyReference reference;
    if (request.bounds) {
        set_bounds(reference, request);
    } else {
        const auto front_costs = best_front[rows.front()];
        reference.ideal.assign(front_costs.begin(), front_costs.end());
        reference.nadir = reference.ideal;
        for (const std::size_t row : rows) {
            for (std::size_t j = 0; j < m; ++j) {
                reference.ideal[j] = std::min(reference.ideal[j], best_front[row][j]);
                reference.nadir[j] = std::max(reference.nadir[j], best_front[row][j]);
            }
        }
        reference.bounds_origin = best_origin == "true front" ? "true front" : "union of all runs";
    }
    reference.point = request.point.empty() ? std::vector<double>(m, 1.1) : request.point;
    ARCHFRONT_ASSERT(reference.point.size() == m, "reference point of another problem");
    reference.best_hypervolume = normalised_hypervolume(best_front, reference);
    reference.best_origin = best_origin;
    return reference;
}

std::vector<double> normalise(std::span<const double> costs, const StudyReference& reference) {
    const std::size_t m = reference.ideal.size();
    ARCHFRONT_ASSERT(costs.size() % m == 0, "costs of another problem");
    std::vector<double> normalised(costs.begin(), costs.end());
    for (std::size_t i = 0; i < normalised.size(); ++i) {
        const double range = reference.nadir[i % m] - reference.ideal[i % m];
        normalised[i] = (normalised[i] - reference.ideal[i % m]) / (range > 0 ? range : 1);
    }
    return normalised;
}

double normalised_hypervolume(const CostsView& costs, const StudyReference& reference) {
    std::vector<double> feasible;
    for (std::size_t r = 0; r < costs.size(); ++r) {
        if (costs.feasible(r)) feasible.insert(feasible.end(), costs[r].begin(), costs[r].end());
    }
    return hypervolume(normalise(feasible, reference), reference.point);
}

}  // namespace archfront
