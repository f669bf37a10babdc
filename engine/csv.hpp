// Comma-separated tables, plain or gzip-compressed, read row by row: a table may be larger than memory, and
// a hostile one must not fill it.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

struct CsvLimits {
    std::uint64_t bytes = std::uint64_t{4} << 30;  // of the whole file, decompressed
    std::size_t row_bytes = 1 << 20;
    std::size_t columns = 10'000;
};

/// Reads RFC 4180 text with a header row: quoted fields, LF or CRLF, a UTF-8 byte order mark; blank lines are
/// skipped. Every fault of the file (ragged rows, stray quotes, NUL bytes, damaged or truncated gzip, a limit
/// exceeded) is a UserError with file:line:column.
class CsvReader {
  public:
    /// Opens the file and reads its header.
    explicit CsvReader(const std::filesystem::path& file, CsvLimits limits = {});
    /// The same of text in memory; `name` stands for the file in messages.
    CsvReader(std::string text, std::string name, CsvLimits limits = {});

    const std::vector<std::string>& header() const { return header_; }

    /// Index of a column. Throws UserError at `where` with a suggestion when the header lacks it or has it
    /// twice.
    std::size_t column(std::string_view name, const FilePosition& where = {}) const;

    /// Goes to the next row; false behind the last.
    bool next();
    /// As next(), but the row may have another number of fields than the header.
    bool next_ragged() { return read_record(); }

    /// Fields of the present row.
    std::size_t size() const { return fields_.size(); }
    /// A field of the present row, unquoted. Valid until next(). REQUIRES: column < size().
    std::string_view field(std::size_t column) const;
    /// Where that field begins.
    FilePosition position(std::size_t column) const;

  private:
    struct Field {
        std::size_t begin;  // in buffer_
        std::size_t length;
        int line;
        int column;
    };
    struct CloseGzip {
        void operator()(gzFile file) const { gzclose_r(file); }
    };

    void read_header();
    bool read_record();
    std::size_t find_record_end();
    bool fill();
    void split(std::size_t end);
    void split_quoted(Field& field, std::size_t& at, std::size_t end);
    void end_line(std::size_t at);
    [[noreturn]] void fail(std::size_t at, const std::string& message) const;

    std::string name_;
    CsvLimits limits_;
    std::unique_ptr<gzFile_s, CloseGzip> file_;  // none where the text is in memory
    std::uint64_t bytes_ = 0;                    // decompressed so far
    bool at_end_ = false;
    std::string buffer_;
    std::size_t next_ = 0;        // where the next record begins in buffer_
    std::size_t line_begin_ = 0;  // where the present line begins in buffer_
    int line_ = 1;
    std::vector<Field> fields_;
    std::vector<std::string> header_;
};

}  // namespace archfront
