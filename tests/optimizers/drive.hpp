// Drives an optimiser by hand: what a test of one algorithm needs to look at its proposals step by step.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/optimizer.hpp"
#include "tests/synthetic.hpp"

namespace archfront {

/// The costs of an architecture, and how far it violates constraints.
struct Told {
    std::vector<double> costs;
    double violation = 0;
};

inline std::unique_ptr<Optimizer> make_optimizer(std::string_view name,
                                                 const std::vector<std::size_t>& cardinalities,
                                                 std::size_t objectives,
                                                 const std::vector<OptionAssignment>& options,
                                                 std::uint64_t seed = 1) {
    const auto space = std::make_shared<const synthetic::Space>(cardinalities);
    return Registry<OptimizerPlugin>::instance().at(name).make(
        {space, objectives, 1000, seed, Equivalence::spelling}, options);
}

/// Asks until `count` architectures have come, telling costs after each batch; fewer at the end of the space.
inline std::vector<Architecture> drive(Optimizer& optimizer, std::size_t width, std::size_t count,
                                       const std::function<Told(ArchitectureView)>& evaluate) {
    std::vector<Architecture> seen;
    ArchitectureBatch batch(width);
    while (seen.size() < count) {
        optimizer.ask(count - seen.size(), batch);
        if (batch.empty()) break;
        Costs costs(evaluate(batch[0]).costs.size());
        for (std::size_t r = 0; r < batch.size(); ++r) {
            const Told told = evaluate(batch[r]);
            costs.push_back(told.costs, told.violation);
            seen.emplace_back(batch[r].begin(), batch[r].end());
        }
        optimizer.tell(batch, costs);
    }
    return seen;
}

inline std::size_t count_distinct(const std::vector<Architecture>& architectures) {
    std::set<std::string> distinct;
    for (const Architecture& architecture : architectures)
        distinct.emplace(architecture.begin(), architecture.end());
    return distinct.size();
}

/// In how many variables two architectures differ.
inline std::size_t changes_between(ArchitectureView a, ArchitectureView b) {
    std::size_t changes = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        changes += a[i] != b[i] ? 1 : 0;
    return changes;
}

/// Sum of choices first ... last - 1.
inline double sum_of(ArchitectureView a, std::size_t first, std::size_t last) {
    double total = 0;
    for (std::size_t i = first; i < last; ++i)
        total += a[i];
    return total;
}

}  // namespace archfront
