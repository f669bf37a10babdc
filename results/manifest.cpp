#include "results/manifest.hpp"

#include <nlohmann/json.hpp>

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

Json metrics_of(const Study& study, const StudyDevice& device) {
    Json metrics = Json::array();
    for (std::size_t j = 0; j < device.metrics.size(); ++j) {
        const MetricInfo& info = device.metrics[j];
        metrics.push_back({{"name", study.metrics[j].name},
                           {"id", info.id},
                           {"unit", info.unit},
                           {"direction", to_string(info.direction)},
                           {"objective", study.metrics[j].is_objective},
                           {"source", info.source},
                           {"kind", to_string(info.kind)},
                           {"citation", info.citation}});
    }
    return metrics;
}

Json reference_of(const Study& study, const StudyReference& reference) {
    const auto in_own_units = [&](std::vector<double> costs) {
        for (std::size_t j = 0; j < costs.size(); ++j) {
            if (study.metrics[j].direction == Direction::maximise) costs[j] = -costs[j];
        }
        return costs;
    };
    return {{"bounds_origin", reference.bounds_origin},       {"ideal", in_own_units(reference.ideal)},
            {"nadir", in_own_units(reference.nadir)},         {"point", reference.point},
            {"best_hypervolume", reference.best_hypervolume}, {"best_origin", reference.best_origin}};
}

/// How many runs ended in which way.
Json ends_of(const Study& study) {
    Json ends = Json::object();
    for (const StudyCell& cell : study.cells) {
        Json& count = ends[cell.end];
        count = count.is_null() ? 1 : count.get<std::size_t>() + 1;
    }
    return ends;
}

}  // namespace

std::string manifest_json(const Study& study, const StudyManifest& manifest) {
    Json devices = Json::array();
    for (const StudyDevice& device : study.devices) {
        devices.push_back({{"name", device.name},
                           {"metrics", metrics_of(study, device)},
                           {"reference", reference_of(study, device.reference)}});
    }
    Json data = Json::array();
    for (const StudyManifest::DataFile& file : manifest.data_files)
        data.push_back({{"file", file.file.string()}, {"sha256", file.sha256}});
    const Json json = {
        {"archfront", ARCHFRONT_VERSION}, {"experiment", study.name},       {"space", study.space->name()},
        {"command", manifest.command},    {"optimizers", study.optimizers}, {"seeds", study.seeds},
        {"devices", std::move(devices)},  {"data", std::move(data)},        {"ends", ends_of(study)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace archfront
