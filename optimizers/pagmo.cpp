// Multi-objective algorithms of pagmo2 on our spaces; the one file that knows pagmo.
//
// pagmo's algorithms own their loop and call the problem; ours are asked and told. Control is inverted
// without threads: one generation runs on copies of the algorithm and the population, against a problem that
// only looks costs up. When it meets architectures nobody has evaluated, it notes them and leaves by an
// exception; once they are told, the same generation starts again from the same copies and gets further. What
// pagmo draws at random is the same in each try.
//
// An architecture is a box [0, cardinality) per variable, rounded down. pagmo goes on proposing architectures
// it knows when it has converged, and they cost nothing: after 20 generations without anything new the
// population is replaced by unknown random architectures and the algorithm starts afresh, so that a budget is
// always spent. These algorithms know no constraints: infeasible costs are made worse than any feasible one
// told so far, by violation.
// Source: Biscani and Izzo 2020, doi:10.21105/joss.02338.
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/maco.hpp>
#include <pagmo/algorithms/moead.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/algorithms/nspso.hpp>
#include <pagmo/batch_evaluators/member_bfe.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

#include "engine/optimizer.hpp"
#include "optimizers/knowledge.hpp"

namespace archfront {
namespace {

/// Leaves pagmo's generation when a cost is not known yet.
struct Unknown {};

/// The problem as pagmo sees it. Copied by pagmo, hence the pointer; never null when called.
struct LookUp {
    Knowledge* knowledge = nullptr;

    pagmo::vector_double fitness(const pagmo::vector_double& decisions) const {
        return batch_fitness(decisions);
    }

    /// Decision vectors one after another. Throws Unknown after all of them are on the list of proposals.
    pagmo::vector_double batch_fitness(const pagmo::vector_double& decisions) const {
        const std::size_t d = knowledge->cardinalities().size();
        const std::size_t width = knowledge->fitness_width();
        std::vector<std::size_t> indices;
        for (std::size_t first = 0; first < decisions.size(); first += d)
            indices.push_back(knowledge->index_of(decisions.data() + first));
        pagmo::vector_double values(indices.size() * width);
        for (std::size_t r = 0; r < indices.size(); ++r) {
            if (indices[r] >= knowledge->told()) throw Unknown{};
            knowledge->fitness(indices[r], values.data() + r * width);
        }
        return values;
    }

    std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
        const auto& cardinalities = knowledge->cardinalities();
        return {pagmo::vector_double(cardinalities.size(), 0.0),
                {cardinalities.begin(), cardinalities.end()}};
    }

