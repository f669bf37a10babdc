#include "engine/run.hpp"

#include <algorithm>

namespace archfront {

std::string to_string(RunEnd end) {
    switch (end) {
        case RunEnd::budget_spent:
            return "budget spent";
        case RunEnd::exhausted:
            return "nothing left to propose";
        case RunEnd::stalled:
            return "stalled: only known architectures proposed";
    }
    return "";
}

RunEnd run(Optimizer& optimizer, Evaluator& evaluator, const RunObserver& observe, RunOptions options) {
    ArchitectureBatch proposals(evaluator.problem().space().width());
    Costs costs(evaluator.problem().objectives().size());
    std::size_t known_in_a_row = 0;
    while (evaluator.remaining() > 0) {
        optimizer.ask(std::min(options.batch, evaluator.remaining()), proposals);
        if (proposals.empty()) return RunEnd::exhausted;
        const std::size_t before = evaluator.spent();
        evaluator.evaluate(proposals, costs);
        const std::size_t paid = evaluator.spent() - before;
        known_in_a_row = paid > 0 ? 0 : known_in_a_row + proposals.size();
        // Observed first: what has been paid for is on record before the optimiser goes on.
        if (paid > 0 && observe) observe(before, paid);
        optimizer.tell(proposals, costs);
        if (known_in_a_row >= options.patience) return RunEnd::stalled;
    }
    return RunEnd::budget_spent;
}

}  // namespace archfront
