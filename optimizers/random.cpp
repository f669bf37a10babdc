// Random search without repeats: the baseline every other method must beat.
// Source: Bergstra and Bengio 2012, JMLR 13:281-305. O(d) per proposal.
#include "engine/optimizer.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {
namespace {

struct RandomSearchOptions {};

void bind(OptionTable&, RandomSearchOptions&) {}

class RandomSearch : public Optimizer {
  public:
    RandomSearch(const OptimizerContext& context, const RandomSearchOptions&)
        : Optimizer(context), random_(context.seed), unseen_(context) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        unseen_.draw(random_, count, proposals);
    }

    void do_tell(ArchitectureBatchView, CostsView) override {}

    void do_save(StateWriter& state) const override {
        state.random(random_);
        unseen_.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        unseen_.load(state);
    }

    RandomGenerator random_;
    Unseen unseen_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<RandomSearch, RandomSearchOptions>(
    {.name = "random",
     .summary = "uniform sampling without repeats",
     .citation = "Bergstra and Bengio 2012, JMLR 13:281-305",
     .file = __FILE__},
    OptimizerPlugin::Role::baseline)};

}  // namespace
}  // namespace archfront
