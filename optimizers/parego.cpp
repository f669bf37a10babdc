// ParEGO: a random weight vector makes one cost of many, a Gaussian process learns it from what was
// evaluated, and a local search maximises the expected improvement.
// Source: Knowles 2006, doi:10.1109/TEVC.2005.851274; expected improvement of Jones, Schonlau and Welch 1998,
// doi:10.1023/A:1008306431147. O(rows^3 + candidates * rows^2) per proposal.
#include "engine/simplex_lattice.hpp"
#include "optimizers/improvement_search.hpp"
#include "optimizers/labels.hpp"
#include "optimizers/scalarisation.hpp"

namespace archfront {
namespace {

/// More weights hardly help on NAS-Bench-201, MnasNet and GPT-L.
struct ParegoOptions {
    ProposalOptions proposals;
    ModelOptions model;
    std::int64_t weights = 11;
};

void bind(OptionTable& table, ParegoOptions& options) {
    bind(table, options.proposals);
    bind(table, options.model);
    table.integer("weights", options.weights, 1, 100'000,
                  "weight vectors: the largest simplex lattice with no more, but at least one per objective");
}

class Parego : public Optimizer {
  public:
    Parego(const OptimizerContext& context, const ParegoOptions& options)
        : Optimizer(context),
          weights_(simplex_lattice(context.objectives, static_cast<std::size_t>(options.weights))),
          random_(context.seed),
          history_(context, options.proposals),
          search_(*context.space, options.model) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        history_.ask(random_, count, proposals,
                     [&](Architecture& row) { return search_.suggest(random_, history_, labels(), row); });
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    /// Logarithms of augmented Tchebycheff costs, for weights drawn at random.
    std::vector<double> labels() {
        const std::size_t m = context().objectives;
        const auto weights = std::span(weights_).subspan(random_.below(weights_.size() / m) * m, m);
        auto labels = scalar_costs(history_, [&](std::span<const double> normalised) {
            return scalarise(Scalarisation::augmented_tchebycheff, weights, normalised, 0);
        });
        take_logarithms(labels);
        return labels;
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

    std::vector<double> weights_;  // shape (vectors, m)

    RandomGenerator random_;
    History history_;
    ImprovementSearch search_;
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Parego, ParegoOptions>(
    {.name = "parego",
     .summary = "expected improvement of randomly weighted costs, learnt by a Gaussian process",
     .citation = "Knowles 2006, doi:10.1109/TEVC.2005.851274",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