    pagmo::vector_double::size_type get_nobj() const { return knowledge->fitness_width(); }
};

unsigned narrow(std::int64_t value) {
    return static_cast<unsigned>(value);
}

struct Nsga2Options {
    std::int64_t population = 40;
    double cr = 0.95;
    double eta_c = 10;
    double m = 0.01;
    double eta_m = 50;
};

void bind(OptionTable& table, Nsga2Options& options) {
    table.integer("population", options.population, 8, 100'000, "individuals, a multiple of 4");
    table.real("cr", options.cr, 0, 0.999, "crossover probability");
    table.real("eta_c", options.eta_c, 1, 100, "distribution index of simulated binary crossover");
    table.real("m", options.m, 0, 1, "mutation probability of each variable");
    table.real("eta_m", options.eta_m, 1, 100, "distribution index of polynomial mutation");
}

std::size_t population_size(const Nsga2Options& options, std::size_t) {
    if (options.population % 4 != 0)
        throw UserError("option 'population' is " + std::to_string(options.population) +
                        ", expected a multiple of 4 (pagmo's NSGA-II breeds in fours)");
    return static_cast<std::size_t>(options.population);
}

pagmo::algorithm make_algorithm(const Nsga2Options& options, unsigned seed) {
    pagmo::nsga2 nsga2(1, options.cr, options.eta_c, options.m, options.eta_m, seed);
    nsga2.set_bfe(pagmo::bfe(pagmo::member_bfe()));
    return pagmo::algorithm(nsga2);
}

struct MoeadOptions {
    std::int64_t population = 40;
    std::string weight_generation = "grid";
    std::string decomposition = "tchebycheff";
    std::int64_t neighbours = 20;
    double CR = 1;
    double F = 0.5;
    double eta_m = 20;
    double realb = 0.9;
    std::int64_t limit = 2;
    bool preserve_diversity = true;
};

void bind(OptionTable& table, MoeadOptions& options) {
    table.integer("population", options.population, 3, 100'000,
                  "individuals, one a weight; a grid takes the nearest size below that fills it");
    table.one_of("weight_generation", options.weight_generation, {"grid", "low discrepancy", "random"},
                 "how the weights are spread");
    table.one_of("decomposition", options.decomposition, {"tchebycheff", "weighted", "bi"},
                 "how weights make one cost of many");
    table.integer("neighbours", options.neighbours, 2, 99'999, "size of a weight's neighbourhood");
    table.real("CR", options.CR, 0, 1, "crossover parameter of differential evolution");
    table.real("F", options.F, 0, 1, "step of differential evolution");
    table.real("eta_m", options.eta_m, 0, 1'000, "distribution index of polynomial mutation");
    table.real("realb", options.realb, 0, 1, "chance that parents come from the neighbourhood");
    table.integer("limit", options.limit, 1, 100'000, "copies of a child that may enter the population");
    table.flag("preserve_diversity", options.preserve_diversity, "whether realb and limit are heeded");
}

std::size_t population_size(const MoeadOptions& options, std::size_t objectives) {
    auto size = static_cast<std::size_t>(options.population);
    if (options.weight_generation == "grid") {
        // A grid of h steps a side has binomial(h + m - 1, m - 1) weights.
        std::size_t grid = 1;
        for (std::size_t h = 1;; ++h) {
            const std::size_t larger = grid * (h + objectives - 1) / h;
            if (larger > size) break;
            grid = larger;
        }
        size = grid;
    }
    if (size <= static_cast<std::size_t>(options.neighbours))
        throw UserError("option 'neighbours' is " + std::to_string(options.neighbours) +
                        ", expected less than the population, which is " + std::to_string(size) + " for " +
                        std::to_string(objectives) + " costs; raise 'population' or lower 'neighbours'");
    return size;
}

pagmo::algorithm make_algorithm(const MoeadOptions& options, unsigned seed) {
    return pagmo::algorithm(pagmo::moead(1, options.weight_generation, options.decomposition,
                                         static_cast<std::size_t>(options.neighbours), options.CR, options.F,
                                         options.eta_m, options.realb, narrow(options.limit),
                                         options.preserve_diversity, seed));
}

struct NspsoOptions {
    std::int64_t population = 40;
    double omega = 0.6;
    double c1 = 2;
    double c2 = 2;
    double chi = 1;
    double v_coeff = 0.5;
    std::int64_t leader_selection_range = 60;
    std::string diversity_mechanism = "crowding distance";
};

void bind(OptionTable& table, NspsoOptions& options) {
    constexpr double least = 1e-9;
    table.integer("population", options.population, 4, 100'000, "particles");
    table.real("omega", options.omega, least, 1, "inertia of a particle");
    table.real("c1", options.c1, least, 100, "pull of a particle's own best");
    table.real("c2", options.c2, least, 100, "pull of the leader");
    table.real("chi", options.chi, least, 100, "scale of velocities");
    table.real("v_coeff", options.v_coeff, least, 1, "largest velocity as a share of the box");
    table.integer("leader_selection_range", options.leader_selection_range, 1, 100,
                  "percentage of the best that leaders are drawn from");
    table.one_of("diversity_mechanism", options.diversity_mechanism,
                 {"crowding distance", "niche count", "max min"}, "how leaders are ranked");
}

std::size_t population_size(const NspsoOptions& options, std::size_t) {
    return static_cast<std::size_t>(options.population);
}

pagmo::algorithm make_algorithm(const NspsoOptions& options, unsigned seed) {
    pagmo::nspso nspso(1, options.omega, options.c1, options.c2, options.chi, options.v_coeff,
                       narrow(options.leader_selection_range), options.diversity_mechanism, true, seed);
    nspso.set_bfe(pagmo::bfe(pagmo::member_bfe()));
    return pagmo::algorithm(nspso);
}

struct MacoOptions {
    std::int64_t population = 64;
    std::int64_t ker = 63;
    double q = 1;
    std::int64_t threshold = 1;
    std::int64_t n_gen_mark = 7;
    std::int64_t evalstop = 100'000;
    double focus = 0;
};

void bind(OptionTable& table, MacoOptions& options) {
    table.integer("population", options.population, 2, 100'000, "ants");
    table.integer("ker", options.ker, 2, 100'000, "solutions in the archive, at most the population");
    table.real("q", options.q, 1e-9, 1e9, "convergence speed");
    table.integer("threshold", options.threshold, 1, 1'000'000,
                  "generation from which convergence is set to 0.01");
    table.integer("n_gen_mark", options.n_gen_mark, 1, 1'000'000, "generations until the spread is reset");
    table.integer("evalstop", options.evalstop, 1, 1'000'000'000, "generations without gain before it stops");
    table.real("focus", options.focus, 0, 1e9, "how greedily it closes in on the best; 0: not");
}

std::size_t population_size(const MacoOptions& options, std::size_t) {
    if (options.ker > options.population)
        throw UserError("option 'ker' is " + std::to_string(options.ker) +
                        ", expected at most the population, which is " + std::to_string(options.population));
    return static_cast<std::size_t>(options.population);
}

pagmo::algorithm make_algorithm(const MacoOptions& options, unsigned seed) {
    pagmo::maco maco(1, narrow(options.ker), options.q, narrow(options.threshold), narrow(options.n_gen_mark),
                     narrow(options.evalstop), options.focus, true, seed);
    maco.set_bfe(pagmo::bfe(pagmo::member_bfe()));
    return pagmo::algorithm(maco);
}

template <class Options>
class PagmoSearch : public Optimizer {
  public:
    PagmoSearch(const OptimizerContext& context, const Options& options)
        : Optimizer(context),
          options_(options),
          start_random_(context.seed),
          random_(start_random_),
          knowledge_(context),
          population_size_(population_size(options, knowledge_.fitness_width())) {}

  private:
    void do_ask(std::size_t count, ArchitectureBatch& proposals) override {
        while (knowledge_.pending() == 0) {
            if (!(population_ ? evolve() : populate())) return;
        }
        const ArchitectureBatchView proposed = knowledge_.proposed.proposed().view();
        proposals.append(proposed.subview(knowledge_.told(), std::min(count, knowledge_.pending())));
    }

    void do_tell(ArchitectureBatchView, CostsView costs) override {
        for (std::size_t r = 0; r < costs.size(); ++r)
            knowledge_.tell(costs[r], costs.violation(r));
    }

    /// Draws unknown architectures, then makes them a population. Returns false when there are none left.
    bool populate() {
        if (!drawn_from_) {
            drawn_from_ = knowledge_.told();
            Architecture row(space().width());
            while (knowledge_.pending() < population_size_ && knowledge_.proposed.draw(random_, row)) {
            }
            return knowledge_.pending() > 0;
        }
        // The last architectures of a space may be too few.
        if (knowledge_.told() - *drawn_from_ < population_size_) return false;
        algorithm_ = make_algorithm(options_, seed());
        population_.emplace(pagmo::problem(LookUp{&knowledge_}), 0U, seed());
        pagmo::vector_double decisions(space().width());
        pagmo::vector_double fitness(knowledge_.fitness_width());
        for (std::size_t index = *drawn_from_; index < knowledge_.told(); ++index) {
            const ArchitectureView row = knowledge_.proposed.proposed()[index];
            for (std::size_t i = 0; i < row.size(); ++i)
                decisions[i] = row[i] + random_.uniform();
            knowledge_.fitness(index, fitness.data());
            population_->push_back(decisions, fitness);
        }
        drawn_from_.reset();
        fruitless_ = 0;
        proposed_before_ = knowledge_.told();
        return true;
    }

    /// One try at the present generation: it ends with something to propose, or completes.
    bool evolve() {
        refresh_fitness();
        try {
            pagmo::algorithm algorithm = algorithm_;
            pagmo::population population = algorithm.evolve(*population_);
            algorithm_ = std::move(algorithm);
            population_ = std::move(population);
        } catch (const Unknown&) {
            return true;
        }
        constexpr int patience = 20;
        fruitless_ = knowledge_.told() > proposed_before_ ? 0 : fruitless_ + 1;
        proposed_before_ = knowledge_.told();
        if (fruitless_ == patience) population_.reset();
        return true;
    }

    /// Penalties grow with the worst feasible costs, so they are computed anew.
    void refresh_fitness() {
        const auto decisions = population_->get_x();
        pagmo::vector_double fitness(knowledge_.fitness_width());
        for (std::size_t i = 0; i < decisions.size(); ++i) {
            knowledge_.fitness(knowledge_.index_of(decisions[i].data()), fitness.data());
            population_->set_xf(i, decisions[i], fitness);
        }
    }

    unsigned seed() { return static_cast<unsigned>(random_.next() >> 32); }

    // Saved is what was told, and loading searches again with it: pagmo's objects are reproduced exactly, and
    // a damaged file cannot reach them.

    void do_save(StateWriter& state) const override {
        state.random(start_random_);
        state.architectures(knowledge_.proposed.proposed().view().subview(0, knowledge_.told()));
        state.costs(knowledge_.costs);
    }

    void do_load(StateReader& state) override {
        ArchitectureBatch told(space().width());
        Costs costs(context().objectives);
        state.random(start_random_);
        load_architectures(state, space(), told);
        state.costs(costs);
        if (costs.size() != told.size()) damaged_state();

        random_ = start_random_;
        knowledge_ = Knowledge(context());
        population_.reset();
        drawn_from_.reset();
        ArchitectureBatch proposals(space().width());
        while (knowledge_.told() < told.size()) {
            const std::size_t first = knowledge_.told();
            proposals.clear();
            do_ask(told.size() - first, proposals);
            const ArchitectureBatchView expected = told.view().subview(first, proposals.size());
            if (proposals.empty() ||
                !std::equal(expected.data(), expected.data() + proposals.size() * told.width(),
                            proposals.view().data()))
                damaged_state();
            for (std::size_t r = first; r < first + proposals.size(); ++r)
                knowledge_.tell(costs[r], costs.violation(r));
        }
    }

    Options options_;
    RandomGenerator start_random_;
    RandomGenerator random_;
    Knowledge knowledge_;
    std::size_t population_size_;
    pagmo::algorithm algorithm_;
    std::optional<pagmo::population> population_;  // absent while a new one is evaluated
    std::optional<std::size_t> drawn_from_;        // number of the first proposal of a new population
    std::size_t proposed_before_ = 0;              // the present generation
    int fruitless_ = 0;                            // generations in a row without a new proposal
};

const Registration<OptimizerPlugin> nsga2{optimizer_plugin<PagmoSearch<Nsga2Options>, Nsga2Options>(
    {.name = "pagmo-nsga2",
     .summary = "pagmo2's NSGA-II, on a continuous box rounded down",
     .citation = "Deb, Pratap, Agarwal and Meyarivan 2002, doi:10.1109/4235.996017",
     .file = __FILE__})};

const Registration<OptimizerPlugin> moead{optimizer_plugin<PagmoSearch<MoeadOptions>, MoeadOptions>(
    {.name = "pagmo-moead",
     .summary = "pagmo2's MOEA/D-DE, on a continuous box rounded down",
     .citation = "Li and Zhang 2009, doi:10.1109/TEVC.2008.925798",
     .file = __FILE__})};

const Registration<OptimizerPlugin> nspso{optimizer_plugin<PagmoSearch<NspsoOptions>, NspsoOptions>(
    {.name = "pagmo-nspso",
     .summary = "pagmo2's non-dominated sorting particle swarm, on a continuous box rounded down",
     .citation = "Li 2003, doi:10.1007/3-540-45105-6_4",
     .file = __FILE__})};

const Registration<OptimizerPlugin> maco{optimizer_plugin<PagmoSearch<MacoOptions>, MacoOptions>(
    {.name = "pagmo-maco",
     .summary = "pagmo2's hypervolume-based ant colony, on a continuous box rounded down",
     .citation = "Acciarini, Izzo and Mooij 2020, doi:10.1109/CEC48606.2020.9185694",
     .file = __FILE__})};

}  // namespace
}  // namespace archfront
