// Reading an architecture's text piece by piece: what is wanted comes next, or a UserError names the position.
#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {

/// Blanks between pieces are skipped. Positions in messages count from 1, in the text without outer blanks.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(trim(text)) {}

    /// Goes behind `token` if it comes next.
    bool accept(std::string_view token) {
        skip_blanks();
        if (!text_.substr(at_).starts_with(token)) return false;
        at_ += token.size();
        return true;
    }

    void expect(std::string_view token) {
        if (!accept(token)) fail("'" + std::string(token) + "'");
    }

    void expect_end() {
        skip_blanks();
        if (at_ != text_.size()) fail("the end");
    }

    /// The letters, digits and underscores that come next; perhaps none.
    std::string_view word() {
        skip_blanks();
        const std::size_t begin = at_;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
            ++at_;
        return text_.substr(begin, at_ - begin);
    }

    /// A word, in quotes or not.
    std::string_view name() {
        for (const std::string_view quote : {"\"", "'"}) {
            if (!accept(quote)) continue;
            const std::string_view quoted = word();
            expect(quote);
            return quoted;
        }
        return word();
    }

    /// Where the next piece begins, to complain about it after it was read.
    std::size_t mark() {
        skip_blanks();
        return at_;
    }

    [[noreturn]] void fail(const std::string& wanted) const { fail(wanted, at_); }
    [[noreturn]] void fail(const std::string& wanted, std::size_t mark) const {
        throw UserError("architecture '" + excerpt(text_, 120) + "': at position " +
                        std::to_string(mark + 1) + ", expected " + wanted);
    }

  private:
    void skip_blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])))
            ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace archfront
