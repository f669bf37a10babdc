// The one loop that drives every optimiser.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "engine/evaluator.hpp"
#include "engine/optimizer.hpp"

namespace archfront {

enum class RunEnd {
    budget_spent,
    /// The optimiser has nothing left to propose.
    exhausted,
    /// The optimiser went on proposing architectures that are known already.
    stalled,
};

std::string to_string(RunEnd end);

/// Called after each batch that paid for something: evaluations first ... first + count - 1 are new.
using RunObserver = std::function<void(std::size_t first, std::size_t count)>;

struct RunOptions {
    /// Proposals asked for at once. Changes nothing but speed.
    std::size_t batch = 1024;
    /// Consecutive known proposals after which the run is called stalled.
    std::size_t patience = 100'000;
};

RunEnd run(Optimizer& optimizer, Evaluator& evaluator, const RunObserver& observe = {},
           RunOptions options = {});

}  // namespace archfront
