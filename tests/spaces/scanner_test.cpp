#include <doctest/doctest.h>

#include "spaces/scanner.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

TEST_CASE("a scanner takes pieces with blanks between them and ends at the end") {
    Scanner scanner("  {'ks' :[ 7]}\n");
    scanner.expect("{");
    CHECK(scanner.name() == "ks");
    scanner.expect(":");
    CHECK_FALSE(scanner.accept("("));
    CHECK(scanner.accept("["));
    CHECK(scanner.word() == "7");
    scanner.expect("]");
    scanner.expect("}");
    scanner.expect_end();
}

TEST_CASE("a scanner complains about what comes next, or about a mark behind it") {
    Scanner scanner(" ab  cd ");
    CHECK(user_error_of([&] { scanner.expect("b"); }) ==
          "architecture 'ab  cd': at position 1, expected 'b'");
    CHECK(scanner.word() == "ab");
    const std::size_t mark = scanner.mark();
    CHECK(scanner.word() == "cd");
    CHECK(user_error_of([&] { scanner.fail("ef", mark); }).ends_with("at position 5, expected ef"));
    CHECK(scanner.word().empty());
    CHECK(user_error_of([&] { scanner.expect("x"); }).ends_with("at position 7, expected 'x'"));
}

TEST_CASE("a scanner wants the closing quote that opened a name") {
    Scanner scanner("\"ks'");
    CHECK(user_error_of([&] { scanner.name(); }).ends_with("at position 4, expected '\"'"));
}
