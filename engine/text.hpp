// Text in and out: numbers that read back to the same double, independent of locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace archfront {

/// Shortest decimal text that reads back to the same double; "nan", "inf", "-inf" for the rest.
std::string format_number(double value);

/// Appends format_number(value) to `text` without another allocation.
void append_number(std::string& text, double value);

/// The whole text as a double (decimal or scientific, leading '+' and "nan"/"inf" allowed); nullopt
/// otherwise.
std::optional<double> parse_number(std::string_view text);

/// The whole text as a decimal integer; nullopt otherwise or when out of range.
std::optional<long long> parse_integer(std::string_view text);

/// Length of the longest prefix that is valid UTF-8 (RFC 3629).
std::size_t utf8_prefix(std::string_view text);

std::string_view trim(std::string_view text);

/// Parts between separators; a text without a separator is one part.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// At most `length` bytes of `text` with control characters replaced, for error messages about hostile input.
std::string excerpt(std::string_view text, std::size_t length = 60);

/// Appends one field of a CSV row, quoted where it holds a comma, a quote or a line break (RFC 4180).
void append_csv_field(std::string& row, std::string_view field);

/// Sixteen digits, as hashes are written.
std::string hexadecimal(std::uint64_t value);

/// 1234567 as "1,234,567".
std::string with_thousands(unsigned long long value);

}  // namespace archfront
