// Random search without repeats: the baseline every other method must beat.
// Source: Bergstra and Bengio 2012, JMLR 13:281-305. O(d) per proposal.
#include "engine/architecture_set.hpp"
#include "engine/optimizer.hpp"

namespace archfront {
namespace {

struct RandomSearchOptions {};

void bind(OptionTable&, RandomSearchOptions&) {}

class RandomSearch : public Optimizer {
  public:
    RandomSearch(const OptimizerContext& context, const RandomSearchOptions&)
        : Optimizer(context),
          random_(context.seed),
          proposed_(context.space->width()),
          row_(context.space->width()) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        // Draws from the whole space with known genotypes rejected are uniform over the unknown ones.
        const auto size = space().size();
        while (proposals.size() < count && (!size || proposed_.size() < *size)) {
            space().sample(random_, row_);
            if (proposed_.insert(row_).second) proposals.push_back(row_);
        }
    }

    void do_tell(ArchitectureBatchView, CostsView) override {}

    void do_save(StateWriter& state) const override {
        state.random(random_);
        state.architectures(proposed_.view());
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        ArchitectureBatch proposed(space().width());
        state.architectures(proposed);
        proposed_.clear();
        for (std::size_t r = 0; r < proposed.size(); ++r)
            proposed_.insert(proposed[r]);
    }

    RandomGenerator random_;
    ArchitectureSet proposed_;
    Architecture row_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<RandomSearch, RandomSearchOptions>(
    {.name = "random",
     .summary = "uniform sampling without repeats",
     .citation = "Bergstra and Bengio 2012, JMLR 13:281-305",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
