#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/state.hpp"

using namespace archfront;

namespace {

ArchitectureBatch some_architectures() {
    ArchitectureBatch batch(3);
    batch.push_back(Architecture{0, 1, 2});
    batch.push_back(Architecture{255, 0, 7});
    return batch;
}

Costs some_costs() {
    Costs costs(2);
    costs.push_back(std::vector<double>{0.1, -3}, 0);
    costs.push_back(std::vector<double>{std::numeric_limits<double>::infinity(), 5e-324}, 2.5);
    return costs;
}

/// One of everything that can be saved.
std::string some_state() {
    StateWriter writer;
    writer.integer(std::numeric_limits<std::uint64_t>::max());
    writer.real(-0.0);
    writer.text(std::string_view("a\0b", 3));
    writer.reals(std::vector<double>{1, 2, 3});
    writer.random(RandomGenerator(5));
    writer.architectures(some_architectures());
    writer.costs(some_costs());
    return writer.finish();
}

void read_all(std::string_view state) {
    StateReader reader(state);
    CHECK(reader.integer() == std::numeric_limits<std::uint64_t>::max());
    CHECK(std::signbit(reader.real()));
    CHECK(reader.text() == std::string_view("a\0b", 3));
    CHECK(reader.reals() == std::vector<double>{1, 2, 3});
    RandomGenerator random(0);
    reader.random(random);
    CHECK(random.state() == RandomGenerator(5).state());
    ArchitectureBatch batch(3);
    reader.architectures(batch);
    CHECK(batch.size() == 2);
    CHECK(batch[1][0] == 255);
    Costs costs(2);
    reader.costs(costs);
    CHECK(costs.size() == 2);
    CHECK(costs[1][1] == 5e-324);
    CHECK(costs.violation(1) == 2.5);
    reader.finish();
}

}  // namespace

TEST_CASE("a state reads back what was written") {
    read_all(some_state());
}

TEST_CASE("an empty state reads back") {
    const std::string state = StateWriter().finish();
    CHECK_NOTHROW(StateReader(state).finish());
}

TEST_CASE("a state with any byte changed, cut or added is refused") {
    const std::string state = some_state();
    for (std::size_t i = 0; i < state.size(); ++i) {
        std::string damaged = state;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        CHECK_THROWS_AS(StateReader{damaged}, UserError);
        CHECK_THROWS_AS(StateReader{std::string_view(state).substr(0, i)}, UserError);
    }
    const std::string longer = state + '\0';
    CHECK_THROWS_AS(StateReader{longer}, UserError);
}

TEST_CASE("a state must be read to its end") {
    const std::string state = some_state();
    StateReader reader(state);
    reader.integer();
    CHECK_THROWS_AS(reader.finish(), UserError);
}

TEST_CASE("a state read as what it is not is refused without taking memory for it") {
    StateWriter writer;
    writer.integer(std::numeric_limits<std::uint64_t>::max());
    const std::string state = writer.finish();
    CHECK_THROWS_AS(StateReader(state).text(), UserError);
    CHECK_THROWS_AS(StateReader(state).reals(), UserError);
    RandomGenerator random(0);
    CHECK_THROWS_AS(StateReader(state).random(random), UserError);
    Costs costs(1);
    CHECK_THROWS_AS(StateReader(state).costs(costs), UserError);
}

TEST_CASE("architectures of another width and costs of another problem are refused") {
    StateWriter architectures;
    architectures.architectures(some_architectures());
    const std::string first = architectures.finish();
    ArchitectureBatch narrower(2);
    CHECK_THROWS_AS(StateReader(first).architectures(narrower), UserError);

    StateWriter costs;
    costs.costs(some_costs());
    const std::string second = costs.finish();
    Costs three(3);
    CHECK_THROWS_AS(StateReader(second).costs(three), UserError);
}
