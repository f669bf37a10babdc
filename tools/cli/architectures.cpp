#include "tools/cli/architectures.hpp"

#include <filesystem>

#include "engine/file.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t largest_input = std::size_t{4} << 30;
constexpr std::size_t block_rows = 4096;

bool is_one_architecture(const std::string& file) {
    const std::string extension = std::filesystem::path(file).extension();
    return extension == ".yml" || extension == ".yaml" || extension == ".json";
}

}  // namespace

Architecture ArchitectureParser::parse(std::string_view text) const {
    if (!text.starts_with('#')) return space_->parse(text);
    const auto known = order_ == nullptr ? std::nullopt : order_->known();
    if (!known) {
        throw UserError("'" + excerpt(text) + "' asks for the place of an architecture in a table, but " +
                        (order_ == nullptr ? "no metric is asked for"
                                           : "metric '" + order_->info().id + "' comes from no table") +
                        "; write the architecture out");
    }
    const auto number = parse_integer(text.substr(1));
    if (!number || *number < 0 || static_cast<std::size_t>(*number) >= known->size()) {
        throw UserError("'" + excerpt(text) + "' names no row: the table of '" + order_->info().id +
                        "' has #0 to #" + std::to_string(known->size() - 1));
    }
    const ArchitectureView row = (*known)[static_cast<std::size_t>(*number)];
    return {row.begin(), row.end()};
}

void read_architectures(const std::string& file, const ArchitectureParser& parser, std::size_t width,
                        const std::function<void(const ArchitectureBatch&)>& use) {
    const std::string text = read_text_file(file, largest_input);
    ArchitectureBatch batch(width);
    FilePosition where{file == "-" ? "standard input" : file, 0};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end =
            is_one_architecture(file) ? text.size() : std::min(text.find('\n', at), text.size());
        const std::string_view line = trim(std::string_view(text).substr(at, end - at));
        at = end + 1;
        ++where.line;
        if (line.empty()) continue;
        try {
            batch.push_back(parser.parse(line));
        } catch (const UserError& error) {
            use(batch);
            throw UserError(where, error.what());
        }
        if (batch.size() == block_rows) {
            use(batch);
            batch.clear();
        }
    }
    use(batch);
}

}  // namespace archfront
