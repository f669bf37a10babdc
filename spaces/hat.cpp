// HAT: sub-transformers of a translation super-transformer, WMT'14 En-De, with six encoder layers and one to six
// decoder layers. Source: Wang et al. 2020, arXiv:2005.14187, and the configuration published with it.
#include <algorithm>
#include <array>
#include <string>

#include "engine/document.hpp"
#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_layers = 6;
constexpr const char* encoder_layers_key = "encoder-layer-num";
constexpr const char* decoder_layers_key = "decoder-layer-num";

/// A quantity that is chosen: once, or for each layer.
struct Property {
    const char* key;  // in upstream's YAML, less "-subtransformer"
    std::array<int, 3> values;
    std::size_t choices;
    bool per_layer;
    bool of_decoder;
};

enum : std::size_t {
    encoder_embedding,
    decoder_embedding,
    encoder_feed_forward,
    decoder_feed_forward,
    encoder_heads,
    decoder_heads,
    cross_heads,
    cross_layers,  // -1: attends to the last encoder layer; 1 and 2: to the last two and three
    property_count,
    // The numbers of layers, which are inputs of a predictor as well.
    encoder_depth = property_count,
    decoder_depth
};
/// In upstream's order.
constexpr std::array<Property, property_count> properties = {{
    {"encoder-embed-dim", {512, 640}, 2, false, false},
    {"decoder-embed-dim", {512, 640}, 2, false, true},
    {"encoder-ffn-embed-dim-all", {1024, 2048, 3072}, 3, true, false},
    {"decoder-ffn-embed-dim-all", {1024, 2048, 3072}, 3, true, true},
    {"encoder-self-attention-heads-all", {4, 8}, 2, true, false},
    {"decoder-self-attention-heads-all", {4, 8}, 2, true, true},
    {"decoder-ende-attention-heads-all", {4, 8}, 2, true, true},
    {"decoder-arbitrary-ende-attn-all", {-1, 1, 2}, 3, true, true},
}};

/// The number of decoder layers stands first among the variables, because others depend on it.
constexpr std::size_t decoder_layers = 0;

constexpr std::size_t first_variable(std::size_t property) {
    std::size_t first = decoder_layers + 1;
    for (std::size_t p = 0; p < property; ++p)
        first += properties[p].per_layer ? most_layers : 1;
    return first;
}

/// How many values of a property count in this architecture.
std::size_t length_of(ArchitectureView architecture, std::size_t property) {
    if (!properties[property].per_layer) return 1;
    return properties[property].of_decoder ? architecture[decoder_layers] + std::size_t{1} : most_layers;
}

int value_of(ArchitectureView architecture, std::size_t property, std::size_t layer = 0) {
    return properties[property].values[architecture[first_variable(property) + layer]];
}

std::string text_of(ArchitectureView architecture, std::size_t property, std::size_t layer = 0) {
    return std::to_string(value_of(architecture, property, layer));
}

std::string full_key(std::string_view key) {
    return std::string(key) + "-subtransformer";
}

/// The inputs of HAT's latency predictor: sizes, and means over layers, each divided by HAT's constant.
struct PredictorInput {
    const char* name;
    std::size_t property;
    double divisor;
};
constexpr std::array<PredictorInput, 10> predictor_inputs = {{
    {"encoder_embed_dim", encoder_embedding, 640},
    {"encoder_layer_num", encoder_depth, 6},
    {"encoder_ffn_embed_dim_avg", encoder_feed_forward, 2048},
    {"encoder_self_attention_heads_avg", encoder_heads, 6},
    {"decoder_embed_dim", decoder_embedding, 640},
    {"decoder_layer_num", decoder_depth, 6},
    {"decoder_ffn_embed_dim_avg", decoder_feed_forward, 2048},
    {"decoder_self_attention_heads_avg", decoder_heads, 6},
    {"decoder_ende_attention_heads_avg", cross_heads, 6},
    {"decoder_arbitrary_ende_attn_avg", cross_layers, 2},
}};

class Hat : public SearchSpace {
  public:
    Hat() : SearchSpace("hat", make_variables()) {}

  private:
    static std::vector<Variable> make_variables() {
        std::vector<Variable> variables = {{"decoder-layer-num", {"1", "2", "3", "4", "5", "6"}}};
        for (const Property& property : properties) {
            std::vector<std::string> choices;
            for (std::size_t choice = 0; choice < property.choices; ++choice)
                choices.push_back(std::to_string(property.values[choice]));
            for (std::size_t layer = 0; layer < (property.per_layer ? most_layers : 1); ++layer) {
                Variable variable{property.key, choices};
                if (property.per_layer) variable.name += "-" + std::to_string(layer);
                if (property.per_layer && property.of_decoder && layer > 0)
                    variable.active_when = ActiveWhen{decoder_layers, static_cast<Choice>(layer)};
                variables.push_back(std::move(variable));
            }
        }
        return variables;
    }

    /// Upstream's YAML keys on one line: "{encoder-embed-dim-subtransformer: 512, ...}".
    std::string do_to_string(ArchitectureView architecture) const override {
        std::vector<std::string> fields;
        for (std::size_t p = 0; p < property_count; ++p) {
            if (p == encoder_heads) {  // upstream's files have the numbers of layers here
                fields.push_back(full_key(encoder_layers_key) + ": " + std::to_string(most_layers));
                fields.push_back(full_key(decoder_layers_key) + ": " +
                                 variables()[decoder_layers].choices[architecture[decoder_layers]]);
            }
            std::vector<std::string> values;
            for (std::size_t layer = 0; layer < length_of(architecture, p); ++layer)
                values.push_back(text_of(architecture, p, layer));
            const std::string list = join(values, ", ");
            fields.push_back(full_key(properties[p].key) + ": " +
                             (properties[p].per_layer ? "[" + list + "]" : list));
        }
        return "{" + join(fields, ", ") + "}";
    }

