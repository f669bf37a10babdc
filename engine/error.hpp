// Errors of two kinds: what a user can mend, and what only a programmer can (an assertion, in every build).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace archfront {

/// A place in a text file. Lines and columns count from 1; 0 means unknown and is not printed.
struct FilePosition {
    std::string file;
    int line = 0;
    int column = 0;
};

/// "file:line:column", without the unknown parts; empty when nothing is known.
std::string to_string(const FilePosition& position);

/// What the user asked for cannot be done as written: exit status 2. The message says what to do; it is one
/// line, control characters become '?'.
class UserError : public std::runtime_error {
  public:
    explicit UserError(const std::string& message);
    UserError(const FilePosition& where, const std::string& message);
};

/// The files are in order, but hold nothing for this request: a metric that this copy of a table is empty of.
class NoDataError : public UserError {
  public:
    using UserError::UserError;
};

/// The request was right but the run failed (disk full, a program that died): exit status 1.
class RunError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// " (did you mean 'population'?)" for the candidate nearest to `unknown`, or "" when none is near.
std::string suggestion(std::string_view unknown, const std::vector<std::string>& candidates);

/// "unknown KIND 'popsize' (did you mean 'population'?); known: a, b, c" (at most a dozen are listed).
std::string unknown_name(std::string_view kind, std::string_view unknown,
                         std::vector<std::string> candidates);

/// Prints the failed condition and aborts. Called by ARCHFRONT_ASSERT only.
[[noreturn]] void assertion_failed(const char* condition, const char* why, const char* file, int line);

}  // namespace archfront

/// Checks what only a programmer can break; never compiled out.
#define ARCHFRONT_ASSERT(condition, why)                                        \
    do {                                                                        \
        if (!(condition)) [[unlikely]]                                          \
            ::archfront::assertion_failed(#condition, why, __FILE__, __LINE__); \
    } while (false)
