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

void read_architectures(const std::string& file, const SearchSpace& space, const MetricSource* rows,
                        const std::function<void(const ArchitectureBatch&)>& use) {
    const std::string text = read_text_file(file, largest_input);
    ArchitectureBatch batch(space.width());
    FilePosition where{file == "-" ? "standard input" : file, 0};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end =
            is_one_architecture(file) ? text.size() : std::min(text.find('\n', at), text.size());
        const std::string_view line = trim(std::string_view(text).substr(at, end - at));
        at = end + 1;
        ++where.line;
        if (line.empty()) continue;
        try {
            batch.push_back(parse_architecture(line, space, rows));
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
