// The compact form of models.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/text.hpp"
#include "objectives/model_parts.hpp"

namespace archfront {
namespace {

using namespace model_parts;

static_assert(std::endian::native == std::endian::little, "binary models are little-endian");

constexpr std::size_t most_cuts = std::numeric_limits<std::uint16_t>::max();

using Cut = std::pair<std::uint16_t, float>;

template <class Number>
void append_binary(std::string& bytes, Number number) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// The predictor's object; its numbers go to the end of `bytes`.
Json append_predictor(const Predictor& predictor, std::string& bytes) {
    if (predictor.forest.features() > most_cuts)
        throw UserError("more than 65,535 features; write the model as .json");
    std::vector<Cut> cuts;
    for (const RegressionForest::Node& node : predictor.forest.nodes()) {
        if (!node.is_leaf()) cuts.emplace_back(static_cast<std::uint16_t>(node.feature), node.value);
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    if (cuts.size() > most_cuts) throw UserError("more than 65,535 distinct cuts; write the model as .json");

    std::string codes, values;
    for (const RegressionForest::Node& node : predictor.forest.nodes()) {
        if (node.is_leaf()) {
            append_binary(codes, std::uint16_t{0});
            append_binary(values, node.value);
        } else {
            const Cut cut{static_cast<std::uint16_t>(node.feature), node.value};
            const auto index = std::lower_bound(cuts.begin(), cuts.end(), cut) - cuts.begin();
            append_binary(codes, static_cast<std::uint16_t>(index + 1));
        }
    }
    for (const float weight : predictor.linear.weights)
        append_binary(bytes, weight);
    for (const Cut& cut : cuts)
        append_binary(bytes, cut.first);
    for (const Cut& cut : cuts)
        append_binary(bytes, cut.second);
    bytes += codes + values;
    Json json = frame_to_json(predictor);
    json["weights"] = predictor.linear.weights.size();
    json["cuts"] = cuts.size();
    json["nodes"] = codes.size() / 2;
    json["leaves"] = values.size() / 4;
    return json;
}

/// The object in front of a binary model's numbers, and the rest of the bytes.
struct Content {
    Json json;
    std::string_view numbers;
};

Content split_content(std::string_view bytes, const std::string& name) {
    bytes.remove_prefix(model_binary::magic.size());
    const std::size_t line = bytes.find('\n');
    if (line == std::string_view::npos) refuse(name, "its header never ends");
    return {parse_json(bytes.substr(0, line), name), bytes.substr(line + 1)};
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

/// Reads a predictor's numbers from the front of `bytes` and removes them.
Predictor take_predictor(const Json& json, std::string_view& bytes, const std::string& name) {
    const auto count = [&](const char* key) {
        return static_cast<std::uint32_t>(
            whole_number(json.at(key), 0, std::numeric_limits<std::uint32_t>::max(), name));
    };
    const std::uint32_t weights = count("weights");
    const std::uint32_t cuts = count("cuts");
    const std::uint32_t nodes = count("nodes");
    const std::uint32_t leaves = count("leaves");
    const std::size_t wanted =
        std::size_t{4} * weights + std::size_t{6} * cuts + std::size_t{2} * nodes + std::size_t{4} * leaves;
    if (bytes.size() < wanted || cuts > most_cuts)
        refuse(name, "it has " + with_thousands(bytes.size()) + " bytes of numbers where " +
                         with_thousands(wanted) + " are due");
    NumberReader numbers(bytes.substr(0, wanted));
    bytes.remove_prefix(wanted);
    std::vector<float> weight;
    for (std::uint32_t i = 0; i < weights; ++i)
        weight.push_back(numbers.take<float>());
    Predictor predictor = predictor_of_frame(json, std::move(weight), name);
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
    return predictor;
}

}  // namespace

std::string model_to_binary(const Model& model) {
    Json json = header_to_json(model.header);
    std::string numbers;
    json["members"] = Json::array();
    for (const Predictor& member : model.members)
        json["members"].push_back(append_predictor(member, numbers));
    json["spread"] = model.spread ? append_predictor(*model.spread, numbers) : Json();
    return std::string(model_binary::magic) + json.dump() + "\n" + numbers;
}

Model model_binary::parse(std::string_view bytes, const std::string& name) {
    Content content = split_content(bytes, name);
    const ModelHeader header = header_from_json(content.json, name);
    Model model = model_of_json(content.json, header, [&](const Json& predictor) {
        return take_predictor(predictor, content.numbers, name);
    });
    if (!content.numbers.empty())
        refuse(name, "it has " + with_thousands(content.numbers.size()) + " bytes too many");
    return model;
}

ModelHeader model_binary::parse_header(std::string_view bytes, const std::string& name) {
    return header_from_json(split_content(bytes, name).json, name);
}

}  // namespace archfront
