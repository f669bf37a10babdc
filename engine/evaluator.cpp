#include "engine/evaluator.hpp"

#include <algorithm>

#include "engine/parallel.hpp"

namespace archfront {

Evaluator::Evaluator(std::shared_ptr<const Problem> problem, std::size_t budget)
    : problem_(std::move(problem)),
      budget_(budget),
      known_(problem_->space().width()),
      costs_(problem_->objectives().size()),
      recorded_(problem_->space().width()) {}

void Evaluator::replay(RecordedEvaluations recorded) {
    ARCHFRONT_ASSERT(spent() == 0, "replay before the first evaluation");
    ARCHFRONT_ASSERT(recorded.metrics.size() == recorded.architectures.size() * problem_->metrics().size(),
                     "recorded metrics of another shape");
    recorded_ = std::move(recorded);
}

void Evaluator::evaluate(ArchitectureBatch& batch, Costs& costs) {
    ARCHFRONT_ASSERT(batch.size() <= remaining(), "a batch larger than what is left of the budget");
    problem_->space().canonicalise(batch, problem_->equivalence());
    const std::size_t first_new = spent();
    indices_.clear();
    for (std::size_t r = 0; r < batch.size(); ++r)
        indices_.push_back(known_.insert(batch[r]).first);
    if (spent() > first_new) pay(first_new);
    costs.clear();
    for (const std::size_t index : indices_)
        costs.push_back(costs_[index], costs_.violation(index));
}

/// Evaluates known_[first ...].
void Evaluator::pay(std::size_t first) {
    const std::size_t k = problem_->metrics().size();
    metrics_.resize(spent() * k);
    costs_.resize(spent());

    const std::size_t replay_end = std::clamp(recorded_.architectures.size(), first, spent());
    for (std::size_t index = first; index < replay_end; ++index) {
        if (!std::equal(known_[index].begin(), known_[index].end(), recorded_.architectures[index].begin())) {
            throw RunError(
                "the log of the interrupted run does not fit this run (another version of the program, of "
                "the "
                "data or of the experiment); start anew in another directory");
        }
        std::copy_n(recorded_.metrics.begin() + static_cast<std::ptrdiff_t>(index * k), k,
                    metrics_.begin() + static_cast<std::ptrdiff_t>(index * k));
    }

    // The grain is fixed, so that no result can depend on the number of threads.
    constexpr std::size_t grain = 256;
    parallel_for(spent() - replay_end, grain, [&](std::size_t begin, std::size_t end) {
        problem_->evaluate(known_.view().subview(replay_end + begin, end - begin),
                           std::span(metrics_).subspan((replay_end + begin) * k, (end - begin) * k));
    });
    for (std::size_t index = first; index < spent(); ++index) {
        costs_.set_violation(index,
                             problem_->costs(std::span(metrics_).subspan(index * k, k), costs_.row(index)));
    }
}

}  // namespace archfront
