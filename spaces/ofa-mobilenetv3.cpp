// Once-for-all's MobileNetV3 of width 1.2: five units of two to four blocks, and the size of the input images.
// Source: Cai et al. 2020, arXiv:1908.09791.
#include <algorithm>
#include <array>
#include <string>

#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "spaces/scanner.hpp"

namespace archfront {
namespace {

constexpr std::size_t units = 5;
constexpr std::size_t blocks_per_unit = 4;
constexpr std::size_t blocks = units * blocks_per_unit;

/// Of each unit's blocks, at width 1.2.
constexpr std::array<int, units> channels = {32, 48, 96, 136, 192};
constexpr std::array<bool, units> has_squeeze_excitation = {false, true, false, true, true};

/// What may be chosen, as numbers and as the labels of the variables.
struct Values {
    std::string what;
    std::vector<std::string> labels;
};
const Values depths{"a depth", {"2", "3", "4"}};
const Values kernels{"a kernel size", {"3", "5", "7"}};
const Values expansions{"an expansion", {"3", "4", "6"}};
const Values resolutions{"a resolution", [] {
                             std::vector<std::string> labels;
                             for (int resolution = 128; resolution <= 224; resolution += 4)
                                 labels.push_back(std::to_string(resolution));
                             return labels;
                         }()};

constexpr std::size_t least_depth = 2;

/// Variables: for each unit its depth, then kernel size and expansion of each block; last the resolution.
constexpr std::size_t variables_per_unit = 1 + 2 * blocks_per_unit;
constexpr std::size_t depth_of(std::size_t unit) {
    return unit * variables_per_unit;
}
constexpr std::size_t kernel_of(std::size_t block) {
    return depth_of(block / blocks_per_unit) + 1 + 2 * (block % blocks_per_unit);
}
constexpr std::size_t expansion_of(std::size_t block) {
    return kernel_of(block) + 1;
}
constexpr std::size_t resolution_variable = units * variables_per_unit;

class OfaMobileNetV3 : public SearchSpace {
  public:
    OfaMobileNetV3() : SearchSpace("ofa-mobilenetv3", make_variables()) {}

  private:
    static std::vector<Variable> make_variables() {
        std::vector<Variable> variables;
        for (std::size_t unit = 0; unit < units; ++unit) {
            const std::string name = "unit" + std::to_string(unit + 1);
            variables.push_back({name + ".depth", depths.labels});
            for (std::size_t block = 0; block < blocks_per_unit; ++block) {
                std::optional<ActiveWhen> condition;
                if (block >= least_depth)
                    condition = ActiveWhen{depth_of(unit), static_cast<Choice>(block - least_depth + 1)};
                const std::string block_name = name + ".block" + std::to_string(block + 1);
                variables.push_back({block_name + ".kernel", kernels.labels, condition});
                variables.push_back({block_name + ".expansion", expansions.labels, condition});
            }
        }
        variables.push_back({"resolution", resolutions.labels});
        return variables;
    }

    /// The dictionary that once-for-all and HELP use, as Python's json.dumps prints it. Blocks beyond the depth
    /// are there too.
    std::string do_to_string(ArchitectureView architecture) const override {
        const auto list = [&](std::size_t size, auto variable_of) {
            std::string text;
            for (std::size_t i = 0; i < size; ++i)
                text += (i == 0 ? "" : ", ") + label(architecture, variable_of(i));
            return "[" + text + "]";
        };
        return R"({"ks": )" + list(blocks, kernel_of) + R"(, "e": )" + list(blocks, expansion_of) +
               R"(, "d": )" + list(units, depth_of) + R"(, "r": )" +
               label(architecture, resolution_variable) + "}";
    }

    const std::string& label(ArchitectureView architecture, std::size_t variable) const {
        return variables()[variable].choices[architecture[variable]];
    }

