#include "objectives/model_parts.hpp"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/text.hpp"

namespace archfront::model_parts {
namespace {

constexpr std::string_view format = "archfront-model-3";

constexpr std::size_t most_members = 100;

/// Features of the widest space are some thousands.
constexpr std::int64_t most_features = 1'000'000;

std::uint64_t parse_hexadecimal(const std::string& text, const std::string& name) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + text.size() || hexadecimal(value) != text)
        refuse(name, "its features' hash is '" + excerpt(text) + "'");
    return value;
}

/// A finite number under `key`.
float finite(const Json& json, const char* key, const std::string& name) {
    const float number = json.at(key);
    if (!std::isfinite(number)) refuse(name, "its " + std::string(key) + " is not finite");
    return number;
}

Json process_to_json(const GaussianProcess& process) {
    const GaussianProcessParameters& parameters = process.parameters();
    Json rows = Json::array();
    for (std::size_t r = 0; r < process.size(); ++r)
        rows.push_back(std::vector<int>(process.rows()[r].begin(), process.rows()[r].end()));
    return {{"weights", parameters.weights},
            {"mean", parameters.mean},
            {"signal_variance", parameters.signal_variance},
            {"noise_variance", parameters.noise_variance},
            {"rows", rows},
            {"labels", std::vector<double>(process.labels().begin(), process.labels().end())}};
}

std::shared_ptr<const GaussianProcess> process_from_json(const Json& json, std::size_t width,
                                                         const std::string& name) {
    const Json& rows = json.at("rows");
    const auto labels = json.at("labels").get<std::vector<double>>();
    if (rows.size() != labels.size() || rows.empty() || rows.size() > most_process_rows)
        refuse(name, "its process has " + std::to_string(rows.size()) + " rows and " +
                         std::to_string(labels.size()) + " labels");
    const GaussianProcessParameters parameters{.weights = json.at("weights").get<std::vector<double>>(),
                                               .mean = json.at("mean"),
                                               .signal_variance = json.at("signal_variance"),
                                               .noise_variance = json.at("noise_variance")};
    const auto is_between = [](double number, double low) { return number >= low && number < 1e30; };
    bool fine = parameters.weights.size() == width && is_between(parameters.mean, -1e30) &&
                is_between(parameters.signal_variance, 1e-30) && is_between(parameters.noise_variance, 0);
    for (const double weight : parameters.weights)
        fine = fine && is_between(weight, 0);
    for (const double label : labels)
        fine = fine && is_between(label, -1e30);
    if (!fine) refuse(name, "its process has numbers that cannot be");
    ArchitectureBatch architectures(width);
    for (const Json& row : rows) {
        if (!row.is_array() || row.size() != width) refuse(name, "its process has a row of another width");
        const std::span<Choice> target = architectures.emplace_back();
        for (std::size_t i = 0; i < width; ++i)
            target[i] = static_cast<Choice>(whole_number(row[i], 0, 255, name));
    }
    return std::make_shared<const GaussianProcess>(architectures, labels, parameters);
}

}  // namespace

void refuse(const std::string& name, const std::string& why) {
    throw UserError({name}, why + "; it is not a model that this version of 'archfront fit' wrote");
}

Json parse_json(std::string_view text, const std::string& name) {
    return Json::parse(text, [&](int depth, Json::parse_event_t, const Json&) {
        if (depth > 64) refuse(name, "it nests more than 64 levels deep");
        return true;
    });
}

std::int64_t whole_number(const Json& json, std::int64_t low, std::int64_t high, const std::string& name) {
    const bool is_whole = json.is_number_integer();
    const std::int64_t number = is_whole ? json.get<std::int64_t>() : 0;
    if (!is_whole || number < low || number > high) {
        refuse(name, excerpt(json.dump()) + " stands where a whole number from " + std::to_string(low) +
                         " to " + std::to_string(high) + " is due");
    }
    return number;
}

