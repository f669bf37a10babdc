// Surrogates that `archfront fit` trained: the model files that a request names, and models/*.json and
// models/*.model in the data directories.
#include <map>
#include <set>

#include "objectives/surrogate.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

std::set<fs::path> models_in(const fs::path& folder) {
    std::set<fs::path> files;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        const bool is_report = name.ends_with(".report.json");
        if ((name.ends_with(".json") && !is_report) || name.ends_with(".model")) files.insert(entry.path());
    }
    return files;
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    std::vector<fs::path> files = context.models;
    for (const fs::path& directory : context.data.directories()) {
        for (const fs::path& file : models_in(directory / "models"))
            files.push_back(file);
    }
    std::map<std::pair<std::string, std::string>, fs::path> known;
    for (const fs::path& file : files) {
        const ModelHeader header = parse_model_header(read_model_file(file), file.string());
        if (header.space != context.space->name()) continue;
        const auto [other, is_new] = known.try_emplace({header.info.id, header.info.source}, file);
        if (!is_new) {
            throw UserError({file.string()}, "metric '" + header.info.id + "' of source '" +
                                                 header.info.source + "' is answered by '" +
                                                 other->second.string() +
                                                 "' already; train it again with another --name");
        }
        offer_surrogate(
            header, context.space, file.string(), {file},
            [file] { return parse_model(read_model_file(file), file.string()); }, offers);
    }
}

const Registration<MetricPlugin> registration{{{.name = "surrogate-files",
                                                .summary = "surrogates trained by 'archfront fit'",
                                                .citation = "Chen and Guestrin 2016, "
                                                            "doi:10.1145/2939672.2939785",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
