// Expected hypervolume improvement: a Gaussian process for each cost, and the candidates around the front that are
// expected to add most hypervolume to it, one after another.
// Source: Emmerich, Giannakoglou and Naujoks 2006, doi:10.1109/TEVC.2005.859463; batches by what is expected of those
// before as in Daulton, Balandat and Bakshy 2021, arXiv:2105.08195 (qNEHVI), but by its mean alone.
// O(m * (rows^3 + candidates * rows^2)) per batch.
#include "optimizers/hypervolume_search.hpp"

namespace archfront {
namespace {

struct EhviOptions {
    ProposalOptions proposals;
    HypervolumeSearchOptions search;
};

void bind(OptionTable& table, EhviOptions& options) {
    bind(table, options.proposals);
    bind(table, options.search);
}

class Ehvi : public Optimizer {
  public:
    Ehvi(const OptimizerContext& context, const EhviOptions& options)
        : Optimizer(context),
          options_(options.proposals),
          random_(context.seed),
          history_(context, options.proposals),
          search_(context, options.search),
          suggestions_(context.space->width()) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        history_.ask(random_, count, proposals, [&](Architecture& row) { return suggest(row); });
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    /// The next of a batch that is chosen at once.
    bool suggest(Architecture& row) {
        if (history_.waiting() == 0) {
            search_.suggest(random_, history_, static_cast<std::size_t>(options_.batch), suggestions_);
        }
        if (history_.waiting() >= suggestions_.size()) return false;
        const ArchitectureView next = suggestions_[history_.waiting()];
        row.assign(next.begin(), next.end());
        return true;
    }

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

    ProposalOptions options_;
    RandomGenerator random_;
    History history_;
    HypervolumeSearch search_;
    ArchitectureBatch suggestions_;  // of the present batch
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Ehvi, EhviOptions>(
    {.name = "ehvi",
     .summary = "expected hypervolume improvement by a Gaussian process for each objective",
     .citation = "Emmerich, Giannakoglou and Naujoks 2006, doi:10.1109/TEVC.2005.859463",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
