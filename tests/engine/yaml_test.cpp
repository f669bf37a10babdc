#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "engine/document.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

Node parse(std::string_view text) {
    return parse_yaml(text, "e.yaml");
}

std::string message_of(std::string_view text) {
    return user_error_of([&] { parse(text); });
}

/// Equal but for positions.
bool same(const Node& a, const Node& b) {
    return a.kind == b.kind && a.text == b.text &&
           std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same) &&
           std::equal(
               a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
               [](const Field& x, const Field& y) { return x.key == y.key && same(x.value, y.value); });
}

}  // namespace

TEST_CASE("a document keeps the order of keys and the place of every value") {
    const Node node = parse("name: nb201\noptimizers:\n  - random\n  - nsga2: {population: 50}\n");
    REQUIRE(node.fields.size() == 2);
    CHECK(node.fields[0].key == "name");
    CHECK(to_string(node.fields[1].where) == "e.yaml:2:1");
    const Node& second = node.fields[1].value.items[1];
    CHECK(to_string(second.where) == "e.yaml:4:5");
    CHECK(to_string(second.find("nsga2")->find("population")->where) == "e.yaml:4:25");
    CHECK(second.find("nsga2")->find("population")->text == "50");
}

TEST_CASE("only plain nothing is null, quoted nothing is text") {
    const Node node = parse("[~, null, , '~', \"null\", '']");
    REQUIRE(node.items.size() >= 5);
    CHECK(node.items[0].is_null());
    CHECK(node.items[1].is_null());
    CHECK(parse("a:").find("a")->is_null());
    CHECK(parse("a: '~'").find("a")->text == "~");
    CHECK(parse("a: \"null\"").find("a")->is_scalar());
    CHECK(parse("a: ''").find("a")->is_scalar());
}

TEST_CASE("an empty file is nothing") {
    CHECK(parse("").is_null());
    CHECK(parse("# only a comment\n").is_null());
}

TEST_CASE("a document reads back from its text to the same tree") {
    for (const char* text : {"a: 1\nb: [x, ~, {c: [], d: {}}]\n", "'null': null\n'~': '~'\n'': ''\n",
                             "a: \"two\\nlines \\t \\x01 \\\"\"\n",
                             "- '- a'\n- ': b'\n- '#c'\n- ' d '\n- '*e'\n- '&f'\n- '!g'\n- '{h'\n- '%i'\n- "
                             "'@j'\n- 'true'\n- '1'\n",
                             "a: |\n  literal\n    text\n\nb: >\n  folded\n  text\n", "a: &x {b: 1}\nc: *x\n",
                             "~", "text", "[]", "a: \"\xc3\xa9\xe2\x80\xa8\"\n"}) {
        CAPTURE(text);
        const Node node = parse(text);
        CHECK(same(parse(to_yaml(node)), node));
    }
}

TEST_CASE("documents made by hand are written as YAML") {
    const FilePosition nowhere;
    const Node list = sequence_node({text_node("a"), text_node("")});
    const Node node =
        mapping_node({{"name", nowhere, text_node("x")}, {"list", nowhere, list}, {"none", nowhere, Node{}}});
    CHECK(to_yaml(node) == "name: x\nlist:\n  - a\n  - \"\"\nnone: ~\n");
}

TEST_CASE("malformed YAML is refused at its place") {
    CHECK(message_of("a: [1, 2") == "e.yaml:1:1: not valid YAML: end of sequence flow not found");
    CHECK(message_of("a: 'x") == "e.yaml:1:6: not valid YAML: illegal EOF in scalar");
    CHECK(message_of("a: 1\n b: 2\n") == "e.yaml:2:3: not valid YAML: illegal map value");
    CHECK(message_of("a: *nobody") == "e.yaml:1:4: not valid YAML: the referenced anchor is not defined");
}

TEST_CASE("what is legal YAML but surely a mistake is refused at its place") {
    CHECK(message_of("a: 1\nb: 2\na: 3\n") == "e.yaml:3:1: key 'a' appears twice; remove one");
    CHECK(message_of("? [a, b]\n: 1\n") == "e.yaml:1:3: a key must be a single value");
    CHECK(message_of("a: 1\n---\nb: 2\n") == "e.yaml: several documents in one file; keep one");
    CHECK(message_of("a: &x [1, *x]") == "e.yaml:1:11: an alias refers to a value that contains it");
    CHECK(message_of(std::string(201, 'k') + ": 1") == "e.yaml:1:1: a key of more than 200 bytes");
}

TEST_CASE("bytes that are no text are refused at their place") {
    CHECK(message_of("a: 1\nb: \xff\n") == "e.yaml:2:4: not UTF-8 text");
    CHECK(message_of("a: 1\nb: x\x04\nc: [\n") == "e.yaml:2:5: a control character; remove it");
    CHECK(message_of(std::string_view("a\0b", 3)) == "e.yaml:1:2: a control character; remove it");
    CHECK(message_of("a: \"\\N\"") == "e.yaml:1:4: not UTF-8 text");
}

TEST_CASE("nesting ends at 64 levels") {
    CHECK(message_of(std::string(64, '[') + std::string(64, ']')) == "");
    CHECK(message_of(std::string(65, '[') + std::string(65, ']')) ==
          "e.yaml:1:65: nested deeper than 64 levels");
    CHECK(message_of(std::string(100'000, '[')).ends_with("nested deeper than 64 levels"));
}

TEST_CASE("aliases cannot blow a small file up") {
    std::string by_count = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string below = "*a" + std::to_string(i - 1);
        by_count += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below;
        for (int j = 1; j < 10; ++j)
            by_count += ", " + below;
        by_count += "]\n";
    }
    CHECK(message_of(by_count).ends_with("more than 100,000 values in one file"));

    std::string by_size = "a: &a " + std::string(100'000, 'x') + "\nb: [*a";
    for (int i = 0; i < 10'000; ++i)
        by_size += ", *a";
    CHECK(message_of(by_size + "]").ends_with("more than 100,000 values in one file"));
}

TEST_CASE("aliases within bounds expand to what they name") {
    const Node node = parse("base: &base {a: 1}\nagain: *base\n");
    CHECK(same(*node.find("again"), *node.find("base")));
}

TEST_CASE("a document of more than 1 MiB is refused") {
    CHECK(message_of("# " + std::string(1 << 20, 'x')) == "e.yaml: larger than 1 MiB");
}

TEST_CASE("a YAML file that is missing or a directory is refused by name") {
    CHECK_THROWS_WITH_AS(read_yaml("no-such-file.yaml"),
                         "cannot read 'no-such-file.yaml': No such file or directory", UserError);
    CHECK_THROWS_WITH_AS(read_yaml("/"), "cannot read '/': Is a directory", UserError);
}
