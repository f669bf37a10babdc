// The surrogates that the project ships, compiled into the program: accuracy and latency without any
// download. tools/train-pretrained makes them from licence-clean data; each has its training report beside
// it.
#include "engine/embedded.hpp"
#include "objectives/surrogate.hpp"

namespace archfront {

std::span<const EmbeddedFile> pretrained_models();  // generated

namespace {

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    for (const EmbeddedFile& file : pretrained_models()) {
        const std::string name = "built-in " + std::string(file.name);
        const ModelHeader header = parse_model_header(file.bytes, name);
        if (header.space != context.space->name()) continue;
        offer_surrogate(
            header, context.space, name, {}, [bytes = file.bytes, name] { return parse_model(bytes, name); },
            offers);
    }
}

const Registration<MetricPlugin> registration{{{.name = "pretrained",
                                                .summary = "surrogates shipped with the program",
                                                .citation = "",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
