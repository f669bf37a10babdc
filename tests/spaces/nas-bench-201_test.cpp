#include <doctest/doctest.h>

#include <map>
#include <set>

#include "engine/csv.hpp"
#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const SearchSpace& space() {
    static const auto space = make_space("nas-bench-201");
    return *space;
}

const std::string genotype =
    "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|none~1|skip_connect~2|";

std::string parse_error(std::string_view text) {
    return user_error_of([&] { space().parse(text); });
}

/// The class of every cell: the ordinal of its representative.
std::vector<std::uint64_t> classes(Equivalence equivalence) {
    ArchitectureBatch batch(space().width());
    for (std::uint64_t ordinal = 0; ordinal < space().size(); ++ordinal)
        space().from_ordinal(ordinal, batch.emplace_back());
    space().canonicalise(batch, equivalence);
    std::vector<std::uint64_t> classes;
    for (std::size_t r = 0; r < batch.size(); ++r)
        classes.push_back(space().ordinal(batch[r]));
    return classes;
}

}  // namespace

TEST_CASE("NAS-Bench-201 has six edges of five operations, 15,625 cells") {
    CHECK(space().width() == 6);
    CHECK(space().size() == 15'625);
    CHECK(space().variables()[2].name == "2<-1");
}

TEST_CASE("a NAS-Bench-201 cell is read and written in the official spelling") {
    CHECK(space().parse(genotype) == Architecture{4, 2, 1, 3, 0, 1});
    CHECK(space().to_string(Architecture{4, 2, 1, 3, 0, 1}) == genotype);
    CHECK(space().parse("421301") == Architecture{4, 2, 1, 3, 0, 1});
}

TEST_CASE("a malformed NAS-Bench-201 string is refused at its position") {
    CHECK(parse_error("|avg_pool_3x3~1|") ==
          "architecture '|avg_pool_3x3~1|': at position 14, expected '~0|'");
    CHECK(parse_error("|nor_conv_2x2~0|") ==
          "architecture '|nor_conv_2x2~0|': at position 2, expected an operation (did you mean "
          "'nor_conv_1x1'?): "
          "none, skip_connect, nor_conv_1x1, nor_conv_3x3 or avg_pool_3x3");
    CHECK(parse_error(genotype + "|")
              .ends_with("at position " + std::to_string(genotype.size() + 1) + ", expected the end"));
    CHECK(parse_error("421305").find("at position 1, expected '|'") != std::string::npos);
}

TEST_CASE("NAS-Bench-201 cells differ in spelling only where they are the same cell") {
    const auto spelled = classes(Equivalence::spelling);
    CHECK(std::set(spelled.begin(), spelled.end()).size() == 15'625);
}

TEST_CASE("NAS-Bench-201 has 6,466 isomorphism classes, each represented by its lowest member") {
    const auto merged = classes(Equivalence::isomorphism);
    CHECK(std::set(merged.begin(), merged.end()).size() == 6466);
    for (std::uint64_t ordinal = 0; ordinal < merged.size(); ++ordinal) {
        REQUIRE(merged[ordinal] <= ordinal);
        REQUIRE(merged[merged[ordinal]] == merged[ordinal]);
    }
}

TEST_CASE("NAS-Bench-201's isomorphism classes are those of the reference table") {
    const std::string table = "tables/nb201_accuracy.csv.gz";
    if (!have_data(table)) return;
    CsvReader rows(shared_data() / table);
    const std::size_t cell = rows.column("ops");
    const std::size_t published = rows.column("isomorph_rep_idx");
    const auto merged = classes(Equivalence::isomorphism);
    std::map<std::string, std::uint64_t> ours_of;
    std::map<std::uint64_t, std::string> published_of;
    std::size_t count = 0;
    while (rows.next()) {
        const std::uint64_t ours = merged[space().ordinal(space().parse(rows.field(cell)))];
        const std::string theirs(rows.field(published));
        REQUIRE(ours_of.emplace(theirs, ours).first->second == ours);
        REQUIRE(published_of.emplace(ours, theirs).first->second == theirs);
        ++count;
    }
    CHECK(count == 15'625);
    CHECK(ours_of.size() == 6466);
}

TEST_CASE("a NAS-Bench-201 cell is drawn with its operations on the edges") {
    CHECK(to_text(space().graph(space().parse(genotype))) ==
          "0 input\n1 sum <- 0 (avg_pool_3x3)\n2 sum <- 0 (nor_conv_1x1), 1 (skip_connect)\n"
          "3 output <- 0 (nor_conv_3x3), 1 (none), 2 (skip_connect)\n");
}
