// Individuals with their costs: the table that every evolutionary method keeps, and its saved form.
#pragma once

#include <algorithm>
#include <span>

#include "engine/costs.hpp"
#include "engine/optimizer.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {

/// Row r of `architectures` has the costs of row r of `costs`.
struct Population {
    explicit Population(const OptimizerContext& context)
        : architectures(context.space->width()), costs(context.objectives) {}

    std::size_t size() const { return architectures.size(); }

    void clear() {
        architectures.clear();
        costs.clear();
    }

    void push_back(ArchitectureView architecture, std::span<const double> row, double violation) {
        architectures.push_back(architecture);
        costs.push_back(row, violation);
    }

    void replace(std::size_t index, ArchitectureView architecture, std::span<const double> row,
                 double violation) {
        std::copy(architecture.begin(), architecture.end(), architectures.row(index).begin());
        std::copy(row.begin(), row.end(), costs.row(index).begin());
        costs.set_violation(index, violation);
    }

    /// The last individual takes the place of the one that leaves.
    void remove(std::size_t index) {
        const std::size_t last = size() - 1;
        if (index != last) replace(index, architectures[last], costs[last], costs.violation(last));
        architectures.pop_back();
        costs.resize(last);
    }

    void save(StateWriter& state) const {
        state.architectures(architectures);
        state.costs(costs);
    }

    /// Throws UserError for a damaged state, or architectures that the space does not have.
    void load(StateReader& state, const SearchSpace& space) {
        load_architectures(state, space, architectures);
        state.costs(costs);
        if (costs.size() != architectures.size()) damaged_state();
    }

    ArchitectureBatch architectures;
    Costs costs;
};

}  // namespace archfront
