#include "optimizers/cost_models.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

const std::vector<std::size_t> cardinalities(6, 4);

/// A history of random architectures and the costs that a problem gives them.
struct Learnt {
    explicit Learnt(std::shared_ptr<const Problem> given, std::size_t count = 60, std::size_t rows = 200)
        : problem(std::move(given)), history(context(), {}), models(context(), rows), random(3) {
        Architecture row(problem->space().width());
        for (std::size_t r = 0; r < count; ++r)
            history.draw(random, row);
        ArchitectureBatch proposals(row.size());
        history.give(count, proposals);
        history.tell(costs_of(proposals));
        models.learn(random, history);
    }

    OptimizerContext context() const {
        OptimizerContext context = synthetic::context_of(*problem, 100, 1);
        context.free_costs = problem->free_costs();
        return context;
    }

    Costs costs_of(ArchitectureBatchView batch) const {
        const std::size_t k = problem->metrics().size();
        std::vector<double> metrics(batch.size() * k);
        problem->evaluate(batch, metrics);
        Costs costs(problem->objectives().size());
        costs.resize(batch.size());
        for (std::size_t r = 0; r < batch.size(); ++r)
            costs.set_violation(r, problem->costs(std::span(metrics).subspan(r * k, k), costs.row(r)));
        return costs;
    }

    /// Costs where the archive reaches from 0 to 1.
    double normalised(double cost, std::size_t j) const {
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (std::size_t p = 0; p < history.archive().size(); ++p) {
            low = std::min(low, history.archive()[p][j]);
            high = std::max(high, history.archive()[p][j]);
        }
        return (cost - low) / (high - low);
    }

    ArchitectureBatch unknown(std::size_t count) {
        ArchitectureBatch batch(problem->space().width());
        Architecture row(batch.width());
        while (batch.size() < count) {
            problem->space().sample(random, row);
            if (!history.unseen().proposed().contains(row)) batch.push_back(row);
        }
        return batch;
    }

    std::shared_ptr<const Problem> problem;
    History history;
    CostModels models;
    RandomGenerator random;
};

std::shared_ptr<const Problem> problem_of(std::vector<Objective> objectives,
                                          std::vector<Constraint> constraints = {}) {
    return std::make_shared<const Problem>(std::make_shared<const synthetic::Space>(cardinalities),
                                           std::move(objectives), std::move(constraints));
}

double mean_of(const BelievedCosts& believed, std::size_t candidate, std::size_t j) {
    double total = 0;
    for (std::size_t k = 0; k < BelievedCosts::draws; ++k)
        total += believed[candidate][k * believed.objectives + j];
    return total / BelievedCosts::draws;
}

}  // namespace

TEST_CASE("believed costs are near those that an evaluation finds, on the scale of the archive") {
    Learnt learnt(problem_of({{synthetic::error_metric(3)}, {synthetic::size_metric(3)}}), 200);
    const ArchitectureBatch batch = learnt.unknown(100);
    BelievedCosts believed;
    learnt.models.draw(batch, believed);
    const Costs costs = learnt.costs_of(batch);
    for (std::size_t j = 0; j < 2; ++j) {
        double squares = 0;
        for (std::size_t r = 0; r < batch.size(); ++r)
            squares += std::pow(mean_of(believed, r, j) - learnt.normalised(costs[r][j], j), 2);
        CHECK(std::sqrt(squares / 100) < 0.1);
    }
}

TEST_CASE("a free cost is believed to be exactly what it is") {
    Learnt learnt(problem_of({{synthetic::error_metric(3)}, {synthetic::size_metric(3), true}}), 20);
    const ArchitectureBatch batch = learnt.unknown(30);
    BelievedCosts believed;
    learnt.models.draw(batch, believed);
    const Costs costs = learnt.costs_of(batch);
    for (std::size_t r = 0; r < batch.size(); ++r) {
        for (std::size_t k = 0; k < BelievedCosts::draws; ++k)
            CHECK(believed[r][2 * k + 1] ==
                  doctest::Approx(learnt.normalised(costs[r][1], 1)).epsilon(1e-12));
    }
}

TEST_CASE("what a free constraint forbids is believed to be infeasible, and nothing else") {
    const Constraint small{synthetic::size_metric(3), Constraint::Relation::at_most, 0.5, true};
    Learnt learnt(problem_of({{synthetic::error_metric(3)}}, {small}));
    const ArchitectureBatch batch = learnt.unknown(50);
    BelievedCosts believed;
    learnt.models.draw(batch, believed);
    const Costs costs = learnt.costs_of(batch);
    for (std::size_t r = 0; r < batch.size(); ++r)
        CHECK(believed.feasibility[r] == (costs.violation(r) > 0 ? 0 : 1));
}

TEST_CASE("a constraint that must be paid for is learnt") {
    const Constraint small{synthetic::size_metric(3), Constraint::Relation::at_most, 0.5};
    Learnt learnt(problem_of({{synthetic::error_metric(3)}}, {small}), 150);
    const ArchitectureBatch batch = learnt.unknown(200);
    BelievedCosts believed;
    learnt.models.draw(batch, believed);
    const Costs costs = learnt.costs_of(batch);
    int right = 0;
    for (std::size_t r = 0; r < batch.size(); ++r)
        right += (believed.feasibility[r] > 0.5) == (costs.violation(r) <= 0) ? 1 : 0;
    CHECK(right >= 180);
}

TEST_CASE("while nothing is feasible, the violation is the only cost, free or not") {
    for (const bool free : {false, true}) {
        CAPTURE(free);
        const Constraint impossible{synthetic::size_metric(3), Constraint::Relation::at_most, -1, free};
        Learnt learnt(problem_of({{synthetic::error_metric(3)}, {synthetic::rarity_metric()}}, {impossible}),
                      150);
        CHECK(learnt.models.objectives() == 1);
        const ArchitectureBatch batch = learnt.unknown(100);
        BelievedCosts believed;
        learnt.models.draw(batch, believed);
        const Costs costs = learnt.costs_of(batch);
        double covariance = 0;
        double mean = 0;
        double mean_violation = 0;
        for (std::size_t r = 0; r < batch.size(); ++r) {
            mean += mean_of(believed, r, 0) / 100;
            mean_violation += costs.violation(r) / 100;
        }
        for (std::size_t r = 0; r < batch.size(); ++r)
            covariance += (mean_of(believed, r, 0) - mean) * (costs.violation(r) - mean_violation);
        CHECK(covariance > 0);
    }
}

TEST_CASE("of a long history some rows are enough to tell what is large from what is small") {
    Learnt learnt(problem_of({{synthetic::size_metric(3)}, {synthetic::error_metric(3)}}), 400, 60);
    const ArchitectureBatch batch = learnt.unknown(100);
    BelievedCosts believed;
    learnt.models.draw(batch, believed);
    const Costs costs = learnt.costs_of(batch);
    int concordant = 0;
    int discordant = 0;
    for (std::size_t a = 0; a < batch.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            const double product =
                (costs[a][0] - costs[b][0]) * (mean_of(believed, a, 0) - mean_of(believed, b, 0));
            concordant += product > 0 ? 1 : 0;
            discordant += product < 0 ? 1 : 0;
        }
    }
    CHECK(concordant > 5 * discordant);
}
