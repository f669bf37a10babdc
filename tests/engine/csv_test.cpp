#include "engine/csv.hpp"

#include <doctest/doctest.h>

#include "engine/text.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

using Rows = std::vector<std::vector<std::string>>;

/// Header and rows of a file.
Rows read_all(const std::filesystem::path& file, CsvLimits limits = {}) {
    CsvReader reader(file, limits);
    Rows rows = {reader.header()};
    while (reader.next()) {
        rows.emplace_back();
        for (std::size_t c = 0; c < reader.header().size(); ++c)
            rows.back().emplace_back(reader.field(c));
    }
    return rows;
}

/// The message for a file of that text, without the file's name.
std::string complaint(const std::string& text, CsvLimits limits = {}) {
    const ScratchFolder scratch;
    const auto file = scratch.write("t.csv", text);
    const std::string message = user_error_of([&] { read_all(file, limits); });
    return message.starts_with(file.string()) ? message.substr(file.string().size()) : message;
}

}  // namespace

TEST_CASE("a CSV reader takes quotes, CRLF, a byte order mark, blank lines and a last line without newline") {
    const ScratchFolder scratch;
    const auto file =
        scratch.write("t.csv", "\xEF\xBB\xBF\"a\",b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n,\"\"\n\n3,4");
    CHECK(read_all(file) == Rows{{"a", "b"}, {"1", "x, \"y\"\nz"}, {"", ""}, {"3", "4"}});
}

TEST_CASE("a gzip-compressed CSV file reads like a plain one, also when it is larger than the buffer") {
    const ScratchFolder scratch;
    std::string text = "a,b\n";
    for (int i = 0; i < 100'000; ++i)
        text += std::to_string(i) + ",\"" + std::to_string(i * 7) + "\"\n";
    const Rows rows = read_all(scratch.write_gzip("t.csv.gz", text));
    CHECK(rows == read_all(scratch.write("t.csv", text)));
    CHECK(rows.size() == 100'001);
    CHECK(rows.back() == std::vector<std::string>{"99999", "699993"});
}

TEST_CASE("a CSV reader's complaint names line and column, also behind a field of several lines") {
    CHECK(complaint("a,b\n1,2\n3\n") == ":3: row of 1 fields; the header has 2");
    CHECK(complaint("a,b\n1,2,3\n") == ":2: row of 3 fields; the header has 2");
    CHECK(complaint("a,b\n\"1\n2\",x\"y\n") ==
          ":3:5: a quote inside an unquoted field; quote the whole field and double the quote");
    CHECK(complaint("a,b\n1,\"2\"3\n") == ":2:6: text behind a closing quote; expected a comma");
    CHECK(complaint("a,b\n1,\"2\n3,4\n") == ":2:3: a quoted field that never ends; close it");
    CHECK(complaint(std::string("a,b\n1,\0\n", 8)) == ":2:3: a NUL byte; this is not a text file");
    CHECK(complaint("") == ": is empty; expected a row of column names");
    CHECK(complaint("\n\n") == ": is empty; expected a row of column names");
}

TEST_CASE("a CSV reader refuses more bytes, columns and longer rows than its limits") {
    CHECK(complaint("a,b,c\n", {.columns = 2}) == ":1:5: more than 2 columns");
    CHECK(complaint("a\n" + std::string(2'000'000, 'x')) == ":2:1: row longer than 1,048,576 bytes");
    const ScratchFolder scratch;
    const auto bomb = scratch.write_gzip("bomb.csv.gz", "a\n" + std::string(5'000'000, '\n'));
    CHECK(std::filesystem::file_size(bomb) < 10'000);
    CHECK(user_error_of([&] {
              read_all(bomb, {.bytes = 1'000'000});
          }).ends_with("longer than 1,000,000 bytes"));
}

TEST_CASE("truncated or damaged gzip data are refused and never read as a shorter table") {
    const ScratchFolder scratch;
    std::string text = "a\n";
    for (int i = 0; i < 5'000; ++i)
        text += std::to_string(i * i) + "\n";
    const std::string whole = read_text_file(scratch.write_gzip("whole.csv.gz", text), 1 << 20);
    for (const std::size_t kept : {whole.size() - 1, whole.size() / 2, std::size_t{15}}) {
        const auto file = scratch.write("cut.csv.gz", whole.substr(0, kept));
        CHECK(user_error_of([&] { read_all(file); }).find("the gzip data ends too early") !=
              std::string::npos);
    }
    std::string damaged = whole;
    damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x55);
    const auto file = scratch.write("damaged.csv.gz", damaged);
    CHECK(user_error_of([&] { read_all(file); }) != "");
}

TEST_CASE("an unknown column is an error with a suggestion, and so is one that appears twice") {
    const ScratchFolder scratch;
    const CsvReader reader(scratch.write("t.csv", "latency,twice,twice\n"));
    CHECK(reader.column("latency") == 0);
    CHECK(user_error_of([&] {
              reader.column("latancy", {"d.yaml", 3, 4});
          }).starts_with("d.yaml:3:4: unknown column 'latancy' (did you mean 'latency'?)"));
    CHECK(
        user_error_of([&] { reader.column("twice"); }).ends_with("column 'twice' appears twice; rename one"));
}

TEST_CASE("a CSV file that does not exist, or is a folder, cannot be read") {
    const ScratchFolder scratch;
    CHECK(user_error_of([&] {
              CsvReader(scratch.path() / "none.csv");
          }).ends_with("No such file or directory"));
    CHECK(user_error_of([&] { CsvReader reader(scratch.path()); }).ends_with("Is a directory"));
}

TEST_CASE("a table in memory reads like the file of the same text") {
    const ScratchFolder scratch;
    const std::string text = "\xEF\xBB\xBFname,\"a,b\"\r\n1,\"x\ny\"\n\n2,last";
    CsvReader reader(text, "memory");
    Rows rows = {reader.header()};
    while (reader.next())
        rows.push_back({std::string(reader.field(0)), std::string(reader.field(1))});
    CHECK(rows == read_all(scratch.write("t.csv", text)));
    CHECK(user_error_of([] { CsvReader("", "memory"); }).starts_with("memory: is empty"));
}
