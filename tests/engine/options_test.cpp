#include <doctest/doctest.h>

#include "engine/options.hpp"

using namespace archfront;

namespace {

struct Options {
    std::int64_t population = 100;
    double mutation = 0.1;
    bool elitist = true;
    std::string crossover = "uniform";
    std::string note;
};

OptionTable table_of(Options& options) {
    OptionTable table;
    table.integer("population", options.population, 2, 1000, "size of the population");
    table.real("mutation", options.mutation, 0, 1, "probability of a mutation");
    table.flag("elitist", options.elitist, "keep the best");
    table.one_of("crossover", options.crossover, {"uniform", "one-point"}, "how parents are mixed");
    table.text("note", options.note, "free text");
    return table;
}

}  // namespace

TEST_CASE("options are assigned to the members they are bound to") {
    Options options;
    table_of(options).assign({{"population", "50", {}},
                              {"mutation", "0.25", {}},
                              {"elitist", "false", {}},
                              {"crossover", "one-point", {}},
                              {"note", "a b", {}}});
    CHECK(options.population == 50);
    CHECK(options.mutation == 0.25);
    CHECK_FALSE(options.elitist);
    CHECK(options.crossover == "one-point");
    CHECK(options.note == "a b");
}

TEST_CASE("options describe their type, default and meaning in order of binding") {
    Options options;
    const auto descriptions = table_of(options).describe();
    REQUIRE(descriptions.size() == 5);
    CHECK(descriptions[0].name == "population");
    CHECK(descriptions[0].type == "integer, 2 to 1000");
    CHECK(descriptions[0].value == "100");
    CHECK(descriptions[0].summary == "size of the population");
    CHECK(descriptions[1].type == "number, 0 to 1");
    CHECK(descriptions[1].value == "0.1");
    CHECK(descriptions[2].value == "true");
    CHECK(descriptions[3].type == "one of uniform, one-point");
    CHECK(descriptions[4].name == "note");
}

TEST_CASE("a bad option is refused at its place with what was expected, and changes nothing") {
    Options options;
    const OptionTable table = table_of(options);
    const FilePosition where{"e.yaml", 4, 9};
    CHECK_THROWS_WITH_AS(table.assign({"population", "1", where}),
                         "e.yaml:4:9: option 'population' is '1', expected integer, 2 to 1000", UserError);
    CHECK_THROWS_WITH_AS(table.assign({"population", "ten", where}),
                         "e.yaml:4:9: option 'population' is 'ten', expected integer, 2 to 1000", UserError);
    CHECK_THROWS_WITH_AS(table.assign({"mutation", "nan", where}),
                         "e.yaml:4:9: option 'mutation' is 'nan', expected number, 0 to 1", UserError);
    CHECK_THROWS_WITH_AS(table.assign({"elitist", "yes", where}),
                         "e.yaml:4:9: option 'elitist' is 'yes', expected true or false", UserError);
    CHECK_THROWS_WITH_AS(table.assign({"crossover", "two-point", where}),
                         "e.yaml:4:9: option 'crossover' is 'two-point', expected one of uniform, one-point",
                         UserError);
    CHECK_THROWS_WITH_AS(
        table.assign({"popluation", "9", where}),
        "e.yaml:4:9: unknown option 'popluation' (did you mean 'population'?); known: crossover, "
        "elitist, mutation, note, population",
        UserError);
    CHECK(options.population == 100);
    CHECK(options.mutation == 0.1);
    CHECK(options.elitist);
    CHECK(options.crossover == "uniform");
}

TEST_CASE("a plugin without options says so") {
    CHECK_THROWS_WITH_AS(OptionTable().assign(OptionAssignment{"x", "1", {}}),
                         "unknown option 'x'; none is known", UserError);
}
