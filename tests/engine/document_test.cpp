#include <doctest/doctest.h>

#include "engine/document.hpp"

using namespace archfront;

namespace {

Node parse(std::string_view text) {
    return parse_yaml(text, "e.yaml");
}

}  // namespace

TEST_CASE("typed readers give what the text says") {
    const Node node =
        parse("{text: abc, number: 1.5e3, count: 31, yes: true, no: false, list: [1, 2], one: 1}");
    CHECK(node.find("text")->as_text("text") == "abc");
    CHECK(node.find("number")->as_number("number") == 1500);
    CHECK(node.find("count")->as_integer("count", 0, 31) == 31);
    CHECK(node.find("yes")->as_flag("yes"));
    CHECK_FALSE(node.find("no")->as_flag("no"));
    CHECK(node.find("list")->as_list().size() == 2);
    CHECK(node.find("one")->as_list().size() == 1);
    CHECK(Node{}.as_list().empty());
    CHECK(node.find("absent") == nullptr);
}

TEST_CASE("typed readers say where, what was found and what was wanted") {
    const Node node = parse("text: [a]\nnumber: many\ncount: 3.5\nflag: yes\nempty: {}\n");
    CHECK_THROWS_WITH_AS(node.find("text")->as_text("text"),
                         "e.yaml:1:7: 'text' is a list, expected a single value", UserError);
    CHECK_THROWS_WITH_AS(node.find("number")->as_number("number"),
                         "e.yaml:2:9: 'number' is 'many', expected a number", UserError);
    CHECK_THROWS_WITH_AS(node.find("count")->as_integer("count", 1, 9),
                         "e.yaml:3:8: 'count' is '3.5', expected a whole number from 1 to 9", UserError);
    CHECK_THROWS_WITH_AS(node.find("flag")->as_flag("flag"),
                         "e.yaml:4:7: 'flag' is 'yes', expected true or false", UserError);
    CHECK_THROWS_WITH_AS(node.find("empty")->as_text("empty"),
                         "e.yaml:5:8: 'empty' is a mapping of keys to values, expected a single value",
                         UserError);
    CHECK_THROWS_WITH_AS(Node{}.as_number("budget"), "'budget' is nothing, expected a number", UserError);
}

TEST_CASE("a whole number outside its range is refused") {
    const Node node = parse("[0, 10, 99999999999999999999]");
    for (const Node& item : node.items)
        CHECK_THROWS_AS(item.as_integer("seeds", 1, 9), UserError);
}

TEST_CASE("a key that nobody asked for is an error with a suggestion among those that were") {
    const Node node = parse("name: x\nbudgte: 5\n");
    Fields fields(node, "experiment");
    fields.require("name");
    fields.find("budget");
    CHECK_THROWS_WITH_AS(
        fields.finish(),
        "e.yaml:2:1: unknown key 'budgte' (did you mean 'budget'?); known: budget, name (in experiment)",
        UserError);
}

TEST_CASE("a mapping whose keys were all asked for is finished") {
    const Node node = parse("{name: x}");
    Fields fields(node, "experiment");
    fields.require("name");
    fields.find("budget");
    CHECK_NOTHROW(fields.finish());
}

TEST_CASE("a missing key is named with its mapping") {
    const Node node = parse("name: x");
    Fields fields(node, "experiment");
    CHECK_THROWS_WITH_AS(fields.require("budget"), "e.yaml:1:1: experiment has no 'budget'; add it",
                         UserError);
}

TEST_CASE("what is no mapping has no fields") {
    CHECK_THROWS_WITH_AS(Fields(parse("[1]"), "experiment"),
                         "e.yaml:1:1: 'experiment' is a list, expected a mapping of keys to values",
                         UserError);
}
