#include "optimizers/history.hpp"

#include <doctest/doctest.h>

#include "tests/optimizers/drive.hpp"

using namespace archfront;

namespace {

OptimizerContext context_of(const std::vector<std::size_t>& cardinalities) {
    return {std::make_shared<const synthetic::Space>(cardinalities), 2, 100, 1, Equivalence::spelling};
}

Costs costs_of(std::size_t count, double violation = 0) {
    Costs costs(2);
    for (std::size_t r = 0; r < count; ++r)
        costs.push_back(std::vector<double>{static_cast<double>(r), -static_cast<double>(r)}, violation);
    return costs;
}

bool no_idea(Architecture&) {
    return false;
}

}  // namespace

TEST_CASE("a history gives its first proposals, then a batch, in pieces of any size") {
    const auto context = context_of({8, 8, 8});
    History history(context, {.initial = 5, .batch = 2});
    RandomGenerator random(1);
    ArchitectureBatch proposals(3);
    const auto ask = [&](std::size_t count) {
        proposals.clear();
        history.ask(random, count, proposals, no_idea);
        history.tell(costs_of(proposals.size()));
        return proposals.size();
    };
    CHECK(ask(3) == 3);
    CHECK(ask(100) == 2);
    CHECK(ask(100) == 2);
    CHECK(ask(1) == 1);
    CHECK(ask(100) == 1);
    CHECK(history.told() == 9);
    CHECK(history.unseen().proposed().size() == 9);
}

TEST_CASE("a history proposes what is suggested, and something random for what is known") {
    const auto context = context_of({8, 8, 8});
    History history(context, {.initial = 1, .batch = 2});
    RandomGenerator random(1);
    ArchitectureBatch proposals(3);
    const auto suggest = [](Architecture& row) {
        row = {7, 6, 5};
        return true;
    };
    history.ask(random, 1, proposals, suggest);
    CHECK(changes_between(history[0], Architecture{7, 6, 5}) > 0);
    history.tell(costs_of(1));
    history.ask(random, 2, proposals, suggest);
    CHECK(changes_between(history[1], Architecture{7, 6, 5}) == 0);
    CHECK(changes_between(history[2], Architecture{7, 6, 5}) > 0);
}

TEST_CASE("a history proposes nothing when the space is exhausted") {
    const auto context = context_of({2, 3});
    History history(context, {.initial = 100, .batch = 1});
    RandomGenerator random(1);
    ArchitectureBatch proposals(2);
    history.ask(random, 100, proposals, no_idea);
    CHECK(proposals.size() == 6);
    history.tell(costs_of(6));
    proposals.clear();
    history.ask(random, 100, proposals, no_idea);
    CHECK(proposals.empty());
}

TEST_CASE("a history keeps the front of what is feasible") {
    const auto context = context_of({8, 8, 8});
    History history(context, {});
    RandomGenerator random(1);
    ArchitectureBatch proposals(3);
    history.ask(random, 4, proposals, no_idea);
    Costs costs(2);
    costs.push_back(std::vector{0.0, 0.0}, 1);
    costs.push_back(std::vector{2.0, 2.0}, 0);
    costs.push_back(std::vector{1.0, 3.0}, 0);
    costs.push_back(std::vector{3.0, 3.0}, 0);
    history.tell(costs);
    CHECK(std::vector(history.archive().ids().begin(), history.archive().ids().end()) ==
          std::vector<std::size_t>{2, 1});
}

TEST_CASE("a loaded history goes on with the proposals that waited") {
    const auto context = context_of({8, 8, 8});
    History history(context, {.initial = 5, .batch = 1});
    RandomGenerator random(1);
    ArchitectureBatch proposals(3);
    history.ask(random, 2, proposals, no_idea);
    history.tell(costs_of(2));
    StateWriter writer;
    history.save(writer);
    const std::string state = writer.finish();

    History loaded(context, {.initial = 5, .batch = 1});
    StateReader reader(state);
    loaded.load(reader);
    CHECK(loaded.told() == 2);
    CHECK(loaded.archive().size() == 2);
    ArchitectureBatch more(3);
    loaded.ask(random, 100, more, no_idea);
    REQUIRE(more.size() == 3);
    for (std::size_t r = 0; r < 3; ++r)
        CHECK(changes_between(more[r], history[2 + r]) == 0);
}

TEST_CASE("a history with costs of what was never proposed is a damaged state") {
    const auto context = context_of({8, 8, 8});
    StateWriter writer;
    writer.architectures(ArchitectureBatch(3));
    writer.costs(costs_of(1));
    const std::string state = writer.finish();
    StateReader reader(state);
    CHECK_THROWS_AS(History(context, {}).load(reader), UserError);
}
