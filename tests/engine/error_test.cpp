#include <doctest/doctest.h>

#include "engine/error.hpp"

using namespace archfront;

TEST_CASE("a file position prints only what is known") {
    CHECK(to_string(FilePosition{"a.yaml", 3, 7}) == "a.yaml:3:7");
    CHECK(to_string(FilePosition{"a.yaml", 3, 0}) == "a.yaml:3");
    CHECK(to_string(FilePosition{"a.yaml", 0, 7}) == "a.yaml");
    CHECK(to_string(FilePosition{"", 3, 7}) == "line 3:7");
    CHECK(to_string(FilePosition{}).empty());
}

TEST_CASE("a user error says where before it says what") {
    CHECK(std::string(UserError({"a.yaml", 3, 7}, "too large").what()) == "a.yaml:3:7: too large");
    CHECK(std::string(UserError(FilePosition{}, "too large").what()) == "too large");
}

TEST_CASE("a user error is one line, whatever the input held") {
    CHECK(std::string(UserError("bad name 'a\nb\x1b[0m'").what()) == "bad name 'a?b?[0m'");
    CHECK(std::string(UserError({"a\nb.yaml", 1, 1}, "bad").what()) == "a?b.yaml:1:1: bad");
}

TEST_CASE("a near miss gets a suggestion") {
    const std::vector<std::string> known = {"population", "crossover", "mutation"};
    CHECK(suggestion("popultion", known) == " (did you mean 'population'?)");
    CHECK(suggestion("pop", known) == " (did you mean 'population'?)");
    CHECK(suggestion("Mutation", known) == " (did you mean 'mutation'?)");
}

TEST_CASE("what is near nothing gets no suggestion") {
    CHECK(suggestion("zzzzzz", {"population", "crossover"}).empty());
    CHECK(suggestion("", {"population"}).empty());
    CHECK(suggestion("popultion", {}).empty());
    CHECK(suggestion(std::string(101, 'a'), {std::string(100, 'a')}).empty());
}

TEST_CASE("an unknown name is answered with the known ones in order") {
    CHECK(unknown_name("key", "popsize", {"seeds", "population"}) ==
          "unknown key 'popsize'; known: population, seeds");
    CHECK(unknown_name("key", "populaton", {"seeds", "population"}) ==
          "unknown key 'populaton' (did you mean 'population'?); known: population, seeds");
    CHECK(unknown_name("key", "x", {}) == "unknown key 'x'; none is known");
}

TEST_CASE("at most a dozen known names are listed") {
    std::vector<std::string> known;
    for (char c = 'a'; c <= 'z'; ++c)
        known.emplace_back(3, c);
    CHECK(unknown_name("device", "?", known) ==
          "unknown device '?'; known: aaa, bbb, ccc, ddd, eee, fff, ggg, hhh, iii, jjj, kkk, lll, ... (26 in "
          "all)");
}

TEST_CASE("a hostile name is cut in the message") {
    CHECK(unknown_name("key", std::string(1'000'000, 'x'), {"a"}).size() < 200);
}
