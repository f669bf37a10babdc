#include "experiments/ready_made.hpp"

#include <span>

#include "engine/embedded.hpp"
#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {

std::span<const EmbeddedFile> embedded_experiments();  // generated

std::vector<ReadyMadeExperiment> ready_made_experiments() {
    std::vector<ReadyMadeExperiment> experiments;
    for (const EmbeddedFile& file : embedded_experiments()) {
        const std::string_view first_line = file.bytes.substr(0, file.bytes.find('\n'));
        ARCHFRONT_ASSERT(first_line.starts_with("# "),
                         "a ready-made experiment begins with a comment that says what it is");
        experiments.push_back({std::string(file.name.substr(0, file.name.rfind('.'))),
                               std::string(first_line.substr(2)), file.bytes});
    }
    return experiments;
}

}  // namespace archfront
