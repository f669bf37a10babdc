#include "experiments/ready_made.hpp"

#include <filesystem>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {

std::span<const EmbeddedFile> embedded_experiments();  // generated

std::vector<ReadyMadeExperiment> ready_made(std::span<const EmbeddedFile> files) {
    std::vector<ReadyMadeExperiment> experiments;
    for (const EmbeddedFile& file : files) {
        const std::string_view first_line = file.bytes.substr(0, file.bytes.find('\n'));
        ARCHFRONT_ASSERT(first_line.starts_with("# "),
                         "a ready-made experiment begins with a comment that says what it is");
        const std::size_t folder = file.name.rfind('/') + 1;  // 0 without one
        experiments.push_back({std::string(file.name.substr(folder, file.name.rfind('.') - folder)),
                               std::string(first_line.substr(2)), file.bytes});
    }
    return experiments;
}

std::vector<ReadyMadeExperiment> ready_made_experiments() {
    return ready_made(embedded_experiments());
}

Node read_ready_made(const std::string& name, const std::string& kind,
                     const std::vector<ReadyMadeExperiment>& experiments) {
    std::error_code ignored;
    const auto type = std::filesystem::status(name, ignored).type();
    const bool is_file =
        type != std::filesystem::file_type::not_found && type != std::filesystem::file_type::directory;
    if (name == "-" || is_file) return read_yaml(name);
    std::vector<std::string> names;
    for (const ReadyMadeExperiment& experiment : experiments) {
        if (experiment.name == name) return parse_yaml(experiment.text, name + ".yaml");
        names.push_back(experiment.name);
    }
    throw UserError("'" + excerpt(name) + "' is no file and " + unknown_name(kind, name, names));
}

}  // namespace archfront
