// HW-GPT-Bench: decoder-only transformers whose width, depth, bias and, layer by layer, MLP ratio and number of
// heads are chosen. Variables: embed_dim, n_layer, bias, then mlp_ratio_i and n_head_i for layer i = 0, 1, ...;
// the numbers ascend, so that a deeper network has a larger choice. Layers beyond n_layer are inactive.
// Source: Sukthanker et al. 2024, arXiv:2405.10299, and the search spaces and yaml files of its repository.
#include <algorithm>
#include <array>

#include "engine/space.hpp"
#include "engine/text.hpp"
#include "spaces/scanner.hpp"

namespace archfront {
namespace {

using Choices = std::array<int, 3>;

struct Scale {
    std::string_view name;     // of the space
    std::string_view spelled;  // in upstream's strings: convert_arch_to_str(architecture, spelled)
    Choices embed_dims;
    Choices depths;
    Choices mlp_ratios;
    Choices heads;
};

constexpr std::array<Scale, 6> scales = {{
    {"gpt-s", "s", {192, 384, 768}, {10, 11, 12}, {2, 3, 4}, {4, 8, 12}},
    {"gpt-m", "m", {256, 512, 1024}, {22, 23, 24}, {2, 3, 4}, {8, 12, 16}},
    {"gpt-l", "l", {320, 640, 1280}, {34, 35, 36}, {2, 3, 4}, {8, 16, 20}},
    {"gpt-s-wide", "s_wide", {192, 384, 768}, {3, 6, 12}, {1, 2, 4}, {4, 8, 12}},
    {"gpt-m-wide", "m_wide", {256, 512, 1024}, {6, 12, 24}, {1, 2, 4}, {4, 8, 16}},
    {"gpt-l-wide", "l_wide", {320, 640, 1280}, {9, 18, 36}, {1, 2, 4}, {5, 10, 20}},
}};

constexpr std::size_t embed_dim = 0;
constexpr std::size_t n_layer = 1;
constexpr std::size_t bias = 2;
constexpr std::size_t mlp_ratio(std::size_t layer) {
    return 3 + 2 * layer;
}
constexpr std::size_t n_head(std::size_t layer) {
    return 4 + 2 * layer;
}

constexpr Choice with_bias = 0;
constexpr int head_size = 64;  // fixed: the attention of h heads is 64 h wide, whatever embed_dim is

std::vector<std::string> labels(const Choices& choices) {
    std::vector<std::string> labels;
    for (const int choice : choices)
        labels.push_back(std::to_string(choice));
    return labels;
}

/// What comes next, behind a '-'.
Choice expect_choice(Scanner& scanner, const Variable& variable) {
    scanner.expect("-");
    const std::size_t mark = scanner.mark();
    const std::string_view word = scanner.word();
    for (std::size_t c = 0; c < variable.choices.size(); ++c) {
        if (variable.choices[c] == word) return static_cast<Choice>(c);
    }
    scanner.fail(variable.name + ": " + join(variable.choices, ", "), mark);
}

class Gpt : public SearchSpace {
  public:
    explicit Gpt(const Scale& scale)
        : SearchSpace(std::string(scale.name), make_variables(scale)),
          scale_(scale),
          prefix_("gpt-" + std::string(scale.spelled) + "-") {}

  private:
    static std::vector<Variable> make_variables(const Scale& scale) {
        std::vector<Variable> variables = {{"embed_dim", labels(scale.embed_dims)},
                                           {"n_layer", labels(scale.depths)},
                                           {"bias", {"True", "False"}}};
        for (int layer = 0; layer < scale.depths.back(); ++layer) {
            const auto deep_enough = std::upper_bound(scale.depths.begin(), scale.depths.end(), layer);
            const auto depth = static_cast<Choice>(deep_enough - scale.depths.begin());
            std::optional<ActiveWhen> condition;
            if (depth > 0) condition = ActiveWhen{n_layer, depth};
            const std::string number = std::to_string(layer);
            variables.push_back({"mlp_ratio_" + number, labels(scale.mlp_ratios), condition});
            variables.push_back({"n_head_" + number, labels(scale.heads), condition});
        }
        return variables;
    }

    std::size_t layers(ArchitectureView architecture) const {
        return static_cast<std::size_t>(scale_.depths[architecture[n_layer]]);
    }

    const std::string& label(ArchitectureView architecture, std::size_t variable) const {
        return variables()[variable].choices[architecture[variable]];
    }

    /// Upstream's convert_arch_to_str: gpt-s-10-768-(10 MLP ratios)-(10 numbers of heads)-False.
    std::string do_to_string(ArchitectureView architecture) const override {
        std::string text = prefix_;
        const auto append = [&](std::size_t variable) {
            text += label(architecture, variable);
            text += '-';
        };
        append(n_layer);
        append(embed_dim);
        for (std::size_t layer = 0; layer < layers(architecture); ++layer)
            append(mlp_ratio(layer));
        for (std::size_t layer = 0; layer < layers(architecture); ++layer)
            append(n_head(layer));
        return text + label(architecture, bias);
    }

    Architecture do_parse(std::string_view text) const override {
        Scanner scanner(text);
        expect_scale(scanner);
        Architecture architecture(width());
        const auto expect = [&](std::size_t variable) {
            architecture[variable] = expect_choice(scanner, variables()[variable]);
        };
        expect(n_layer);
        expect(embed_dim);
        for (std::size_t layer = 0; layer < layers(architecture); ++layer)
            expect(mlp_ratio(layer));
        for (std::size_t layer = 0; layer < layers(architecture); ++layer)
            expect(n_head(layer));
        expect(bias);
        scanner.expect_end();
        return architecture;
    }

