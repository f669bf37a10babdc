#include "engine/error.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/text.hpp"

namespace archfront {
namespace {

/// Names and values from hostile files stand in messages; what is printed stays one line.
std::string one_line(const std::string& message) {
    return excerpt(message, message.size());
}

std::string located(const FilePosition& where, const std::string& message) {
    const std::string place = to_string(where);
    return place.empty() ? message : place + ": " + message;
}

/// Levenshtein distance, O(a.size() * b.size()).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substituted}));
        }
    }
    return row.back();
}

}  // namespace

std::string to_string(const FilePosition& position) {
    std::string text = position.file;
    if (position.line > 0) text += (text.empty() ? "line " : ":") + std::to_string(position.line);
    if (position.line > 0 && position.column > 0) text += ":" + std::to_string(position.column);
    return text;
}

UserError::UserError(const std::string& message) : std::runtime_error(one_line(message)) {}

UserError::UserError(const FilePosition& where, const std::string& message)
    : UserError(located(where, message)) {}

std::string suggestion(std::string_view unknown, const std::vector<std::string>& candidates) {
    if (unknown.size() > 100) return {};
    std::size_t best = std::numeric_limits<std::size_t>::max();
    const std::string* nearest = nullptr;
    for (const std::string& candidate : candidates) {
        std::size_t distance = edit_distance(unknown, candidate);
        // A prefix or a contained word ("pop" for "population") is near however long the rest is.
        if (unknown.size() >= 3 && candidate.find(unknown) != std::string::npos) distance = 1;
        if (distance < best) {
            best = distance;
            nearest = &candidate;
        }
    }
    const std::size_t tolerance = std::max<std::size_t>(2, unknown.size() / 2);
    if (nearest == nullptr || best > tolerance || best >= unknown.size()) return {};
    return " (did you mean '" + *nearest + "'?)";
}

std::string unknown_name(std::string_view kind, std::string_view unknown,
                         std::vector<std::string> candidates) {
    std::sort(candidates.begin(), candidates.end());
    std::string message = "unknown " + std::string(kind) + " '" + std::string(unknown.substr(0, 100)) + "'" +
                          suggestion(unknown, candidates);
    if (candidates.empty()) return message + "; none is known";
    constexpr std::size_t listed = 12;
    message += "; known: ";
    for (std::size_t i = 0; i < std::min(listed, candidates.size()); ++i) {
        message += (i == 0 ? "" : ", ") + candidates[i];
    }
    if (candidates.size() > listed) message += ", ... (" + std::to_string(candidates.size()) + " in all)";
    return message;
}

void assertion_failed(const char* condition, const char* why, const char* file, int line) {
    std::fprintf(stderr, "archfront: internal error at %s:%d: %s (%s)\n", file, line, why, condition);
    std::abort();
}

}  // namespace archfront
