#include "engine/csv.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t chunk_bytes = 1 << 16;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(const std::filesystem::path& file, CsvLimits limits)
    : name_(file.string()), limits_(limits), file_(gzopen(name_.c_str(), "rb")) {
    if (file_ == nullptr) throw UserError("cannot read '" + name_ + "': " + std::strerror(errno));
    gzbuffer(file_.get(), chunk_bytes);
    fill();
    read_header();
}

CsvReader::CsvReader(std::string text, std::string name, CsvLimits limits)
    : name_(std::move(name)), limits_(limits), at_end_(true), buffer_(std::move(text)) {
    read_header();
}

void CsvReader::read_header() {
    if (buffer_.starts_with(byte_order_mark)) next_ = line_begin_ = byte_order_mark.size();
    if (!read_record()) throw UserError({name_}, "is empty; expected a row of column names");
    for (const Field& field : fields_)
        header_.emplace_back(buffer_, field.begin, field.length);
}

std::size_t CsvReader::column(std::string_view name, const FilePosition& where) const {
    const auto found = std::find(header_.begin(), header_.end(), name);
    if (found == header_.end())
        throw UserError(where, unknown_name("column", name, header_) + " (in '" + name_ + "')");
    if (std::find(found + 1, header_.end(), name) != header_.end()) {
        throw UserError({name_, 1}, "column '" + excerpt(name) + "' appears twice; rename one");
    }
    return static_cast<std::size_t>(found - header_.begin());
}

bool CsvReader::next() {
    if (!read_record()) return false;
    if (fields_.size() != header_.size()) {
        throw UserError({name_, fields_[0].line}, "row of " + std::to_string(fields_.size()) +
                                                      " fields; the header has " +
                                                      std::to_string(header_.size()));
    }
    return true;
}

std::string_view CsvReader::field(std::size_t column) const {
    ARCHFRONT_ASSERT(column < fields_.size(), "column beyond the row");
    return std::string_view(buffer_).substr(fields_[column].begin, fields_[column].length);
}

FilePosition CsvReader::position(std::size_t column) const {
    ARCHFRONT_ASSERT(column < fields_.size(), "column beyond the row");
    return {name_, fields_[column].line, fields_[column].column};
}

/// Splits the next record that is not a blank line; false at the end of the file.
bool CsvReader::read_record() {
    for (;;) {
        const std::size_t end = find_record_end();
        if (next_ == buffer_.size()) return false;
        split(end);
        next_ = std::min(end + 1, buffer_.size());
        const bool blank = fields_.size() == 1 && fields_[0].length == 0;
        end_line(next_);
        if (!blank) return true;
    }
}

/// Position of the newline that ends the record at next_ (quoted newlines do not), or the end of the text.
std::size_t CsvReader::find_record_end() {
    bool quoted = false;
    std::size_t at = next_;
    for (;;) {
        for (; at < buffer_.size(); ++at) {
            if (buffer_[at] == '"') quoted = !quoted;
            if (buffer_[at] == '\n' && !quoted) return at;
        }
        if (at - next_ > limits_.row_bytes) {
            split(at);  // a stray quote swallows the rest of the file: that is then the better message
            fail(next_, "row longer than " + with_thousands(limits_.row_bytes) + " bytes");
        }
        at -= next_;
        buffer_.erase(0, next_);
        next_ = line_begin_ = 0;
        if (!fill()) return buffer_.size();
    }
}

/// Appends the next chunk of text; false at the end of the file.
bool CsvReader::fill() {
    if (at_end_) return false;
    const std::size_t size = buffer_.size();
    buffer_.resize(size + chunk_bytes);
    const int count = gzread(file_.get(), buffer_.data() + size, chunk_bytes);
    buffer_.resize(size + static_cast<std::size_t>(std::max(count, 0)));
    if (count < static_cast<int>(chunk_bytes)) {
        at_end_ = true;
        int status = Z_OK;
        const char* message = gzerror(file_.get(), &status);
        if (status == Z_ERRNO) throw UserError("cannot read '" + name_ + "': " + std::strerror(errno));
        if (status == Z_BUF_ERROR) throw UserError({name_}, "the gzip data ends too early; fetch it again");
        if (status < 0) throw UserError({name_}, "damaged gzip data (" + std::string(message) + ")");
    }
    bytes_ += static_cast<std::uint64_t>(std::max(count, 0));
    if (bytes_ > limits_.bytes)
        throw UserError({name_}, "longer than " + with_thousands(limits_.bytes) + " bytes");
    return count > 0;
}

/// Splits the record from next_ to `end` into fields_.
void CsvReader::split(std::size_t end) {
    fields_.clear();
    std::size_t at = next_;
    if (end > at && buffer_[end - 1] == '\r') --end;
    for (;;) {
        if (fields_.size() == limits_.columns)
            fail(at, "more than " + with_thousands(limits_.columns) + " columns");
        Field field{at, 0, line_, static_cast<int>(at - line_begin_) + 1};
        if (at < end && buffer_[at] == '"') {
            split_quoted(field, at, end);
        } else {
            for (; at < end && buffer_[at] != ','; ++at) {
                if (buffer_[at] == '"')
                    fail(at, "a quote inside an unquoted field; quote the whole field and double the quote");
                if (buffer_[at] == '\0') fail(at, "a NUL byte; this is not a text file");
            }
            field.length = at - field.begin;
        }
        fields_.push_back(field);
        if (at >= end) return;
        ++at;  // the comma
    }
}

/// Reads a quoted field at the opening quote and moves `at` behind the closing one. Doubled quotes are
/// undoubled in place.
void CsvReader::split_quoted(Field& field, std::size_t& at, std::size_t end) {
    field.begin = ++at;
    std::size_t out = at;
    for (;; ++at) {
        if (at >= end)
            throw UserError({name_, field.line, field.column}, "a quoted field that never ends; close it");
        if (buffer_[at] == '\0') fail(at, "a NUL byte; this is not a text file");
        if (buffer_[at] == '\n') end_line(at + 1);
        if (buffer_[at] == '"') {
            if (at + 1 >= end || buffer_[at + 1] != '"') break;
            ++at;
        }
        buffer_[out++] = buffer_[at];
    }
    field.length = out - field.begin;
    ++at;
    if (at < end && buffer_[at] != ',') fail(at, "text behind a closing quote; expected a comma");
}

void CsvReader::end_line(std::size_t at) {
    line_begin_ = at;
    ++line_;
}

void CsvReader::fail(std::size_t at, const std::string& message) const {
    throw UserError({name_, line_, static_cast<int>(at - line_begin_) + 1}, message);
}

}  // namespace archfront
