// Linear scalarisation: the sum of normalised costs is one cost, a Gaussian process learns it, and a local
// search maximises the expected improvement. It looks at one point of the front, and at its surroundings only
// as far as they help to find that: a baseline of studies, not a way to a whole front.
// Source: the LSBO of HW-GPT-Bench (Sukthanker et al. 2024, arXiv:2405.10299), which is syne-tune's
// LinearScalarizedScheduler around its searcher "bayesopt". Ours normalises by the front found so far, where
// HW-GPT-Bench does by extremes of the space known beforehand. O(rows^3 + candidates * rows^2) per proposal.
#include <numeric>

#include "optimizers/improvement_search.hpp"
#include "optimizers/labels.hpp"

namespace archfront {
namespace {

struct LsboOptions {
    ProposalOptions proposals;
    ModelOptions model;
};

void bind(OptionTable& table, LsboOptions& options) {
    bind(table, options.proposals);
    bind(table, options.model);
}

class Lsbo : public Optimizer {
  public:
    Lsbo(const OptimizerContext& context, const LsboOptions& options)
        : Optimizer(context),
          random_(context.seed),
          history_(context, options.proposals),
          search_(*context.space, options.model) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        history_.ask(random_, count, proposals, [&](Architecture& row) {
            auto labels = scalar_costs(history_, [](std::span<const double> normalised) {
                return std::accumulate(normalised.begin(), normalised.end(), 0.0);
            });
            take_logarithms(labels);
            return search_.suggest(random_, history_, labels, row);
        });
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        history_.save(state);
        search_.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        history_.load(state);
        search_.load(state, history_);
    }

    RandomGenerator random_;
    History history_;
    ImprovementSearch search_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Lsbo, LsboOptions>(
    {.name = "lsbo",
     .summary = "expected improvement of the sum of normalised costs, learnt by a Gaussian process",
     .citation = "Sukthanker et al. 2024, HW-GPT-Bench, arXiv:2405.10299",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
