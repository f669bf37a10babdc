#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "engine/file.hpp"
#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const SearchSpace& space() {
    static const auto space = make_space("hat");
    return *space;
}

/// As upstream writes its files.
const std::string file_text =
    "encoder-embed-dim-subtransformer: 512\n"
    "decoder-embed-dim-subtransformer: 640\n"
    "\n"
    "encoder-ffn-embed-dim-all-subtransformer: [3072, 3072, 3072, 2048, 3072, 1024]\n"
    "decoder-ffn-embed-dim-all-subtransformer: [3072, 1024]\n"
    "\n"
    "encoder-layer-num-subtransformer: 6\n"
    "decoder-layer-num-subtransformer: 2\n"
    "\n"
    "encoder-self-attention-heads-all-subtransformer: [8, 8, 4, 8, 8, 8]\n"
    "decoder-self-attention-heads-all-subtransformer: [8, 4]\n"
    "decoder-ende-attention-heads-all-subtransformer: [4, 4]\n"
    "\n"
    "decoder-arbitrary-ende-attn-all-subtransformer: [-1, 2]\n";

const std::string one_line =
    "{encoder-embed-dim-subtransformer: 512, decoder-embed-dim-subtransformer: 640, "
    "encoder-ffn-embed-dim-all-subtransformer: [3072, 3072, 3072, 2048, 3072, 1024], "
    "decoder-ffn-embed-dim-all-subtransformer: [3072, 1024], encoder-layer-num-subtransformer: 6, "
    "decoder-layer-num-subtransformer: 2, encoder-self-attention-heads-all-subtransformer: "
    "[8, 8, 4, 8, 8, 8], decoder-self-attention-heads-all-subtransformer: [8, 4], "
    "decoder-ende-attention-heads-all-subtransformer: [4, 4], "
    "decoder-arbitrary-ende-attn-all-subtransformer: [-1, 2]}";

std::string complaint(const std::string& what, const std::string& by) {
    std::string text = file_text;
    text.replace(text.find(what), what.size(), by);
    const std::string message = user_error_of([&] { space().parse(text); });
    return message.substr(std::min(message.find("line "), message.size()));
}

std::vector<float> features_of(const std::string& text) {
    std::vector<float> features(space().feature_names().size());
    space().features(ArchitectureBatchView(space().parse(text)), features);
    return features;
}

}  // namespace

TEST_CASE("HAT's space has 2 x 3^6 x 2^6 encoders and 2 x the sum of 36^d decoders") {
    CHECK(space().network_count() == "417846678672384");
}

TEST_CASE("a HAT sub-transformer is read from its file and written on one line") {
    CHECK(space().to_string(space().parse(file_text)) == one_line);
    CHECK(space().to_string(space().parse(one_line)) == one_line);
}

TEST_CASE("values for decoder layers beyond the depth are read over") {
    std::string text = file_text;
    text.replace(text.find("[-1, 2]"), 7, "[-1, 2, 1, 1, -1, 2]");
    CHECK(space().to_string(space().parse(text)) == one_line);
}

TEST_CASE("a malformed HAT sub-transformer is refused at its line and column") {
    CHECK(complaint("512", "513") ==
          "line 1:35: '513' for encoder-embed-dim-subtransformer; expected 512 or 640");
    CHECK(complaint("num-subtransformer: 6", "num-subtransformer: 5") ==
          "line 7:35: 'encoder-layer-num-subtransformer' is '5', expected a whole number from 6 to 6");
    CHECK(complaint("[8, 4]", "[8]") ==
          "line 11:50: decoder-self-attention-heads-all-subtransformer has 1 values; expected 2");
    CHECK(complaint("512", "[512, 512]") ==
          "line 1:35: encoder-embed-dim-subtransformer has 2 values; expected 1");
    CHECK(complaint("[-1, 2]", "[-1, 3]").find("'3' for decoder-arbitrary-ende-attn-all-subtransformer") !=
          std::string::npos);
    CHECK(complaint("decoder-layer-num-subtransformer: 2\n", "")
              .find("has no 'decoder-layer-num-subtransformer'") != std::string::npos);
    CHECK(complaint("\nencoder-layer", "beam: 5\nencoder-layer").find("unknown key 'beam'") !=
          std::string::npos);
}

TEST_CASE("a HAT sub-transformer's features begin with the inputs of HAT's latency predictor") {
    const std::vector<float> features = features_of(file_text);
    const std::array<double, 10> expected = {
        512 / 640.0,           1,       (4 * 3072 + 2048 + 1024) / 6.0 / 2048,
        (5 * 8 + 4) / 6.0 / 6, 1,       2 / 6.0,
        2048 / 2048.0,         6 / 6.0, 4 / 6.0,
        (1 + 3) / 2.0 / 2};
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(features[i] == doctest::Approx(expected[i]));
}

TEST_CASE("layers that a HAT decoder lacks set no feature") {
    const std::vector<float> features = features_of(file_text);
    const auto set = std::count(features.begin() + 10, features.end(), 1.0F);
    CHECK(set == 1 + 2 + 12 + 4 * 2);  // depth, embeddings, encoder layers, two decoder layers
}

TEST_CASE("a HAT decoder layer is drawn with each encoder layer that it attends to") {
    const NetworkGraph graph = space().graph(space().parse(file_text));
    const auto sources = [&](const std::string& node) {
        std::vector<std::string> names;
        for (const NetworkGraph::Edge& edge : graph.edges) {
            if (graph.nodes[edge.target] == node) names.push_back(graph.nodes[edge.source]);
        }
        return names;
    };
    CHECK(sources("encoder-decoder attention, 4 heads") ==
          std::vector<std::string>{"self-attention, 8 heads", "feed-forward 1024",  // the first layer
                                   "self-attention, 4 heads", "feed-forward 1024", "feed-forward 3072",
                                   "feed-forward 2048"});
}

TEST_CASE("HELP's searched HAT sub-transformers are in the space") {
    const std::string folder = "HELP/data/hat";
    if (!have_data(folder)) return;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared_data() / folder)) {
        const Architecture architecture = space().parse(read_text_file(entry.path(), 1 << 16));
        CHECK(space().parse(space().to_string(architecture)) == architecture);
        ++count;
    }
    CHECK(count == 4);
}
