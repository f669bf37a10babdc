#include "objectives/model.hpp"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "objectives/model_parts.hpp"

namespace archfront {
namespace {

using namespace model_parts;

constexpr std::size_t largest_file = 64 << 20;

/// Runs `read`, turning what the JSON library throws into a UserError.
template <class Read>
auto with_json_errors(const std::string& name, Read read) {
    try {
        return read();
    } catch (const nlohmann::json::exception& error) {
        const std::string what = error.what();
        refuse(name, excerpt(what.substr(what.find("] ") + 2), 160));
    }
}

Json predictor_to_json(const Predictor& predictor) {
    Json json = frame_to_json(predictor);
    json["weights"] = predictor.linear.weights;
    json["trees"] = Json::array();
    std::size_t wanted = 0;  // nodes that the present tree still needs at least
    for (const RegressionForest::Node& node : predictor.forest.nodes()) {
        if (wanted == 0) {
            json["trees"].push_back({{"feature", Json::array()}, {"value", Json::array()}});
            wanted = 1;
        }
        Json& tree = json["trees"].back();
        tree["feature"].push_back(node.is_leaf() ? -1 : static_cast<std::int64_t>(node.feature));
        tree["value"].push_back(node.value);
        wanted = node.is_leaf() ? wanted - 1 : wanted + 1;
    }
    return json;
}

Predictor predictor_from_json(const Json& json, const std::string& name) {
    Predictor predictor = predictor_of_frame(json, json.at("weights").get<std::vector<float>>(), name);
    RegressionForest& forest = predictor.forest;
    for (const Json& tree : json.at("trees")) {
        const Json& features = tree.at("feature");
        const auto values = tree.at("value").get<std::vector<float>>();
        const std::size_t trees_before = forest.trees();
        const auto last_feature = static_cast<std::int64_t>(forest.features()) - 1;
        for (std::size_t i = 0; i < features.size(); ++i) {
            if (i >= values.size() || !std::isfinite(values[i])) refuse(name, "a node has no finite value");
            const std::int64_t feature = whole_number(features.at(i), -1, last_feature, name);
            if (feature < 0) {
                forest.push_leaf(values[i]);
            } else {
                forest.push_split(static_cast<std::size_t>(feature), values[i]);
            }
        }
        if (!forest.is_complete() || forest.trees() != trees_before + 1 || features.size() != values.size())
            refuse(name, "tree " + std::to_string(trees_before) + " has nodes too few or too many");
    }
    return predictor;
}

std::string report_in(const Json& json) {
    return json.contains("report") ? json.at("report").dump() : "";
}

bool is_binary(std::string_view bytes) {
    return bytes.starts_with(model_binary::magic);
}

}  // namespace

std::string model_to_json(const Model& model, const std::string& report) {
    Json json = header_to_json(model.header);
    if (!report.empty()) json["report"] = Json::parse(report);
    json["members"] = Json::array();
    for (const Predictor& member : model.members)
        json["members"].push_back(predictor_to_json(member));
    json["spread"] = model.spread ? predictor_to_json(*model.spread) : Json();
    return json.dump() + "\n";
}

Model parse_model(std::string_view bytes, const std::string& name) {
    return with_json_errors(name, [&] {
        if (is_binary(bytes)) return model_binary::parse(bytes, name);
        const Json json = parse_json(bytes, name);
        const ModelHeader header = header_from_json(json, name);
        Model model = model_of_json(
            json, header, [&](const Json& predictor) { return predictor_from_json(predictor, name); });
        model.report = report_in(json);
        return model;
    });
}

ModelHeader parse_model_header(std::string_view bytes, const std::string& name) {
    return with_json_errors(name, [&] {
        if (is_binary(bytes)) return model_binary::parse_header(bytes, name);
        return header_from_json(parse_json(bytes, name), name);
    });
}

std::string report_of_model(std::string_view bytes, const std::string& name) {
    return with_json_errors(name, [&]() -> std::string {
        if (is_binary(bytes)) return "";
        return report_in(parse_json(bytes, name));
    });
}

std::string read_model_file(const std::filesystem::path& file) {
    return read_text_file(file, largest_file);
}

}  // namespace archfront
