#include "objectives/model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/file.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "binary models are little-endian");

constexpr std::string_view format = "archfront-model-2";
constexpr std::string_view binary_magic = "archfront forest 2\n";
constexpr std::size_t largest_file = 64 << 20;
constexpr std::size_t most_cuts = std::numeric_limits<std::uint16_t>::max();

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw UserError({name}, why + "; it is not a model that this version of 'archfront fit' wrote");
}

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

Json header_to_json(const Model& model) {
    const MetricInfo& info = model.header.info;
    return {{"format", format},
            {"space", model.header.space},
            {"feature_names", model.header.feature_names},
            {"metric",
             {{"id", info.id},
              {"unit", info.unit},
              {"direction", to_string(info.direction)},
              {"source", info.source},
              {"citation", info.citation}}},
            {"link", to_string(model.predictor.link)},
            {"scale", model.predictor.scale},
            {"range", {model.predictor.range.lowest, model.predictor.range.highest}},
            {"intercept", model.predictor.linear.intercept},
            {"base", model.predictor.forest.base()}};
}

ModelHeader header_from_json(const Json& json, const std::string& name) {
    if (json.at("format") != format) refuse(name, "its format is not '" + std::string(format) + "'");
    const Json& metric = json.at("metric");
    ModelHeader header;
    header.space = json.at("space");
    header.feature_names = json.at("feature_names");
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

/// A finite number under `key`.
float finite(const Json& json, const char* key, const std::string& name) {
    const float number = json.at(key);
    if (!std::isfinite(number)) refuse(name, "its " + std::string(key) + " is not finite");
    return number;
}

/// All but the trees. weights: as many as features, or none.
Predictor predictor_without_trees(const Json& json, const ModelHeader& header, std::vector<float> weights,
                                  const std::string& name) {
    Predictor predictor;
    predictor.features = header.feature_names.size();
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
    predictor.linear = {std::move(weights), finite(json, "intercept", name)};
    const std::size_t seen = predictor.features + (predictor.has_linear_part() ? 1 : 0);
    predictor.forest = RegressionForest(seen, finite(json, "base", name));
    return predictor;
}

Model model_from_json(const Json& json, const std::string& name) {
    ModelHeader header = header_from_json(json, name);
    auto weights = json.at("weights").get<std::vector<float>>();
    if (!std::all_of(weights.begin(), weights.end(), [](float w) { return std::isfinite(w); }))
        refuse(name, "a weight is not finite");
    Predictor predictor = predictor_without_trees(json, header, std::move(weights), name);
    RegressionForest& forest = predictor.forest;
    for (const Json& tree : json.at("trees")) {
        const auto features = tree.at("feature").get<std::vector<std::int64_t>>();
        const auto values = tree.at("value").get<std::vector<float>>();
        const std::size_t trees_before = forest.trees();
        for (std::size_t i = 0; i < features.size(); ++i) {
            if (i >= values.size() || !std::isfinite(values[i])) refuse(name, "a node has no finite value");
            if (features[i] >= static_cast<std::int64_t>(forest.features()) || features[i] < -1)
                refuse(name, "a split on feature " + std::to_string(features[i]));
            if (features[i] < 0) {
                forest.push_leaf(values[i]);
            } else {
                forest.push_split(static_cast<std::size_t>(features[i]), values[i]);
            }
        }
        if (!forest.is_complete() || forest.trees() != trees_before + 1 || features.size() != values.size())
            refuse(name, "tree " + std::to_string(trees_before) + " has nodes too few or too many");
    }
    return {std::move(header), std::move(predictor)};
}

using Cut = std::pair<std::uint16_t, float>;

template <class Number>
void append_binary(std::string& bytes, Number number) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// The two lines in front of a binary model's numbers, and the rest of the bytes.
struct BinaryModel {
    Json header;
    std::string_view numbers;
};

BinaryModel split_binary(std::string_view bytes, const std::string& name) {
    bytes.remove_prefix(binary_magic.size());
    const std::size_t line = bytes.find('\n');
    if (line == std::string_view::npos) refuse(name, "its header never ends");
    return {Json::parse(bytes.substr(0, line)), bytes.substr(line + 1)};
}

class NumberReader {
  public:
    explicit NumberReader(std::string_view bytes) : bytes_(bytes) {}

    template <class Number>
    Number take() {
        Number number;
        std::memcpy(&number, bytes_.data(), sizeof number);
        bytes_.remove_prefix(sizeof number);
        return number;
    }

    float take_finite(const std::string& name) {
        const auto number = take<float>();
        if (!std::isfinite(number)) refuse(name, "a number is not finite");
        return number;
    }

    NumberReader skip(std::size_t count) const { return NumberReader(bytes_.substr(count)); }

  private:
    std::string_view bytes_;
};

Model model_from_binary(const BinaryModel& binary, const std::string& name) {
    ModelHeader header = header_from_json(binary.header, name);
    const std::uint32_t weights = binary.header.at("weights");
    const std::uint32_t cuts = binary.header.at("cuts");
    const std::uint32_t nodes = binary.header.at("nodes");
    const std::uint32_t leaves = binary.header.at("leaves");
    const std::size_t wanted =
        std::size_t{4} * weights + std::size_t{6} * cuts + std::size_t{2} * nodes + std::size_t{4} * leaves;
    if (binary.numbers.size() != wanted || cuts > most_cuts)
        refuse(name, "it has " + with_thousands(binary.numbers.size()) + " bytes of numbers instead of " +
                         with_thousands(wanted));
    NumberReader numbers(binary.numbers);
    std::vector<float> weight;
    for (std::uint32_t i = 0; i < weights; ++i)
        weight.push_back(numbers.take_finite(name));
    Predictor predictor = predictor_without_trees(binary.header, header, std::move(weight), name);
    RegressionForest& forest = predictor.forest;
    NumberReader features = numbers;
    NumberReader thresholds = features.skip(std::size_t{2} * cuts);
    NumberReader codes = thresholds.skip(std::size_t{4} * cuts);
    NumberReader values = codes.skip(std::size_t{2} * nodes);
    std::vector<Cut> table;
    for (std::uint32_t i = 0; i < cuts; ++i) {
        const auto feature = features.take<std::uint16_t>();
        table.emplace_back(feature, thresholds.take_finite(name));
        if (feature >= forest.features()) refuse(name, "a split on feature " + std::to_string(feature));
    }
    std::uint32_t leaves_left = leaves;
    for (std::uint32_t i = 0; i < nodes; ++i) {
        const auto code = codes.take<std::uint16_t>();
        if (code > cuts || (code == 0 && leaves_left == 0)) refuse(name, "a node without its cut or value");
        if (code == 0) {
            forest.push_leaf(values.take_finite(name));
            --leaves_left;
        } else {
            forest.push_split(table[code - 1].first, table[code - 1].second);
        }
    }
    if (leaves_left > 0 || !forest.is_complete()) refuse(name, "its last tree is unfinished");
    return {std::move(header), std::move(predictor)};
}

bool is_binary(std::string_view bytes) {
    return bytes.starts_with(binary_magic);
}

}  // namespace

