// The surrogates that the project ships, compiled into the program: accuracy and latency without any
// download. tools/train-pretrained makes them from licence-clean data; each has its training report with it.
#include <algorithm>

#include "engine/embedded.hpp"
#include "objectives/surrogate.hpp"

namespace archfront {

std::span<const EmbeddedFile> pretrained_models();   // generated
std::span<const EmbeddedFile> pretrained_reports();  // generated

namespace {

/// A model and the report beside its file.
Model load(const EmbeddedFile& file, const std::string& name) {
    Model model = parse_model(file.bytes, name);
    const std::string stem(file.name.substr(0, file.name.rfind('.')));
    const auto report = std::ranges::find(pretrained_reports(), stem + ".report.json", &EmbeddedFile::name);
    if (report != pretrained_reports().end()) model.report = report->bytes;
    return model;
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    for (const EmbeddedFile& file : pretrained_models()) {
        const std::string name = "built-in " + std::string(file.name);
        const ModelHeader header = parse_model_header(file.bytes, name);
        if (header.space != context.space->name()) continue;
        offer_surrogate(
            header, context.space, name, {}, [file, name] { return load(file, name); }, offers);
    }
}

const Registration<MetricPlugin> registration{{{.name = "pretrained",
                                                .summary = "surrogates shipped with the program",
                                                .citation = "",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
