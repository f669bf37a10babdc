// MnasNet, as Accel-NASBench searches it: seven blocks of inverted bottlenecks on EfficientNet-B0's backbone,
// each with its expansion, kernel, number of layers and squeeze-and-excite. Every combination is a network.
#include <algorithm>
#include <string>

#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "spaces/mnasnet_layers.hpp"
#include "spaces/scanner.hpp"

namespace archfront {
namespace {

using namespace mnasnet;

constexpr std::array<std::string_view, variables_per_block> suffixes = {"_e", "_k", "_l", "_se"};
constexpr Choice not_chosen = 255;

std::size_t variable_of(std::size_t block, std::size_t suffix) {
    return block * variables_per_block + suffix;
}

/// Number of a block's joint choice, squeeze-and-excite fastest.
std::size_t joint_choice(ArchitectureView architecture, std::size_t block) {
    const Choice* choices = architecture.data() + variable_of(block, 0);
    const std::size_t expansion_and_kernel = choices[0] * kernels.size() + choices[1];
    return (expansion_and_kernel * layer_choices(block) + choices[2]) * 2 + choices[3];
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

class MnasNet : public SearchSpace {
  public:
    MnasNet() : SearchSpace("mnasnet", make_variables()) {}

  private:
    /// Upstream's order of variables and of choices, hence the choice indices are upstream's encoding.
    static std::vector<Variable> make_variables() {
        const auto labels = [](auto first, auto last) {
            std::vector<std::string> texts;
            for (; first != last; ++first)
                texts.push_back(std::to_string(*first));
            return texts;
        };
        std::vector<Variable> variables;
        for (std::size_t b = 0; b < blocks; ++b) {
            const auto counted = layer_counts.begin() + static_cast<std::ptrdiff_t>(layer_choices(b));
            const std::array<std::vector<std::string>, variables_per_block> choices = {
                labels(expansions.begin(), expansions.end()),
                labels(kernels.begin(), kernels.end()),
                labels(layer_counts.begin(), counted),
                {"True", "False"}};
            for (std::size_t i = 0; i < variables_per_block; ++i)
                variables.push_back({"block" + std::to_string(b) + std::string(suffixes[i]), choices[i]});
        }
        return variables;
    }

    /// What upstream's manual_sample() takes, as Python prints it:
    /// "[[e x 7], [k x 7], [l x 7], [se x 7]]".
    std::string do_to_string(ArchitectureView architecture) const override {
        std::vector<std::string> lists;
        for (std::size_t i = 0; i < variables_per_block; ++i) {
            std::vector<std::string> list;
            for (std::size_t b = 0; b < blocks; ++b) {
                const std::size_t variable = variable_of(b, i);
                list.push_back(variables()[variable].choices[architecture[variable]]);
            }
            lists.push_back("[" + join(list, ", ") + "]");
        }
        return "[" + join(lists, ", ") + "]";
    }

    /// That, or the "architecture" of an upstream result file: {"block0_e": 4, "block0_k": 5, ...}.
    Architecture do_parse(std::string_view text) const override {
        Scanner scanner(text);
        return scanner.accept("{") ? parse_dictionary(scanner) : parse_lists(scanner);
    }

    Architecture parse_lists(Scanner& scanner) const {
        Architecture architecture(width());
        for (std::size_t i = 0; i < variables_per_block; ++i) {
            scanner.expect(i == 0 ? "[" : ",");
            for (std::size_t b = 0; b < blocks; ++b) {
                scanner.expect(b == 0 ? "[" : ",");
                architecture[variable_of(b, i)] = parse_choice(scanner, variable_of(b, i));
            }
            scanner.expect("]");
        }
        scanner.expect("]");
        scanner.expect_end();
        return architecture;
    }

    Architecture parse_dictionary(Scanner& scanner) const {
        Architecture architecture(width(), not_chosen);
        for (std::size_t entry = 0; entry < width(); ++entry) {
            if (entry > 0) scanner.expect(",");
            const std::size_t mark = scanner.mark();
            const std::string_view key = scanner.name();
            const auto known = std::find_if(variables().begin(), variables().end(),
                                            [&](const Variable& variable) { return variable.name == key; });
            const auto variable = static_cast<std::size_t>(known - variables().begin());
            if (known == variables().end() || architecture[variable] != not_chosen) {
                const auto open = std::find(architecture.begin(), architecture.end(), not_chosen);
                const auto wanted = static_cast<std::size_t>(open - architecture.begin());
                scanner.fail("a key not given yet, such as '" + variables()[wanted].name + "'", mark);
            }
            scanner.expect(":");
            architecture[variable] = parse_choice(scanner, variable);
        }
        scanner.expect("}");
        scanner.expect_end();
        return architecture;
    }

    /// Flags in Python's or JSON's spelling; upstream takes them in quotes as well.
    Choice parse_choice(Scanner& scanner, std::size_t variable) const {
        const std::size_t mark = scanner.mark();
        const std::string given = lower_case(scanner.name());
        const std::vector<std::string>& choices = variables()[variable].choices;
        for (std::size_t choice = 0; choice < choices.size(); ++choice) {
            if (lower_case(choices[choice]) == given) return static_cast<Choice>(choice);
        }
        scanner.fail(join(choices, " or ") + " for " + variables()[variable].name, mark);
    }

    NetworkGraph do_graph(ArchitectureView architecture) const override {
        NetworkGraph graph;
        std::size_t last = graph.add_node("image 3x224x224");
        last =
            graph.add_node("conv 3x3 stride 2, " + std::to_string(input_channels[0]) + " channels", {last});
        for (std::size_t b = 0; b < blocks; ++b) {
            const Block block = block_of(architecture, b);
            for (int layer = 0; layer < block.layers; ++layer) {
                const int stride = layer == 0 ? strides[b] : 1;
                std::string text = "MBConv" + std::to_string(block.expansion) + " " +
                                   std::to_string(block.kernel) + "x" + std::to_string(block.kernel);
                if (block.squeeze_excite) text += " SE";
                if (stride > 1) text += " stride " + std::to_string(stride);
                text += ", " + std::to_string(output_channels[b]) + " channels";
                last = graph.add_node(text, {last});
            }
        }
        last = graph.add_node("conv 1x1, " + std::to_string(head_channels) + " channels", {last});
        last = graph.add_node("average pool", {last});
        graph.add_node("linear, " + std::to_string(classes) + " classes", {last});
        return graph;
    }

    /// A block's joint choice, one-hot (264 columns: what a block costs on a device depends on nothing else);
    /// upstream's encoding (28 choice indices); MACs and parameters in millions, of all and of each block.
    std::vector<std::string> do_feature_names() const override {
        std::vector<std::string> names;
        for (std::size_t b = 0; b < blocks; ++b) {
            for (std::size_t joint = 0; joint < joint_choices(b); ++joint) {
                std::vector<std::string> labels;
                std::size_t rest = joint;
                for (std::size_t i = variables_per_block; i-- > 0;) {
                    const Variable& variable = variables()[variable_of(b, i)];
                    labels.insert(labels.begin(), variable.choices[rest % variable.cardinality()]);
                    rest /= variable.cardinality();
                }
                names.push_back("block" + std::to_string(b) + "=" + join(labels, "/"));
            }
        }
        for (const Variable& variable : variables())
            names.push_back(variable.name);
        for (const char* quantity : {"macs", "params"}) {
            names.emplace_back(quantity);
            for (std::size_t b = 0; b < blocks; ++b)
                names.push_back("block" + std::to_string(b) + "_" + quantity);
        }
        return names;
    }

    void do_features(ArchitectureBatchView batch, std::span<float> features) const override {
        std::fill(features.begin(), features.end(), 0.0F);
        auto out = features.begin();
        const auto millions = [](std::int64_t count) {
            return static_cast<float>(static_cast<double>(count) / 1e6);
        };
        for (std::size_t r = 0; r < batch.size(); ++r) {
            std::array<Cost, blocks> costs;
            Cost total = cost_of_frame();
            for (std::size_t b = 0; b < blocks; ++b) {
                out[static_cast<std::ptrdiff_t>(joint_choice(batch[r], b))] = 1.0F;
                out += static_cast<std::ptrdiff_t>(joint_choices(b));
                costs[b] = cost_of_block(b, block_of(batch[r], b));
                total += costs[b];
            }
            for (const Choice choice : batch[r])
                *out++ = choice;
            for (const auto quantity : {&Cost::macs, &Cost::params}) {
                *out++ = millions(total.*quantity);
                for (const Cost& cost : costs)
                    *out++ = millions(cost.*quantity);
            }
        }
        ARCHFRONT_ASSERT(out == features.end(), "feature matrix of another shape");
    }
};

const Registration<SpacePlugin> registration{
    {{.name = "mnasnet",
      .summary = "seven MBConv blocks (expansion, kernel, layers, SE), 104,485,552,128 networks",
      .citation = "Tan et al. 2019, arXiv:1807.11626; Ahmad et al. 2024, arXiv:2404.08005",
      .file = __FILE__},
     [] { return std::make_shared<const MnasNet>(); }}};

}  // namespace
}  // namespace archfront
