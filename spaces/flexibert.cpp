// FlexiBERT: BERT-like encoders whose layers differ, in the part of the space between BERT-Tiny and BERT-Mini
// of which 500 were trained. Sources: Tuli et al. 2022, arXiv:2205.11656; Serianni and Kalita 2023,
// arXiv:2306.00288 (10,621,440 architectures).
#include <array>
#include <string>

#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "spaces/scanner.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_layers = 4;
constexpr std::size_t fewest_layers = 2;
enum Variables : std::size_t { hidden_size, layer_count, first_layer };
enum LayerVariables : std::size_t {
    operation,
    heads,
    feed_forward_size,
    feed_forwards,
    parameter,
    per_layer
};

/// Entries of RAPID's `vector`: hidden size, the layers, their number, and -1 up to here.
constexpr std::size_t vector_length = 23;

constexpr std::size_t vector_end(std::size_t layers) {
    return 1 + layers * per_layer;
}

/// What an operation's parameter says: the similarity of self-attention, the transform of a linear transform,
/// the kernel of a span-based dynamic convolution.
struct OperationType {
    const char* name;
    std::array<const char*, 2> parameters;
};
constexpr std::array<OperationType, 3> operation_types = {
    {{"SA", {"SDP", "WMA"}}, {"LT", {"DFT", "DCT"}}, {"DSC", {"5", "9"}}}};

std::size_t layers_of(ArchitectureView architecture) {
    return architecture[layer_count] == 0 ? fewest_layers : most_layers;
}

class FlexiBert : public SearchSpace {
  public:
    FlexiBert() : SearchSpace("flexibert", make_variables()) {}

  private:
    static std::vector<Variable> make_variables() {
        std::vector<Variable> variables = {{"hidden_size", {"128", "256"}}, {"layers", {"2", "4"}}};
        for (std::size_t layer = 0; layer < most_layers; ++layer) {
            const auto add = [&](const char* name, std::vector<std::string> choices) {
                Variable variable{"layer" + std::to_string(layer + 1) + "_" + name, std::move(choices)};
                if (layer >= fewest_layers) variable.active_when = ActiveWhen{layer_count, 1};
                variables.push_back(std::move(variable));
            };
            add("operation", {"SA", "LT", "DSC"});
            add("heads", {"2", "4"});
            add("feed_forward_size", {"512", "1024"});
            add("feed_forwards", {"1", "3"});
            add("parameter", {"SDP/DFT/5", "WMA/DCT/9"});
        }
        return variables;
    }

    /// RAPID's `vector`: choice numbers of hidden size and layers, the number of layers, padding of -1.
    std::string do_to_string(ArchitectureView architecture) const override {
        const std::size_t layers = layers_of(architecture);
        std::vector<std::string> entries = {std::to_string(architecture[hidden_size])};
        for (std::size_t i = 0; i < layers * per_layer; ++i)
            entries.push_back(std::to_string(architecture[first_layer + i]));
        entries.push_back(std::to_string(layers));
        entries.resize(vector_length, "-1");
        return "[" + join(entries, ", ") + "]";
    }

    Architecture do_parse(std::string_view text) const override {
        struct Entry {
            std::size_t mark;
            long long number;
        };
        std::array<Entry, vector_length> entries;
        Scanner scanner(text);
        for (std::size_t i = 0; i < vector_length; ++i) {
            scanner.expect(i == 0 ? "[" : ",");
            const std::size_t mark = scanner.mark();
            const bool negative = scanner.accept("-");
            const auto number = parse_integer(scanner.word());
            if (!number) scanner.fail("a whole number", mark);
            entries[i] = {mark, negative ? -*number : *number};
        }
        scanner.expect("]");
        scanner.expect_end();

        // Only the shorter vector has padding behind the count of its layers.
        const bool is_short = entries[vector_end(fewest_layers) + 1].number == -1;
        const std::size_t layers = is_short ? fewest_layers : most_layers;
        const auto expect = [&](std::size_t i, long long low, long long high) {
            const auto [mark, number] = entries[i];
            if (number >= low && number <= high) return static_cast<Choice>(number);
            scanner.fail(
                low == high ? std::to_string(low) : std::to_string(low) + " to " + std::to_string(high),
                mark);
        };
        const auto expect_choice = [&](std::size_t i, std::size_t variable) {
            return expect(i, 0, static_cast<long long>(variables()[variable].cardinality()) - 1);
        };
        Architecture architecture(width());
        architecture[layer_count] = is_short ? 0 : 1;
        architecture[hidden_size] = expect_choice(0, hidden_size);
        for (std::size_t i = 0; i < layers * per_layer; ++i)
            architecture[first_layer + i] = expect_choice(1 + i, first_layer + i);
        const std::size_t end = vector_end(layers);
        expect(end, static_cast<long long>(layers), static_cast<long long>(layers));
        for (std::size_t i = end + 1; i < vector_length; ++i)
            expect(i, -1, -1);
        return architecture;
    }

    NetworkGraph do_graph(ArchitectureView architecture) const override {
        NetworkGraph graph;
        const auto label = [&](std::size_t variable) {
            return variables()[variable].choices[architecture[variable]];
        };
        std::size_t last = graph.add_node("tokens");
        last = graph.add_node("embedding " + label(hidden_size), {last});
        for (std::size_t layer = 0; layer < layers_of(architecture); ++layer) {
            const std::size_t first = first_layer + layer * per_layer;
            const OperationType& type = operation_types[architecture[first + operation]];
            last = graph.add_node(std::string(type.name) + " " +
                                      type.parameters[architecture[first + parameter]] + ", " +
                                      label(first + heads) + " heads",
                                  {last});
            last = graph.add_node(
                label(first + feed_forwards) + " x feed-forward " + label(first + feed_forward_size), {last});
        }
        graph.add_node("output", {last});
        return graph;
    }
};

const Registration<SpacePlugin> registration{
    {{.name = "flexibert",
      .summary = "BERT encoders of 2 or 4 layers that may differ, 10,621,440 networks",
      .citation = "Tuli et al. 2022, arXiv:2205.11656; Serianni and Kalita 2023, arXiv:2306.00288",
      .file = __FILE__},
     [] { return std::make_shared<const FlexiBert>(); }}};

}  // namespace
}  // namespace archfront
