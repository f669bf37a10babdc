// Devices that `archfront adapt` took in from a few measurements.
#include "objectives/adapted_file.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    for (const fs::path& file : adapted_files(context.data, context.space->name())) {
        const AdaptedFile read = read_adapted_file(file, *context.space);
        const auto shared = std::make_shared<std::shared_ptr<const Adaptation>>();
        const auto learned = [shared, file, context] {
            if (*shared == nullptr) *shared = read_adaptation(file, context);
            return *shared;
        };
        const std::vector<MetricInfo> infos = Adaptation::infos(read.measurements);
        for (std::size_t place = 0; place < infos.size(); ++place) {
            offers.push_back({infos[place], [learned, place, file] {
                                  return make_adapted_metric(learned(), place, {file});
                              }});
        }
    }
}

const Registration<MetricPlugin> registration{
    {{.name = "adapted-devices",
      .summary = "devices learned from a few measurements by 'archfront adapt'",
      .citation = "",
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
