#include <doctest/doctest.h>

#include "engine/registry.hpp"

using namespace archfront;

namespace {

struct Fruit : PluginInfo {
    static const char* kind() { return "fruit"; }
};

Fruit fruit(std::string name) {
    Fruit entry;
    entry.name = std::move(name);
    return entry;
}

const Registration<Fruit> pear(fruit("pear"));
const Registration<Fruit> apple(fruit("apple"));

}  // namespace

TEST_CASE("a registry lists what registered itself in order of name, whatever the link order") {
    CHECK(Registry<Fruit>::instance().names() == std::vector<std::string>{"apple", "pear"});
}

TEST_CASE("a registry finds by name and refuses the unknown at its place") {
    const auto& fruits = Registry<Fruit>::instance();
    CHECK(fruits.at("pear").name == "pear");
    CHECK(fruits.find("plum") == nullptr);
    CHECK_THROWS_WITH_AS(fruits.at("appel", {"e.yaml", 1, 2}),
                         "e.yaml:1:2: unknown fruit 'appel' (did you mean 'apple'?); known: apple, pear",
                         UserError);
}
