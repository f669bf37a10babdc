// Random scalarisations: a Gaussian process for each objective, and a local search for the lowest scalarised
// lower confidence bounds, with weights drawn anew for each proposal.
// Source: Paria, Kandasamy and Poczos 2019, arXiv:1805.12168 (MOBO-RS with its upper confidence bound); the
// RSBO of HW-GPT-Bench (Sukthanker et al. 2024, arXiv:2405.10299) is syne-tune's form of it, which adds up
// ranks among candidates and has the same `deviations`. O(m * (rows^3 + candidates * rows^2)) per proposal.
#include <algorithm>
#include <cmath>

#include "optimizers/acquisition_search.hpp"
#include "optimizers/improvement_search.hpp"
#include "optimizers/labels.hpp"
#include "optimizers/refitted_process.hpp"
#include "optimizers/scalarisation.hpp"

namespace archfront {
namespace {

/// Sums find more of NAS-Bench-201's and MnasNet's fronts than Tchebycheff costs, and 70 rows as much as 100.
struct RsboOptions {
    ProposalOptions proposals;
    ModelOptions model = {.rows = 70};
    std::string scalarisation = "weighted-sum";
    double deviations = 0.5;
};

void bind(OptionTable& table, RsboOptions& options) {
    bind(table, options.proposals);
    bind(table, options.model);
    table.one_of("scalarisation", options.scalarisation, {"weighted-sum", "augmented-tchebycheff"},
                 "how a weight vector makes one cost of many");
    table.real("deviations", options.deviations, 0, 100,
               "standard deviations that a lower confidence bound lies below the expected cost");
}

class Rsbo : public Optimizer {
  public:
    Rsbo(const OptimizerContext& context, const RsboOptions& options)
        : Optimizer(context),
          scalarisation_(options.scalarisation == "weighted-sum" ? Scalarisation::weighted_sum
                                                                 : Scalarisation::augmented_tchebycheff),
          deviations_(options.deviations),
          options_(options.model),
          search_(*context.space),
          random_(context.seed),
          history_(context, options.proposals),
          processes_(context.objectives) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        history_.ask(random_, count, proposals, [&](Architecture& row) { return suggest(row); });
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    /// Of one objective: the process knows logarithms of costs, which are exp(logarithm) + shift.
    struct Model {
        GaussianProcess process;
        double shift;
    };

    bool suggest(Architecture& best) {
        const std::vector<double> weights = draw_weights();
        const auto scalar_cost = [&](std::span<const double> normalised) {
            return scalarise(scalarisation_, weights, normalised, 0);
        };
        const auto rows = best_and_random_rows(random_, scalar_costs(history_, scalar_cost),
                                               static_cast<std::size_t>(options_.rows));
        const std::vector<Model> models = learn_from(rows);
        const auto acquisition = [&](ArchitectureBatchView candidates) {
            const Costs bounds = lower_bounds(models, candidates);
            std::vector<Promise> promises;
            for (std::size_t r = 0; r < candidates.size(); ++r)
                promises.emplace_back(-scalar_cost(bounds[r]), 0);
            return promises;
        };
        const std::size_t starts = std::min(rows.size(), static_cast<std::size_t>(options_.starts));
        return search_.maximise(random_, history_.unseen(), models[0].process.rows().subview(0, starts),
                                acquisition, best);
    }

    std::vector<Model> learn_from(std::span<const std::size_t> rows) {
        std::vector<Model> models;
        for (std::size_t j = 0; j < processes_.size(); ++j) {
            auto all = scalar_costs(history_, [&](std::span<const double> f) { return f[j]; });
            const double shift = take_logarithms(all);
            std::vector<double> labels;
            for (const std::size_t row : rows)
                labels.push_back(all[row]);
            models.push_back({processes_[j].learn(history_, rows, labels), shift});
        }
        return models;
    }

    /// Uniform over the simplex, shape (m): gaps between random numbers in order.
    std::vector<double> draw_weights() {
        std::vector<double> cuts = {0, 1};
        while (cuts.size() <= processes_.size())
            cuts.push_back(random_.uniform());
        std::sort(cuts.begin(), cuts.end());
        std::vector<double> weights;
        for (std::size_t j = 0; j < processes_.size(); ++j)
            weights.push_back(cuts[j + 1] - cuts[j]);
        return weights;
    }

    /// In single precision, lest the last bit of another machine's exp() decide between two candidates.
    Costs lower_bounds(const std::vector<Model>& models, ArchitectureBatchView candidates) const {
        Costs bounds(models.size());
        bounds.resize(candidates.size());
        std::vector<double> means(candidates.size());
        std::vector<double> variances(candidates.size());
        for (std::size_t j = 0; j < models.size(); ++j) {
            models[j].process.predict(candidates, means, variances);
            for (std::size_t r = 0; r < candidates.size(); ++r) {
                const double bound = std::exp(means[r] - deviations_ * std::sqrt(variances[r]));
                bounds.row(r)[j] = static_cast<double>(static_cast<float>(bound + models[j].shift));
            }
        }
        return bounds;
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        history_.save(state);
        for (const RefittedProcess& process : processes_)
            process.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        history_.load(state);
        for (RefittedProcess& process : processes_)
            process.load(state, history_);
    }

    Scalarisation scalarisation_;
    double deviations_;
    ModelOptions options_;
    AcquisitionSearch search_;

    RandomGenerator random_;
    History history_;
    std::vector<RefittedProcess> processes_;  // one an objective
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Rsbo, RsboOptions>(
    {.name = "rsbo",
     .summary = "lower confidence bounds of a Gaussian process for each objective, randomly scalarised",
     .citation = "Paria, Kandasamy and Poczos 2019, arXiv:1805.12168",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