std::string model_to_json(const Model& model, const std::string& report) {
    Json json = header_to_json(model);
    if (!report.empty()) json["report"] = Json::parse(report);
    json["weights"] = model.predictor.linear.weights;
    json["trees"] = Json::array();
    std::size_t wanted = 0;  // nodes that the present tree still needs at least
    for (const RegressionForest::Node& node : model.predictor.forest.nodes()) {
        if (wanted == 0) {
            json["trees"].push_back({{"feature", Json::array()}, {"value", Json::array()}});
            wanted = 1;
        }
        Json& tree = json["trees"].back();
        tree["feature"].push_back(node.is_leaf() ? -1 : static_cast<std::int64_t>(node.feature));
        tree["value"].push_back(node.value);
        wanted = node.is_leaf() ? wanted - 1 : wanted + 1;
    }
    return json.dump() + "\n";
}

std::string model_to_binary(const Model& model) {
    std::vector<Cut> cuts;
    if (model.predictor.forest.features() > most_cuts)
        throw UserError("more than 65,535 features; write the model as .json");
    for (const RegressionForest::Node& node : model.predictor.forest.nodes()) {
        if (!node.is_leaf()) cuts.emplace_back(static_cast<std::uint16_t>(node.feature), node.value);
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    if (cuts.size() > most_cuts) throw UserError("more than 65,535 distinct cuts; write the model as .json");

    std::string codes, values;
    for (const RegressionForest::Node& node : model.predictor.forest.nodes()) {
        if (node.is_leaf()) {
            append_binary(codes, std::uint16_t{0});
            append_binary(values, node.value);
        } else {
            const Cut cut{static_cast<std::uint16_t>(node.feature), node.value};
            const auto index = std::lower_bound(cuts.begin(), cuts.end(), cut) - cuts.begin();
            append_binary(codes, static_cast<std::uint16_t>(index + 1));
        }
    }
    Json header = header_to_json(model);
    header["weights"] = model.predictor.linear.weights.size();
    header["cuts"] = cuts.size();
    header["nodes"] = codes.size() / 2;
    header["leaves"] = values.size() / 4;
    std::string bytes = std::string(binary_magic) + header.dump() + "\n";
    for (const float weight : model.predictor.linear.weights)
        append_binary(bytes, weight);
    for (const Cut& cut : cuts)
        append_binary(bytes, cut.first);
    for (const Cut& cut : cuts)
        append_binary(bytes, cut.second);
    return bytes + codes + values;
}

Model parse_model(std::string_view bytes, const std::string& name) {
    return with_json_errors(name, [&] {
        if (is_binary(bytes)) return model_from_binary(split_binary(bytes, name), name);
        return model_from_json(Json::parse(bytes), name);
    });
}

ModelHeader parse_model_header(std::string_view bytes, const std::string& name) {
    return with_json_errors(name, [&] {
        return header_from_json(is_binary(bytes) ? split_binary(bytes, name).header : Json::parse(bytes),
                                name);
    });
}

std::string read_model_file(const std::filesystem::path& file) {
    return read_text_file(file, largest_file);
}

}  // namespace archfront
