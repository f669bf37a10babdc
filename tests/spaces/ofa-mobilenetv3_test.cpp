#include <doctest/doctest.h>

#include <string>

#include "engine/file.hpp"
#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const SearchSpace& space() {
    static const auto space = make_space("ofa-mobilenetv3");
    return *space;
}

std::string parse_error(std::string_view text) {
    return user_error_of([&] { space().parse(text); });
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    return text.replace(text.find(what), what.size(), by);
}

/// HELP's first network: two blocks in each unit but the last, which has three.
const std::string network =
    R"({"ks": [7, 5, 5, 5, 7, 7, 5, 7, 5, 7, 3, 7, 5, 3, 7, 3, 5, 3, 5, 3], )"
    R"("e": [6, 4, 4, 6, 6, 3, 4, 3, 3, 6, 3, 3, 3, 6, 3, 4, 6, 4, 3, 6], "d": [2, 2, 2, 2, 3], "r": 204})";

}  // namespace

TEST_CASE("once-for-all's MobileNetV3 has 25 resolutions and 7,371 variants of each of five units") {
    CHECK(space().width() == 46);
    // 3^5 depths, 9^20 blocks, 25 resolutions; 9^2 + 9^3 + 9^4 units.
    CHECK(space().genotype_count() == "73857817663770842466075");
    CHECK(space().network_count() == "543966387314312146275");
}

TEST_CASE("once-for-all's dictionary is written as json.dumps does") {
    CHECK(space().to_string(space().parse(network)) == network);
}

TEST_CASE("once-for-all's dictionary is read in the forms its users hold") {
    const Architecture expected = space().parse(network);
    std::string python = network;
    for (char& c : python)
        c = c == '"' ? '\'' : c;
    CHECK(space().parse(python) == expected);
    CHECK(space().parse(replaced(network, "204", "[204]")) == expected);
    CHECK(space().parse(replaced(network, "\"r\"", "\"image_size\"")) == expected);
    CHECK(space().parse(replaced(network, "{", "{\"wid\": null, ")) == expected);
    CHECK(space().parse(replaced(python, "{", "{'wid': None, ")) == expected);
    CHECK(space().parse(R"({"r":204,"d":[2,2,2,2,3],)" + network.substr(1, network.find("\"d\"") - 3) +
                        "}") == expected);
}

TEST_CASE("a malformed once-for-all dictionary is refused at its position") {
    CHECK(parse_error("{}").ends_with("at position 2, expected one of the keys ks, e, d, r"));
    CHECK(parse_error(R"({"ks": [4)").ends_with("at position 9, expected a kernel size: 3, 5, 7"));
    CHECK(parse_error(R"({"d": [2, 5)").ends_with("at position 11, expected a depth: 2, 3, 4"));
    CHECK(parse_error(R"({"r": 224, "r": 224})")
              .ends_with("at position 12, expected one of the keys ks, e, d"));
    CHECK(parse_error(R"({"r": 224})").ends_with("at position 10, expected ',' and the keys ks, e, d"));
    CHECK(parse_error(R"({"wid": 1.2})").ends_with("at position 9, expected 'None'"));
    CHECK(parse_error(replaced(network, "[2, 2, 2, 2, 3]", "[2, 2, 2, 2]")).find("expected ','") !=
          std::string::npos);
    CHECK(parse_error(replaced(network, "204", "205")).find("expected a resolution: 128, 132, 136,") !=
          std::string::npos);
}

TEST_CASE("blocks beyond a unit's depth are not part of the network") {
    ArchitectureBatch batch(space().width());
    batch.push_back(space().parse(network));
    // Unit 5 has depth 3: its third block counts, its fourth does not.
    batch.push_back(space().parse(replaced(network, "5, 3, 5, 3]", "5, 3, 5, 7]")));
    batch.push_back(space().parse(replaced(network, "5, 3, 5, 3]", "5, 3, 7, 3]")));
    // Unit 1 has depth 2: its third block does not count.
    batch.push_back(space().parse(replaced(network, "[7, 5, 5, 5", "[7, 5, 3, 7")));
    CHECK_FALSE(space().active(batch[0], 2 * 9 + 1 + 2 * 2));
    CHECK(space().active(batch[0], 4 * 9 + 1 + 2 * 2));
    space().canonicalise(batch, Equivalence::spelling);
    CHECK(space().to_string(batch[1]) == space().to_string(batch[0]));
    CHECK(space().to_string(batch[2]) != space().to_string(batch[0]));
    CHECK(space().to_string(batch[3]) == space().to_string(batch[0]));
}

TEST_CASE("a once-for-all network is drawn with the blocks it has") {
    const std::string text = to_text(space().graph(space().parse(network)));
    CHECK(text.starts_with("0 input 204x204\n1 conv 3x3, stride 2, 24 channels <- 0\n"));
    CHECK(text.find("4 inverted residual, kernel 5, expansion 4, 32 channels <- 3\n"
                    "5 inverted residual, kernel 7, expansion 6, 48 channels, squeeze-excitation <- 4\n") !=
          std::string::npos);
    // Input, stem, first block, 11 blocks, four layers of the head.
    CHECK(space().graph(space().parse(network)).nodes.size() == 18);
}

TEST_CASE("the files of networks that HELP found are read as they are") {
    const std::string file =
        "HELP/data/ofa/architecture_config/gpu_titan_rtx_64/latency_20.3ms_accuracy_76.0.json";
    if (!have_data(file)) return;
    const Architecture found = space().parse(read_text_file(shared_data() / file, 1 << 16));
    CHECK(space().to_string(found).ends_with(R"("d": [2, 3, 3, 3, 3], "r": 176})"));
}
