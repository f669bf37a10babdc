// Perceptrons of one to three hidden layers, for 64 inputs and 10 classes.
#include <algorithm>

#include "engine/space.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_layers = 3;
const std::vector<std::string> widths = {"8", "16", "32", "64"};

class Perceptron : public SearchSpace {
  public:
    Perceptron()
        : SearchSpace("perceptron", {{"depth", {"1", "2", "3"}},
                                     {"width_1", widths},
                                     {"width_2", widths, ActiveWhen{0, 1}},  // from the second depth on
                                     {"width_3", widths, ActiveWhen{0, 2}}}) {}

  private:
    static std::size_t depth(ArchitectureView architecture) { return architecture[0] + std::size_t{1}; }

    /// "32-16": the widths of the hidden layers.
    std::string do_to_string(ArchitectureView architecture) const override {
        std::vector<std::string> layers;
        for (std::size_t layer = 1; layer <= depth(architecture); ++layer)
            layers.push_back(widths[architecture[layer]]);
        return join(layers, "-");
    }

    Architecture do_parse(std::string_view text) const override {
        const auto layers = split(text, '-');
        const auto fail = [&](std::size_t position, const std::string& wanted) {
            throw UserError("architecture '" + excerpt(text) + "': at position " + std::to_string(position) +
                            ", expected " + wanted);
        };
        if (layers.size() > most_layers) fail(1, "at most 3 layers");
        Architecture architecture(width());
        architecture[0] = static_cast<Choice>(layers.size() - 1);
        for (std::size_t layer = 0; layer < layers.size(); ++layer) {
            const auto known = std::find(widths.begin(), widths.end(), layers[layer]);
            if (known == widths.end()) {
                fail(static_cast<std::size_t>(layers[layer].data() - text.data()) + 1, "8, 16, 32 or 64");
            }
            architecture[layer + 1] = static_cast<Choice>(known - widths.begin());
        }
        return architecture;
    }
};

const Registration<SpacePlugin> registration{{{.name = "perceptron",
                                               .summary = "1 to 3 hidden layers of 8 to 64 units",
                                               .citation = "Rosenblatt 1958, doi:10.1037/h0042519",
                                               .file = __FILE__},
                                              [] { return std::make_shared<const Perceptron>(); }}};

}  // namespace
}  // namespace archfront