    /// That, or the text of an upstream file.
    Architecture do_parse(std::string_view text) const override {
        try {
            return read(parse_yaml(text, ""));
        } catch (const UserError& error) {
            throw UserError("architecture '" + excerpt(text, 120) + "': at this position: " + error.what());
        }
    }

    Architecture read(const Node& document) const {
        Fields fields(document, "a sub-transformer");
        Architecture architecture(width());
        const auto depth = [&](const char* key, std::int64_t fewest) {
            const std::string name = full_key(key);
            return fields.require(name).as_integer(name, fewest, most_layers);
        };
        depth(encoder_layers_key, most_layers);
        architecture[decoder_layers] = static_cast<Choice>(depth(decoder_layers_key, 1) - 1);
        for (std::size_t p = 0; p < property_count; ++p) {
            const std::string name = full_key(properties[p].key);
            const Node& field = fields.require(name);
            const std::vector<Node> values = field.as_list();
            const std::size_t length = length_of(architecture, p);
            // Upstream's own samples list arbitrary-ende-attn for layers beyond the depth as well.
            if (values.size() < length || values.size() > (properties[p].per_layer ? most_layers : 1)) {
                throw UserError(field.where, name + " has " + std::to_string(values.size()) +
                                                 " values; expected " + std::to_string(length));
            }
            for (std::size_t layer = 0; layer < length; ++layer)
                architecture[first_variable(p) + layer] = read_choice(values[layer], p);
        }
        fields.finish();
        return architecture;
    }

    Choice read_choice(const Node& node, std::size_t p) const {
        const std::vector<std::string>& choices = variables()[first_variable(p)].choices;
        const std::string& given = node.as_text(full_key(properties[p].key));
        const auto found = std::find(choices.begin(), choices.end(), given);
        if (found == choices.end()) {
            throw UserError(node.where, "'" + excerpt(given) + "' for " + full_key(properties[p].key) +
                                            "; expected " + join(choices, " or "));
        }
        return static_cast<Choice>(found - choices.begin());
    }

    NetworkGraph do_graph(ArchitectureView architecture) const override {
        NetworkGraph graph;
        const auto text = [&](std::size_t property, std::size_t layer = 0) {
            return text_of(architecture, property, layer);
        };
        std::array<std::size_t, most_layers> encoded{};
        std::size_t last = graph.add_node("source tokens");
        last = graph.add_node("embedding " + text(encoder_embedding), {last});
        for (std::size_t layer = 0; layer < most_layers; ++layer) {
            last = graph.add_node("self-attention, " + text(encoder_heads, layer) + " heads", {last});
            last = graph.add_node("feed-forward " + text(encoder_feed_forward, layer), {last});
            encoded[layer] = last;
        }
        last = graph.add_node("target tokens");
        last = graph.add_node("embedding " + text(decoder_embedding), {last});
        for (std::size_t layer = 0; layer < length_of(architecture, decoder_feed_forward); ++layer) {
            last = graph.add_node("self-attention, " + text(decoder_heads, layer) + " heads", {last});
            last =
                graph.add_node("encoder-decoder attention, " + text(cross_heads, layer) + " heads", {last});
            const int further = std::max(value_of(architecture, cross_layers, layer), 0);
            for (std::size_t back = 0; back <= static_cast<std::size_t>(further); ++back)
                graph.add_edge(encoded[most_layers - 1 - back], last, "");
            last = graph.add_node("feed-forward " + text(decoder_feed_forward, layer), {last});
        }
        graph.add_node("translation", {last});
        return graph;
    }

    /// The ten inputs of HAT's latency predictor, then one-hot choices with nothing for layers that are not
    /// there.
    std::vector<std::string> do_feature_names() const override {
        std::vector<std::string> names;
        for (const PredictorInput& input : predictor_inputs)
            names.emplace_back(input.name);
        const std::vector<std::string> one_hot = SearchSpace::do_feature_names();
        names.insert(names.end(), one_hot.begin(), one_hot.end());
        return names;
    }

    void do_features(ArchitectureBatchView batch, std::span<float> features) const override {
        for (std::size_t r = 0; r < batch.size(); ++r) {
            for (const PredictorInput& input : predictor_inputs) {
                features.front() = static_cast<float>(predictor_value(batch[r], input) / input.divisor);
                features = features.subspan(1);
            }
            features = one_hot(batch[r], features);
        }
        ARCHFRONT_ASSERT(features.empty(), "feature matrix of another shape");
    }

    static double predictor_value(ArchitectureView architecture, const PredictorInput& input) {
        if (input.property == encoder_depth) return most_layers;
        if (input.property == decoder_depth) return architecture[decoder_layers] + 1;
        const std::size_t length = length_of(architecture, input.property);
        int sum = 0;
        for (std::size_t layer = 0; layer < length; ++layer) {
            const int value = value_of(architecture, input.property, layer);
            // Of attention to the encoder, HAT counts the layers.
            sum += input.property == cross_layers ? std::max(value, 0) + 1 : value;
        }
        return static_cast<double>(sum) / static_cast<double>(length);
    }
};

const Registration<SpacePlugin> registration{
    {{.name = "hat",
      .summary = "encoder-decoder transformers for WMT'14 En-De, 417,846,678,672,384 networks",
      .citation = "Wang et al. 2020, arXiv:2005.14187",
      .file = __FILE__},
     [] { return std::make_shared<const Hat>(); }}};

}  // namespace
}  // namespace archfront
