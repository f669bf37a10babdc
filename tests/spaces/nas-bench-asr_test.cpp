#include <doctest/doctest.h>

#include <set>

#include "engine/csv.hpp"
#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const SearchSpace& space() {
    static const auto space = make_space("nas-bench-asr");
    return *space;
}

std::string representative(const std::string& text) {
    ArchitectureBatch batch(space().width());
    batch.push_back(space().parse(text));
    space().canonicalise(batch, Equivalence::isomorphism);
    return space().to_string(batch[0]);
}

std::set<std::string> representatives() {
    ArchitectureBatch batch(space().width());
    for (std::uint64_t ordinal = 0; ordinal < space().size(); ++ordinal)
        space().from_ordinal(ordinal, batch.emplace_back());
    space().canonicalise(batch, Equivalence::isomorphism);
    std::set<std::string> texts;
    for (std::size_t r = 0; r < batch.size(); ++r)
        texts.insert(space().to_string(batch[r]));
    return texts;
}

}  // namespace

TEST_CASE("NAS-Bench-ASR has 6^3 x 2^6 cells, 8,242 models") {
    CHECK(space().network_count() == "13824");
    CHECK(representatives().size() == 8242);
}

TEST_CASE("a NAS-Bench-ASR cell is read flat or nested, and written flat") {
    const std::string flat = "[0, 1, 5, 1, 0, 3, 0, 1, 1]";
    CHECK(space().to_string(space().parse(flat)) == flat);
    CHECK(space().parse("[[0, 1], [5, 1, 0], [3, 0, 1, 1]]") == space().parse(flat));
}

TEST_CASE("a malformed NAS-Bench-ASR cell is refused at its position") {
    const auto complaint = [](const char* text) { return user_error_of([&] { space().parse(text); }); };
    CHECK(complaint("[6, 0").ends_with("at position 2, expected 0 to 5"));
    CHECK(complaint("[0, 2").ends_with("at position 5, expected 0 to 1"));
    CHECK(complaint("[[0, 0, 0").ends_with("at position 7, expected ']'"));
    CHECK(complaint("[[0, 0], 0").ends_with("at position 10, expected '['"));
    CHECK(complaint("[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]").ends_with("at position 27, expected ']'"));
    CHECK(complaint("[-1, 0").ends_with("at position 2, expected 0 to 5"));
}

TEST_CASE("a NAS-Bench-ASR cell without zero is a model of its own") {
    CHECK(representative("[0, 1, 2, 1, 0, 3, 0, 1, 1]") == "[0, 1, 2, 1, 0, 3, 0, 1, 1]");
}

TEST_CASE("what a zero cuts off does not tell NAS-Bench-ASR models apart") {
    // Node 1 is zero and nothing is skipped around it, so nothing reaches the output, whatever follows.
    CHECK(representative("[5, 0, 0, 0, 0, 0, 0, 0, 0]") == representative("[5, 0, 3, 0, 1, 2, 0, 1, 0]"));
    // Node 2's operation is zero: node 1's goes nowhere but through it.
    CHECK(representative("[0, 0, 5, 1, 0, 3, 0, 0, 0]") == representative("[4, 0, 5, 1, 0, 3, 0, 0, 0]"));
    // Node 1's operation reaches node 3 by a skip.
    CHECK(representative("[0, 0, 5, 0, 1, 3, 0, 0, 0]") != representative("[4, 0, 5, 0, 1, 3, 0, 0, 0]"));
}

TEST_CASE("the order of two NAS-Bench-ASR operations side by side does not tell models apart") {
    // Operations 0 and 1 both read the input, and both feed the output; then one reads the other.
    CHECK(representative("[0, 0, 5, 1, 0, 1, 0, 1, 0]") == representative("[1, 0, 5, 1, 0, 0, 0, 1, 0]"));
    CHECK(representative("[0, 0, 5, 0, 1, 1, 0, 0, 0]") != representative("[1, 0, 5, 0, 1, 0, 0, 0, 0]"));
}

TEST_CASE("NAS-Bench-ASR's representatives are the cells that were trained") {
    const std::string table = "RAPID/data/asr_data.csv";
    if (!have_data(table)) return;
    CsvReader rows(shared_data() / table);
    const std::size_t vector = rows.column("vector");
    std::set<std::string> trained;
    while (rows.next())
        trained.emplace(rows.field(vector));
    CHECK(trained == representatives());
}

TEST_CASE("a NAS-Bench-ASR cell is drawn with operations and skips on its edges") {
    const NetworkGraph graph = space().graph(space().parse("[0, 1, 5, 1, 0, 3, 0, 1, 1]"));
    CHECK(to_text(graph) ==
          "0 cell input\n"
          "1 sum <- 0 (linear), 0 (skip)\n"
          "2 sum <- 1 (zero), 0 (skip)\n"
          "3 sum <- 2 (conv7), 1 (skip), 2 (skip)\n"
          "4 layer normalisation <- 3\n");
}