Json header_to_json(const ModelHeader& header) {
    const MetricInfo& info = header.info;
    return {{"format", format},
            {"space", header.space},
            {"metric",
             {{"id", info.id},
              {"unit", info.unit},
              {"direction", to_string(info.direction)},
              {"source", info.source},
              {"citation", info.citation}}}};
}

ModelHeader header_from_json(const Json& json, const std::string& name) {
    if (json.at("format") != format) refuse(name, "its format is not '" + std::string(format) + "'");
    const Json& metric = json.at("metric");
    ModelHeader header;
    header.space = json.at("space");
    header.has_spread = !json.at("spread").is_null();
    const Json& members = json.at("members");
    if (members.empty() || members.size() > most_members)
        refuse(name, "it has " + with_thousands(members.size()) + " members");
    header.states_uncertainty = members.size() > 1 || !members.at(0).at("process").is_null();
    header.info = {.id = metric.at("id"),
                   .unit = metric.at("unit"),
                   .source = metric.at("source"),
                   .kind = SourceKind::surrogate,
                   .citation = metric.at("citation"),
                   .fitted = true};
    const std::string direction = metric.at("direction");
    if (direction == "maximise") {
        header.info.direction = Direction::maximise;
    } else if (direction != "minimise") {
        refuse(name, "its direction is '" + excerpt(direction) + "'");
    }
    return header;
}

Json frame_to_json(const Predictor& predictor) {
    return {{"features", predictor.feature_groups},
            {"feature_count", predictor.features},
            {"features_hash", hexadecimal(predictor.features_hash)},
            {"link", to_string(predictor.link)},
            {"scale", predictor.scale},
            {"range", {predictor.range.lowest, predictor.range.highest}},
            {"intercept", predictor.linear.intercept},
            {"base", predictor.forest.base()},
            {"process", predictor.process ? process_to_json(*predictor.process) : Json()}};
}

Predictor predictor_of_frame(const Json& json, std::vector<float> weights, const std::string& name) {
    Predictor predictor;
    predictor.feature_groups = json.at("features");
    predictor.features =
        static_cast<std::size_t>(whole_number(json.at("feature_count"), 1, most_features, name));
    predictor.features_hash = parse_hexadecimal(json.at("features_hash"), name);
    const auto link = parse_link(json.at("link").get<std::string>());
    if (!link) refuse(name, "it has an unknown link");
    predictor.link = *link;
    predictor.scale = finite(json, "scale", name);
    predictor.range = {json.at("range").at(0), json.at("range").at(1)};
    const PredictionRange& range = predictor.range;
    if (!std::isfinite(range.lowest) || !std::isfinite(range.highest) || range.lowest > range.highest)
        refuse(name, "its range is not a range");
    if (!weights.empty() && weights.size() != predictor.features)
        refuse(name, "it has " + std::to_string(weights.size()) + " weights for " +
                         std::to_string(predictor.features) + " features");
    for (const float weight : weights) {
        if (!std::isfinite(weight)) refuse(name, "a weight is not finite");
    }
    predictor.linear = {std::move(weights), finite(json, "intercept", name)};
    const std::size_t seen = predictor.features + (predictor.has_linear_part() ? 1 : 0);
    predictor.forest = RegressionForest(seen, finite(json, "base", name));
    if (!json.at("process").is_null()) {
        if (predictor.feature_groups != "choices")
            refuse(name, "its process sees other features than choices");
        predictor.process = process_from_json(json.at("process"), predictor.features, name);
    }
    return predictor;
}

Model model_of_json(const Json& json, const ModelHeader& header,
                    const std::function<Predictor(const Json& predictor)>& read_predictor) {
    Model model{.header = header, .members = {}};
    for (const Json& member : json.at("members"))
        model.members.push_back(read_predictor(member));
    if (header.has_spread) model.spread = read_predictor(json.at("spread"));
    return model;
}

}  // namespace archfront::model_parts
