#include <doctest/doctest.h>

#include "engine/run.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

/// Proposes row after row of a list, `repeats` times round.
class Script : public Optimizer {
  public:
    Script(const OptimizerContext& context, std::vector<Architecture> rows, std::size_t repeats)
        : Optimizer(context), rows_(std::move(rows)), left_(rows_.size() * repeats) {}

    std::size_t told = 0;

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        for (; left_ > 0 && proposals.size() < count; --left_)
            proposals.push_back(rows_[next_++ % rows_.size()]);
    }
    void do_tell(ArchitectureBatchView architectures, CostsView) override { told += architectures.size(); }
    void do_save(StateWriter&) const override {}
    void do_load(StateReader&) override {}

    std::vector<Architecture> rows_;
    std::size_t left_;
    std::size_t next_ = 0;
};

const std::vector<Architecture> three_rows = {Architecture(16, 0), Architecture(16, 1), Architecture(16, 2)};

}  // namespace

TEST_CASE("a run ends when its budget of distinct evaluations is spent, repeats being free") {
    const auto problem = synthetic::structured_problem(1);
    Script script(synthetic::context_of(*problem, 3, 1),
                  {three_rows[0], three_rows[0], three_rows[1], three_rows[2]}, 5);
    Evaluator evaluator(problem, 3);
    CHECK(run(script, evaluator) == RunEnd::budget_spent);
    CHECK(evaluator.spent() == 3);
    CHECK(script.told == 4);
}

TEST_CASE("a run ends when nothing is left to propose") {
    const auto problem = synthetic::structured_problem(1);
    Script script(synthetic::context_of(*problem, 9, 1), three_rows, 2);
    Evaluator evaluator(problem, 9);
    CHECK(run(script, evaluator) == RunEnd::exhausted);
    CHECK(evaluator.spent() == 3);
    CHECK(script.told == 6);
}

TEST_CASE("a run ends when only known architectures are proposed") {
    const auto problem = synthetic::structured_problem(1);
    Script script(synthetic::context_of(*problem, 9, 1), three_rows, 1'000'000);
    Evaluator evaluator(problem, 9);
    RunOptions options;
    options.patience = 50;
    CHECK(run(script, evaluator, {}, options) == RunEnd::stalled);
    CHECK(evaluator.spent() == 3);
}

TEST_CASE("the observer hears of every paid evaluation once, in order") {
    const auto problem = synthetic::structured_problem(1);
    Script script(synthetic::context_of(*problem, 3, 1), three_rows, 2);
    Evaluator evaluator(problem, 9);
    std::size_t heard = 0;
    RunOptions options;
    options.batch = 2;
    run(
        script, evaluator,
        [&](std::size_t first, std::size_t count) {
            CHECK(first == heard);
            CHECK(count > 0);
            heard += count;
        },
        options);
    CHECK(heard == 3);
}