    void expect_scale(Scanner& scanner) const {
        scanner.expect("gpt-");
        const std::size_t mark = scanner.mark();
        const std::string_view spelled = scanner.word();
        if (spelled == scale_.spelled) return;
        const auto other = std::find_if(scales.begin(), scales.end(),
                                        [&](const Scale& scale) { return scale.spelled == spelled; });
        std::string wanted = "'" + std::string(scale_.spelled) + "'";
        if (other != scales.end())
            wanted += ", the scale of space " + name() + "; this one is of space " + std::string(other->name);
        scanner.fail(wanted, mark);
    }

    /// Attention and MLP read the same input and are added to it (a parallel residual).
    NetworkGraph do_graph(ArchitectureView architecture) const override {
        const int embed = scale_.embed_dims[architecture[embed_dim]];
        const std::string linear = architecture[bias] == with_bias ? ", bias" : ", no bias";
        NetworkGraph graph;
        const std::size_t tokens = graph.add_node("tokens");
        std::size_t last = graph.add_node("embedding " + std::to_string(embed), {tokens});
        for (std::size_t layer = 0; layer < layers(architecture); ++layer) {
            const int heads = scale_.heads[architecture[n_head(layer)]];
            const int hidden = scale_.mlp_ratios[architecture[mlp_ratio(layer)]] * embed;
            const auto add = [&](const std::string& what, std::initializer_list<std::size_t> sources) {
                return graph.add_node("layer " + std::to_string(layer) + ": " + what, sources);
            };
            const std::vector<std::string> sizes = labels({embed, hidden, embed});
            const std::size_t attention = add(
                "attention of " + std::to_string(heads) + " heads x " + std::to_string(head_size) + linear,
                {last});
            const std::size_t mlp = add("MLP " + join(sizes, "-") + linear, {last});
            last = add("sum", {last, attention, mlp});
        }
        graph.add_node("language model head", {last});
        return graph;
    }

    /// Behind the one-hot choices (zero where inactive): the sums over active layers that cost is made of, as
    /// parts of the largest network's, and their products with the width E and its square, which the weights
    /// and operations of embedding, attention and MLPs are proportional to.
    struct Sums {
        static constexpr std::array names = {
            "width",        "layers",           "mlp_ratios",         "heads",
            "width*layers", "width*mlp_ratios", "width^2*mlp_ratios", "width*heads"};
        std::array<float, names.size()> values;
    };

    Sums sums(ArchitectureView architecture) const {
        const auto depth = static_cast<float>(scale_.depths.back());
        int ratios = 0;
        int heads = 0;
        for (std::size_t layer = 0; layer < layers(architecture); ++layer) {
            ratios += scale_.mlp_ratios[architecture[mlp_ratio(layer)]];
            heads += scale_.heads[architecture[n_head(layer)]];
        }
        const auto part = [](int value, float largest) { return static_cast<float>(value) / largest; };
        const float e =
            part(scale_.embed_dims[architecture[embed_dim]], static_cast<float>(scale_.embed_dims.back()));
        const float l = part(scale_.depths[architecture[n_layer]], depth);
        const float r = part(ratios, depth * static_cast<float>(scale_.mlp_ratios.back()));
        const float h = part(heads, depth * static_cast<float>(scale_.heads.back()));
        return {{e, l, r, h, e * l, e * r, e * e * r, e * h}};
    }

    std::vector<std::string> do_feature_names() const override {
        std::vector<std::string> names = SearchSpace::do_feature_names();
        names.insert(names.end(), Sums::names.begin(), Sums::names.end());
        return names;
    }

    void do_features(ArchitectureBatchView batch, std::span<float> features) const override {
        for (std::size_t r = 0; r < batch.size(); ++r) {
            features = one_hot(batch[r], features);
            const Sums of_row = sums(batch[r]);
            std::copy(of_row.values.begin(), of_row.values.end(), features.begin());
            features = features.subspan(of_row.values.size());
        }
        ARCHFRONT_ASSERT(features.empty(), "feature matrix of another shape");
    }

    const Scale& scale_;
    std::string prefix_;
};

SpacePlugin plugin(const Scale& scale) {
    return {{.name = std::string(scale.name),
             .summary = "transformers of " + std::to_string(scale.depths.front()) + " to " +
                        std::to_string(scale.depths.back()) + " layers, width " +
                        std::to_string(scale.embed_dims.front()) + " to " +
                        std::to_string(scale.embed_dims.back()),
             .citation = "Sukthanker et al. 2024, arXiv:2405.10299",
             .file = __FILE__},
            [&scale] { return std::make_shared<const Gpt>(scale); }};
}

const std::array<Registration<SpacePlugin>, scales.size()> registrations = {
    Registration<SpacePlugin>{plugin(scales[0])}, Registration<SpacePlugin>{plugin(scales[1])},
    Registration<SpacePlugin>{plugin(scales[2])}, Registration<SpacePlugin>{plugin(scales[3])},
    Registration<SpacePlugin>{plugin(scales[4])}, Registration<SpacePlugin>{plugin(scales[5])}};

}  // namespace
}  // namespace archfront
