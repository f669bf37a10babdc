#include "optimizers/refitted_process.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

/// A history that can be told of as many random architectures as wanted, labelled by the sum of two choices.
struct Growing {
    void grow_to(std::size_t count) {
        ArchitectureBatch proposals(6);
        while (history.told() < count) {
            proposals.clear();
            history.ask(random, 1, proposals, [](Architecture&) { return false; });
            Costs costs(1);
            costs.push_back(std::vector{sum_of(proposals[0], 0, 2)}, 0);
            history.tell(costs);
        }
    }

    GaussianProcess learn(RefittedProcess& process) const {
        std::vector<std::size_t> rows(history.told());
        std::iota(rows.begin(), rows.end(), std::size_t{0});
        return process.learn(history, rows, history.costs().view().values());
    }

    OptimizerContext context{std::make_shared<const synthetic::Space>(std::vector<std::size_t>(6, 4)), 1, 100,
                             1, Equivalence::spelling};
    RandomGenerator random{1};
    History history{context, {.initial = 1}};
};

}  // namespace

TEST_CASE("the first parameters of a refitted process are those that fit") {
    Growing told;
    told.grow_to(20);
    RefittedProcess process;
    const GaussianProcess learnt = told.learn(process);
    const auto expected = fit_gaussian_process(learnt.rows(), learnt.labels());
    CHECK(learnt.parameters().weights == expected.weights);
    CHECK(learnt.size() == 20);
    // Variables that count have shorter length scales than those that do not.
    for (std::size_t v = 2; v < 6; ++v)
        CHECK(expected.weights[v] < std::min(expected.weights[0], expected.weights[1]));
}

TEST_CASE("length scales are fitted with each tenth more, mean and variance always") {
    Growing told;
    told.grow_to(20);
    RefittedProcess process;
    const auto first = told.learn(process).parameters();
    told.grow_to(21);
    const auto second = told.learn(process).parameters();
    CHECK(second.weights == first.weights);
    CHECK(second.mean != first.mean);
    told.grow_to(22);
    CHECK(told.learn(process).parameters().weights != first.weights);
}

TEST_CASE("a loaded process keeps its parameters and the time of its last fit") {
    Growing told;
    told.grow_to(20);
    RefittedProcess process;
    told.learn(process);
    told.grow_to(21);
    StateWriter writer;
    process.save(writer);
    const std::string state = writer.finish();
    RefittedProcess loaded;
    StateReader reader(state);
    loaded.load(reader, told.history);
    CHECK(told.learn(loaded).parameters().weights == told.learn(process).parameters().weights);
    told.grow_to(22);
    CHECK(told.learn(loaded).parameters().weights == told.learn(process).parameters().weights);
}

TEST_CASE("a refitted process refuses parameters that cannot be its own") {
    Growing told;
    told.grow_to(20);
    const auto refused = [&](std::vector<double> weights, double signal, double noise, std::uint64_t at) {
        StateWriter writer;
        writer.reals(weights);
        writer.real(signal);
        writer.real(noise);
        writer.integer(at);
        const std::string state = writer.finish();
        StateReader reader(state);
        RefittedProcess process;
        try {
            process.load(reader, told.history);
        } catch (const UserError&) {
            return true;
        }
        return false;
    };
    const std::vector<double> weights(6, 1);
    CHECK_FALSE(refused(weights, 1, 0, 20));
    CHECK(refused(std::vector<double>(5, 1), 1, 0, 20));
    CHECK(refused(std::vector<double>(6, -1), 1, 0, 20));
    CHECK(refused(weights, 0, 0, 20));
    CHECK(refused(weights, 1, -1, 20));
    CHECK(refused(weights, 1, 0, 21));
}