    /// That dictionary in any order, as JSON or as Python prints it. `r` may be a list of one or be called
    /// `image_size`, as in parts of once-for-all; `wid` is null, as in HELP's files.
    Architecture do_parse(std::string_view text) const override {
        Architecture architecture(width());
        Scanner scanner(text);
        std::vector<std::string> missing = {"ks", "e", "d", "r"};
        scanner.expect("{");
        do {
            const std::size_t mark = scanner.mark();
            const std::string_view key = scanner.name();
            const std::string_view known = key == "image_size" ? "r" : key;
            const auto wanted = std::find(missing.begin(), missing.end(), known);
            if (wanted == missing.end() && key != "wid")
                scanner.fail("one of the keys " + join(missing, ", "), mark);
            scanner.expect(":");
            if (key == "wid") {
                if (!scanner.accept("null")) scanner.expect("None");
                continue;
            }
            missing.erase(wanted);
            if (known == "ks") parse_list(scanner, kernels, blocks, kernel_of, architecture);
            if (known == "e") parse_list(scanner, expansions, blocks, expansion_of, architecture);
            if (known == "d") parse_list(scanner, depths, units, depth_of, architecture);
            if (known == "r") parse_resolution(scanner, architecture);
        } while (scanner.accept(","));
        if (!missing.empty()) scanner.fail("',' and the keys " + join(missing, ", "));
        scanner.expect("}");
        scanner.expect_end();
        return architecture;
    }

    template <class VariableOf>
    static void parse_list(Scanner& scanner, const Values& values, std::size_t size, VariableOf variable_of,
                           Architecture& architecture) {
        scanner.expect("[");
        for (std::size_t i = 0; i < size; ++i) {
            if (i > 0) scanner.expect(",");
            architecture[variable_of(i)] = parse_choice(scanner, values);
        }
        scanner.expect("]");
    }

    static void parse_resolution(Scanner& scanner, Architecture& architecture) {
        const bool list = scanner.accept("[");
        architecture[resolution_variable] = parse_choice(scanner, resolutions);
        if (list) scanner.expect("]");
    }

    static Choice parse_choice(Scanner& scanner, const Values& values) {
        const std::size_t mark = scanner.mark();
        const auto known = std::find(values.labels.begin(), values.labels.end(), scanner.word());
        if (known == values.labels.end()) scanner.fail(values.what + ": " + join(values.labels, ", "), mark);
        return static_cast<Choice>(known - values.labels.begin());
    }

    NetworkGraph do_graph(ArchitectureView architecture) const override {
        NetworkGraph graph;
        const std::string& side = label(architecture, resolution_variable);
        std::size_t last = graph.add_node("input " + side + "x" + side);
        const auto add = [&](const std::string& operation) { last = graph.add_node(operation, {last}); };
        add("conv 3x3, stride 2, 24 channels");
        add("depthwise 3x3, conv 1x1, 24 channels");
        for (std::size_t block = 0; block < blocks; ++block) {
            if (!active(architecture, kernel_of(block))) continue;
            const std::size_t unit = block / blocks_per_unit;
            add(join({"inverted residual, kernel " + label(architecture, kernel_of(block)),
                      "expansion " + label(architecture, expansion_of(block)),
                      std::to_string(channels[unit]) + " channels"},
                     ", ") +
                (has_squeeze_excitation[unit] ? ", squeeze-excitation" : ""));
        }
        add("conv 1x1, 1152 channels");
        add("average pool");
        add("conv 1x1, 1536 channels");
        add("linear, 1000 classes");
        return graph;
    }
};

const Registration<SpacePlugin> registration{
    {{.name = "ofa-mobilenetv3",
      .summary = "once-for-all's MobileNetV3 of width 1.2: depths, kernel sizes, expansions and resolution",
      .citation = "Cai et al. 2020, arXiv:1908.09791",
      .file = __FILE__},
     [] { return std::make_shared<const OfaMobileNetV3>(); }}};

}  // namespace
}  // namespace archfront
