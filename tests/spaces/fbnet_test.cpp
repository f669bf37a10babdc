#include <doctest/doctest.h>

#include <string>

#include "engine/csv.hpp"
#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const SearchSpace& space() {
    static const auto space = make_space("fbnet");
    return *space;
}

/// HELP's first network, in the three forms that HELP and HW-NAS-Bench use.
const std::string numbers = "7-8-1-8-4-8-8-8-7-4-1-4-7-3-2-7-3-2-4-2-4-5";
const std::string number_list = "[7, 8, 1, 8, 4, 8, 8, 8, 7, 4, 1, 4, 7, 3, 2, 7, 3, 2, 4, 2, 4, 5]";
const std::string name_list =
    "['k5_e6', 'skip', 'k3_e1_g2', 'skip', 'k5_e1', 'skip', 'skip', 'skip', 'k5_e6', 'k5_e1', 'k3_e1_g2', "
    "'k5_e1', 'k5_e6', 'k3_e6', 'k3_e3', 'k5_e6', 'k3_e6', 'k3_e3', 'k5_e1', 'k3_e3', 'k5_e1', 'k5_e1_g2']";

std::string parse_error(std::string_view text) {
    return user_error_of([&] { space().parse(text); });
}

}  // namespace

TEST_CASE("FBNet has 22 layers of nine blocks, 9^22 networks") {
    CHECK(space().width() == 22);
    CHECK_FALSE(space().size().has_value());
    CHECK(space().genotype_count() == "984770902183611232881");
    CHECK(space().network_count() == space().genotype_count());
    CHECK(space().variables()[0].name == "stage1.layer1");
    CHECK(space().variables()[5].name == "stage3.layer1");
    CHECK(space().variables()[21].name == "stage7.layer1");
}

TEST_CASE("an FBNet is read from HELP's numbers, from a Python list, and from names of blocks") {
    const Architecture expected = {7, 8, 1, 8, 4, 8, 8, 8, 7, 4, 1, 4, 7, 3, 2, 7, 3, 2, 4, 2, 4, 5};
    CHECK(space().parse(numbers) == expected);
    CHECK(space().parse(number_list) == expected);
    CHECK(space().parse(name_list) == expected);
    CHECK(space().to_string(expected) == numbers);
}

TEST_CASE("a malformed FBNet is refused at its position") {
    CHECK(parse_error("7-9") ==
          "architecture '7-9': at position 3, expected a block: 0 to 8, or k3_e1, k3_e1_g2, k3_e3, k3_e6, "
          "k5_e1, k5_e1_g2, k5_e3, k5_e6, skip");
    CHECK(parse_error("skip-k3_e4").find("at position 6, expected a block (did you mean 'k3_e1'?)") !=
          std::string::npos);
    CHECK(parse_error("[7, 8]").ends_with("at position 6, expected ','"));
    CHECK(parse_error("7-8-1").ends_with("at position 6, expected '-'"));
    CHECK(parse_error(numbers + "-5").ends_with("at position 44, expected the end"));
    CHECK(parse_error("[" + numbers).find("expected ','") != std::string::npos);
}

TEST_CASE("an FBNet is drawn from stem to classifier, skips that change the shape with their channels") {
    const NetworkGraph graph = space().graph(space().parse(numbers));
    const std::string text = to_text(graph);
    CHECK(
        text.starts_with("0 input\n1 conv 3x3, 16 channels <- 0\n2 k5_e6, 16 channels <- 1\n"
                         "3 skip, 24 channels <- 2\n4 k3_e1_g2, 24 channels <- 3\n5 skip <- 4\n"));
    CHECK(
        text.ends_with("23 k5_e1_g2, 352 channels <- 22\n24 conv 1x1 <- 23\n25 average pool <- 24\n"
                       "26 linear <- 25\n"));
}

TEST_CASE("FBNet's text is that of the published table") {
    const std::string table = "tables/fbnet_help_latency.csv.gz";
    if (!have_data(table)) return;
    CsvReader rows(shared_data() / table);
    const std::size_t column = rows.column("ops");
    std::size_t count = 0;
    for (; rows.next(); ++count)
        REQUIRE(space().to_string(space().parse(rows.field(column))) == rows.field(column));
    CHECK(count == 5000);
}
