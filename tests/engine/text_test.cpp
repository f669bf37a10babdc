#include <doctest/doctest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <limits>

#include "engine/random.hpp"
#include "engine/text.hpp"

using namespace archfront;

TEST_CASE("every double reads back from its text to the same bits") {
    RandomGenerator random(1);
    for (int i = 0; i < 20'000; ++i) {
        const auto value = std::bit_cast<double>(random.next());
        if (!std::isfinite(value)) continue;
        const auto again = parse_number(format_number(value));
        REQUIRE(again.has_value());
        REQUIRE(std::bit_cast<std::uint64_t>(*again) == std::bit_cast<std::uint64_t>(value));
    }
}

TEST_CASE("the text of a number is the shortest that reads back") {
    CHECK(format_number(0.1) == "0.1");
    CHECK(format_number(0.1 + 0.2) == "0.30000000000000004");
    CHECK(format_number(100) == "100");
    CHECK(format_number(1e23) == "1e+23");
    CHECK(format_number(-0.0) == "-0");
    CHECK(format_number(std::numeric_limits<double>::denorm_min()) == "5e-324");
}

TEST_CASE("what is not finite has a text that reads back") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(format_number(infinity) == "inf");
    CHECK(format_number(-infinity) == "-inf");
    CHECK(format_number(std::nan("")) == "nan");
    CHECK(format_number(-std::nan("")) == "nan");
    CHECK(parse_number("inf") == infinity);
    CHECK(parse_number("-inf") == -infinity);
    CHECK(std::isnan(parse_number("nan").value()));
}

TEST_CASE("numbers do not depend on the locale") {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    // Where none of these is installed, the C locale makes the same claim more weakly.
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"}) {
        if (std::setlocale(LC_ALL, name) == nullptr) continue;
        CHECK(format_number(1.5) == "1.5");
        CHECK(parse_number("1.5") == 1.5);
        CHECK_FALSE(parse_number("1,5").has_value());
    }
    std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("a text that is not wholly a number is none") {
    for (const char* text : {"", " ", "+", "-", "1 ", " 1", "1x", "0x10", "1e", "1,000", "--1", "+-1",
                             "1e999", "e5", "1_0", "\xC2\xB2"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_number(text).has_value());
    }
    CHECK(parse_number("+1.5e3") == 1500);
}

TEST_CASE("an integer is decimal and in range") {
    CHECK(parse_integer("-12") == -12);
    CHECK(parse_integer("9223372036854775807") == std::numeric_limits<long long>::max());
    for (const char* text : {"", "1.0", "1e3", " 1", "+1", "9223372036854775808", "0x1", "1 "}) {
        CAPTURE(text);
        CHECK_FALSE(parse_integer(text).has_value());
    }
}

TEST_CASE("splitting keeps empty parts and joining undoes it") {
    CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(join({"a", "", "b", ""}, ",") == "a,,b,");
    CHECK(join({}, ",").empty());
}

TEST_CASE("trimming takes blanks off both ends only") {
    CHECK(trim(" \t a b\r\n") == "a b");
    CHECK(trim(" \n ").empty());
    CHECK(trim("").empty());
}

TEST_CASE("an excerpt is short and shows no control characters") {
    CHECK(excerpt("abc", 3) == "abc");
    CHECK(excerpt("abcd", 3) == "abc...");
    CHECK(excerpt(std::string_view("a\0\n\x7f\x1b", 5)) == "a????");
}

TEST_CASE("thousands are separated") {
    CHECK(with_thousands(0) == "0");
    CHECK(with_thousands(999) == "999");
    CHECK(with_thousands(1000) == "1,000");
    CHECK(with_thousands(18446744073709551615ULL) == "18,446,744,073,709,551,615");
}

TEST_CASE("valid UTF-8 is accepted as a whole") {
    for (const std::string_view text :
         {"", "ascii", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
          "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        CAPTURE(text);
        CHECK(utf8_prefix(text) == text.size());
    }
}

TEST_CASE("UTF-8 ends before bytes that RFC 3629 forbids") {
    for (const std::string_view text :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xf0\x9f\x98"}) {
        CAPTURE(text);
        CHECK(utf8_prefix(std::string("ok") + std::string(text)) == 2);
    }
}
