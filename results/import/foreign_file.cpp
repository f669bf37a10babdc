#include "results/import/foreign_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t prefix_bytes = 1 << 16;
constexpr std::size_t most_entries = 100'000;

std::string prefix_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw UserError("cannot read '" + file.string() + "': " + std::strerror(errno));
    std::string bytes(prefix_bytes, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

bool begins_with_numbers(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string_view> fields = words(line);
        if (fields.empty() || fields[0].front() == '#') continue;
        return std::all_of(fields.begin(), fields.end(),
                           [](std::string_view field) { return parse_number(field); });
    }
    return false;
}

/// The byte that %XX stands for at the front of a text; nullopt for anything else.
std::optional<char> escaped_byte(std::string_view text) {
    unsigned value = 0;
    if (text.size() < 3 || text[0] != '%') return std::nullopt;
    const char* end = text.data() + 3;
    if (std::from_chars(text.data() + 1, end, value, 16) != std::from_chars_result{end, std::errc()})
        return std::nullopt;
    return static_cast<char>(value);
}

}  // namespace

FileKind kind_of_file(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return FileKind::folder;
    const std::string prefix = prefix_of(path);
    const std::string_view text = trim(prefix);
    if (text.starts_with("PK\x03\x04")) return FileKind::zip;
    if (text.starts_with('[') || text.starts_with('{')) return FileKind::json;
    return begins_with_numbers(text) ? FileKind::numbers : FileKind::table;
}

std::vector<std::string_view> words(std::string_view line) {
    constexpr std::string_view separators = " \t\r\n,";
    std::vector<std::string_view> words;
    for (;;) {
        const std::size_t begin = line.find_first_not_of(separators);
        if (begin == std::string_view::npos) return words;
        line.remove_prefix(begin);
        words.push_back(line.substr(0, line.find_first_of(separators)));
        line.remove_prefix(words.back().size());
    }
}

std::string label_of_name(std::string_view name) {
    std::string label;
    while (!name.empty()) {
        const auto byte = escaped_byte(name);
        label += byte ? *byte : name[0];
        name.remove_prefix(byte ? 3 : 1);
    }
    return label;
}

std::string label_of_file(const std::filesystem::path& file) {
    const std::filesystem::path name = file.filename();
    return label_of_name((name.extension() == ".gz" ? name.stem().stem() : name.stem()).string());
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               const std::function<bool(const std::string& name)>& wanted) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    std::filesystem::recursive_directory_iterator entry(folder, error);
    for (std::size_t entries = 0; !error && entry != std::filesystem::recursive_directory_iterator();
         ++entries) {
        if (entries == most_entries)
            throw UserError({folder.string()}, "more than " + with_thousands(most_entries) + " files");
        std::error_code dangling;  // a link to nowhere is no file
        if (entry->is_regular_file(dangling) && wanted(entry->path().filename().string()))
            files.push_back(entry->path());
        entry.increment(error);
    }
    if (error) throw UserError("cannot read '" + folder.string() + "': " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace archfront
