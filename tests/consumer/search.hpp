// A search from beginning to end with nothing but the engine.
#pragma once

#include <iostream>
#include <memory>
#include <string>

#include "engine/evaluator.hpp"
#include "engine/metric.hpp"
#include "engine/optimizer.hpp"
#include "engine/pareto.hpp"
#include "engine/run.hpp"

/// Prints how large a front `optimizer` finds with `budget` distinct evaluations, and returns it.
inline std::size_t search(const std::string& optimizer, const std::string& space_name,
                          const std::string& first, const std::string& second, std::size_t budget) {
    using namespace archfront;
    const auto space = make_space(space_name);
    MetricContext metrics;
    metrics.space = space;
    MetricCatalogue catalogue(metrics);
    const auto problem = std::make_shared<const Problem>(
        space, std::vector<Objective>{{catalogue.open(first)}, {catalogue.open(second)}});

    Evaluator evaluator(problem, budget);
    const OptimizerContext context{.space = space, .objectives = 2, .budget = budget, .seed = 1};
    const auto searcher = Registry<OptimizerPlugin>::instance().at(optimizer).make(context, {});
    const RunEnd end = run(*searcher, evaluator);

    const auto front = pareto_front(evaluator.costs());
    std::cout << optimizer << " on " << space_name << ": " << evaluator.spent() << " evaluations ("
              << to_string(end) << "), a front of " << front.size() << "\n";
    return front.size();
}
