// FBNet: 22 layers in seven stages, each one of eight inverted residual blocks or a skip. The layers' shapes are
// given, so that the choices alone are the architecture. Source: Wu et al. 2019, arXiv:1812.03443, in the form
// of HW-NAS-Bench (Li et al. 2021, arXiv:2103.10584) and HELP.
#include <algorithm>
#include <array>
#include <string>

#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "spaces/scanner.hpp"

namespace archfront {
namespace {

/// Kernel size k, expansion e of the channels inside the block, g groups in its 1x1 convolutions.
const std::vector<std::string> blocks = {"k3_e1",    "k3_e1_g2", "k3_e3", "k3_e6", "k5_e1",
                                         "k5_e1_g2", "k5_e3",    "k5_e6", "skip"};
constexpr Choice skip = 8;

struct Stage {
    std::size_t layers;
    std::size_t channels;
};
constexpr std::array<Stage, 7> stages = {{{1, 16}, {4, 24}, {4, 32}, {4, 64}, {4, 112}, {4, 184}, {1, 352}}};
constexpr std::size_t stem_channels = 16;

class FBNet : public SearchSpace {
  public:
    FBNet() : SearchSpace("fbnet", make_variables()) {}

  private:
    static std::vector<Variable> make_variables() {
        std::vector<Variable> variables;
        for (std::size_t s = 0; s < stages.size(); ++s) {
            for (std::size_t layer = 0; layer < stages[s].layers; ++layer) {
                variables.push_back(
                    {"stage" + std::to_string(s + 1) + ".layer" + std::to_string(layer + 1), blocks});
            }
        }
        return variables;
    }

    /// HELP's list of operation numbers, "7-8-1-...".
    std::string do_to_string(ArchitectureView architecture) const override {
        std::string text;
        for (const Choice choice : architecture)
            text += (text.empty() ? "" : "-") + std::to_string(choice);
        return text;
    }

    /// 22 numbers or names of blocks between dashes or commas, also as Python prints a list of them.
    Architecture do_parse(std::string_view text) const override {
        Scanner scanner(text);
        const bool list = scanner.accept("[");
        Architecture architecture;
        while (architecture.size() < width()) {
            if (!architecture.empty() && !scanner.accept(",")) scanner.expect(list ? "," : "-");
            architecture.push_back(parse_block(scanner));
        }
        if (list) scanner.expect("]");
        scanner.expect_end();
        return architecture;
    }

    static Choice parse_block(Scanner& scanner) {
        const std::size_t mark = scanner.mark();
        const std::string_view word = scanner.name();
        const auto known = std::find(blocks.begin(), blocks.end(), word);
        if (known != blocks.end()) return static_cast<Choice>(known - blocks.begin());
        const auto number = parse_integer(word);
        if (number && *number >= 0 && *number <= skip) return static_cast<Choice>(*number);
        scanner.fail("a block" + suggestion(word, blocks) + ": 0 to 8, or " + join(blocks, ", "), mark);
    }

    NetworkGraph do_graph(ArchitectureView architecture) const override {
        NetworkGraph graph;
        std::size_t last = graph.add_node("input");
        const auto add = [&](const std::string& operation) { last = graph.add_node(operation, {last}); };
        add("conv 3x3, " + std::to_string(stem_channels) + " channels");
        auto choice = architecture.begin();
        std::size_t channels = stem_channels;
        for (const Stage& stage : stages) {
            for (std::size_t layer = 0; layer < stage.layers; ++layer, ++choice) {
                // A skip that has to change the shape is a 1x1 convolution.
                const bool identity = *choice == skip && channels == stage.channels;
                channels = stage.channels;
                add(blocks[*choice] + (identity ? "" : ", " + std::to_string(channels) + " channels"));
            }
        }
        add("conv 1x1");
        add("average pool");
        add("linear");
        return graph;
    }
};

const Registration<SpacePlugin> registration{
    {{.name = "fbnet",
      .summary = "22 layers with 9 blocks each, written as \"7-8-1-...\"",
      .citation = "Wu et al. 2019, arXiv:1812.03443",
      .file = __FILE__},
     [] { return std::make_shared<const FBNet>(); }}};

}  // namespace
}  // namespace archfront
