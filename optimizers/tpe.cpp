// Tree-structured Parzen estimator for many objectives: one density of the good part of what was evaluated,
// one of the rest; of random draws from the first, the one where it exceeds the second most is proposed.
// Source: Ozaki et al. 2022, doi:10.1613/jair.1.13188; multivariate kernels as Watanabe 2023,
// arXiv:2304.11127, recommends; what is infeasible counts as Optuna has it: by its violation, behind all
// that is feasible. O(candidates * told * d) per proposal.
#include <algorithm>
#include <cmath>

#include "engine/hypervolume.hpp"
#include "engine/nondominated_sort.hpp"
#include "optimizers/history.hpp"
#include "optimizers/hypervolume_subset.hpp"
#include "optimizers/labels.hpp"
#include "optimizers/parzen_estimator.hpp"

namespace archfront {
namespace {

/// The published tenth, of at most 25, leaves much of a front out: a fifth finds more of MnasNet's from 500
/// evaluations on, and as much of NAS-Bench-201's. More candidates do not help.
struct TpeOptions {
    ProposalOptions proposals = {.initial = 10};
    std::int64_t candidates = 24;
    double good_share = 0.2;
    std::int64_t good = 100;
};

void bind(OptionTable& table, TpeOptions& options) {
    bind(table, options.proposals);
    table.integer("candidates", options.candidates, 1, 100'000,
                  "draws from the good density, of which the best is proposed");
    table.real("good_share", options.good_share, 0, 1, "of what was evaluated counts as good");
    table.integer("good", options.good, 1, 100'000, "architectures that count as good at most");
}

class Tpe : public Optimizer {
  public:
    Tpe(const OptimizerContext& context, const TpeOptions& options)
        : Optimizer(context),
          options_(options),
          random_(context.seed),
          history_(context, options.proposals) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        history_.ask(random_, count, proposals, [&](Architecture& row) { return suggest(row); });
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override { history_.tell(costs); }

    /// False when all draws are known, as in a space that is nearly exhausted.
    bool suggest(Architecture& best) {
        const std::vector<PointIndex> good = good_proposals();
        std::vector<char> is_good(history_.told());
        ArchitectureBatch below(space().width());
        for (const PointIndex proposal : good) {
            is_good[proposal] = 1;
            below.push_back(history_[proposal]);
        }
        ArchitectureBatch above(space().width());
        for (std::size_t proposal = 0; proposal < history_.told(); ++proposal) {
            if (is_good[proposal] == 0) above.push_back(history_[proposal]);
        }
        const ParzenEstimator good_density(space(), std::move(below), weights_of(good));
        const ArchitectureBatch unknown = draw_unknown(good_density);
        if (unknown.empty()) return false;
        std::vector<double> ratios = good_density.densities(unknown);
        if (!above.empty()) {
            const std::vector<double> ones(above.size(), 1);
            const auto others = ParzenEstimator(space(), std::move(above), ones).densities(unknown);
            for (std::size_t r = 0; r < ratios.size(); ++r)
                ratios[r] /= others[r];
        }
        const auto top = std::max_element(ratios.begin(), ratios.end()) - ratios.begin();
        const ArchitectureView row = unknown[static_cast<std::size_t>(top)];
        best.assign(row.begin(), row.end());
        return true;
    }

    /// By rank; of the last rank that has room, those that together cover most hypervolume.
    std::vector<PointIndex> good_proposals() {
        const double share = options_.good_share * static_cast<double>(history_.told());
        const std::size_t wanted = std::min(static_cast<std::size_t>(std::max(std::ceil(share), 1.0)),
                                            static_cast<std::size_t>(options_.good));
        sort_.sort(history_.costs());
        std::vector<PointIndex> good;
        for (std::size_t rank = 0; good.size() < wanted; ++rank) {
            const auto front = sort_.front(rank);
            const std::size_t room = wanted - good.size();
            if (front.size() <= room) {
                good.insert(good.end(), front.begin(), front.end());
            } else if (history_.costs().violation(front[0]) > 0) {
                good.insert(good.end(), front.begin(), front.begin() + static_cast<std::ptrdiff_t>(room));
            } else {
                const std::vector<double> points = normalised_costs(front);
                for (const std::size_t p : hypervolume_subset(points, reference_of(points), room))
                    good.push_back(front[p]);
            }
        }
        return good;
    }

    /// What each contributes to the hypervolume of all good ones; next to nothing where that is nothing, as for
    /// all but the best with one objective.
    std::vector<double> weights_of(std::span<const PointIndex> good) const {
        constexpr double least = 1e-12;
        const auto first_infeasible = std::find_if(good.begin(), good.end(), [&](PointIndex proposal) {
            return history_.costs().violation(proposal) > 0;
        });
        const auto feasible = good.first(static_cast<std::size_t>(first_infeasible - good.begin()));
        const std::vector<double> points = normalised_costs(feasible);
        std::vector<double> weights = hypervolume_contributions(points, reference_of(points));
        weights.resize(good.size());
        for (double& weight : weights)
            weight = weight > least && std::isfinite(weight) ? weight : least;
        return weights;
    }

    std::vector<double> normalised_costs(std::span<const PointIndex> proposals) const {
        const FrontExtents extents(history_.archive());
        std::vector<double> points;
        std::vector<double> normalised;
        for (const PointIndex proposal : proposals) {
            extents.normalise(history_.costs()[proposal], normalised);
            points.insert(points.end(), normalised.begin(), normalised.end());
        }
        return points;
    }

    /// A tenth of the front's extents beyond the worst of the points.
    std::vector<double> reference_of(std::span<const double> points) const {
        std::vector<double> reference(context().objectives);
        for (std::size_t i = 0; i < points.size(); ++i) {
            double& highest = reference[i % reference.size()];
            if (std::isfinite(points[i])) highest = std::max(highest, points[i]);
        }
        for (double& coordinate : reference)
            coordinate += 0.1;
        return reference;
    }

    ArchitectureBatch draw_unknown(const ParzenEstimator& density) {
        constexpr int rounds = 10;
        ArchitectureBatch draws(space().width());
        for (int round = 0; round < rounds; ++round) {
            draws.clear();
            for (std::int64_t i = 0; i < options_.candidates; ++i)
                density.sample(random_, draws.emplace_back());
            ArchitectureBatch unknown = history_.unseen().unknown(draws);
            if (!unknown.empty()) return unknown;
        }
        return ArchitectureBatch(space().width());
    }

    void do_save(StateWriter& state) const override {
        state.random(random_);
        history_.save(state);
    }

    void do_load(StateReader& state) override {
        state.random(random_);
        history_.load(state);
    }

    TpeOptions options_;

    RandomGenerator random_;
    History history_;
    NondominatedSort sort_;  // of the last suggestion
};

const Registration<OptimizerPlugin> registration{optimizer_plugin<Tpe, TpeOptions>(
    {.name = "tpe",
     .summary = "tree-structured Parzen estimator: draws from where the good is denser than the rest",
     .citation = "Ozaki et al. 2022, doi:10.1613/jair.1.13188",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
