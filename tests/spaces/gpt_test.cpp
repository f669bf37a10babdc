#include <doctest/doctest.h>

#include <algorithm>

#include "engine/csv.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const std::string spelling = "gpt-s-11-384-3-2-2-4-3-4-4-4-2-3-2-4-8-12-8-8-8-8-8-12-4-12-True";

std::string parse_error(const std::string& space, std::string_view text) {
    return user_error_of([&] { make_space(space)->parse(text); });
}

float feature(const SearchSpace& space, const std::string& name, ArchitectureView architecture) {
    const std::vector<std::string> names = space.feature_names();
    std::vector<float> features(names.size());
    space.features(ArchitectureBatchView(architecture), features);
    return features[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin())];
}

}  // namespace

TEST_CASE("a GPT is read and written in upstream's spelling") {
    const auto space = make_space("gpt-s");
    const Architecture architecture = space->parse(spelling);
    CHECK(space->to_string(architecture) == spelling);
    const auto chosen = [&](std::string_view variable) {
        for (std::size_t i = 0; i < space->width(); ++i) {
            if (space->variables()[i].name == variable) return space->variables()[i].choices[architecture[i]];
        }
        return std::string();
    };
    CHECK(chosen("embed_dim") == "384");
    CHECK(chosen("n_layer") == "11");
    CHECK(chosen("bias") == "True");
    CHECK(chosen("mlp_ratio_0") == "3");
    CHECK(chosen("mlp_ratio_10") == "2");
    CHECK(chosen("n_head_0") == "4");
    CHECK(chosen("n_head_10") == "12");
}

TEST_CASE("every GPT of upstream's files is read and written as it stands there") {
    for (const char* scale : {"s", "m", "l"}) {
        const std::string table = std::string("tables/hwgpt_") + scale + ".csv.gz";
        if (!have_data(table)) return;
        const auto space = make_space(std::string("gpt-") + scale);
        CsvReader reader(shared_data() / table);
        const std::size_t column = reader.column("arch_str");
        std::size_t rows = 0;
        for (; reader.next(); ++rows)
            REQUIRE(space->to_string(space->parse(reader.field(column))) == reader.field(column));
        CHECK(rows == 10'000);
    }
}

TEST_CASE("the GPT spaces are as large as upstream's") {
    // 6 * sum over depths of 9^depth networks, 18 * 9^(most layers) genotypes; worked out apart.
    CHECK(make_space("gpt-s")->network_count() == "1903784282946");
    CHECK(make_space("gpt-m")->network_count() == "537684912592251733153026");
    CHECK(make_space("gpt-l")->network_count() == "151858100636256657146478033822541506");
    CHECK(make_space("gpt-s-wide")->network_count() == "1694580411906");
    CHECK(make_space("gpt-m-wide")->network_count() == "478598658462929639587698");
    CHECK(make_space("gpt-l-wide")->network_count() == "135170397269635047371608701355153506");
    CHECK(make_space("gpt-s")->genotype_count() == "5083731656658");
    CHECK(make_space("gpt-l")->genotype_count() == "405511191808905139413122661745907538");
}

TEST_CASE("a malformed GPT string is refused at its position") {
    CHECK(parse_error("gpt-s", "gtp-s-10") == "architecture 'gtp-s-10': at position 1, expected 'gpt-'");
    CHECK(parse_error("gpt-s", "gpt-s-13-384") ==
          "architecture 'gpt-s-13-384': at position 7, expected n_layer: 10, 11, 12");
    CHECK(parse_error("gpt-s", "gpt-s-10-384-3-5") ==
          "architecture 'gpt-s-10-384-3-5': at position 16, expected mlp_ratio_1: 2, 3, 4");
    CHECK(parse_error("gpt-s", "gpt-s-10-384-3") ==
          "architecture 'gpt-s-10-384-3': at position 15, expected '-'");
    CHECK(parse_error("gpt-s", spelling + "-") ==
          "architecture '" + spelling + "-': at position 65, expected the end");
    CHECK(parse_error("gpt-s", spelling.substr(0, spelling.size() - 4) + "true").ends_with("True, False"));
}

TEST_CASE("a GPT of another scale is refused by naming its space") {
    CHECK(
        parse_error("gpt-m", "gpt-s_wide-3-192") ==
        "architecture 'gpt-s_wide-3-192': at position 5, expected 'm', the scale of space gpt-m; this one is "
        "of space gpt-s-wide");
    CHECK(parse_error("gpt-m", "gpt-xl-3-192") == "architecture 'gpt-xl-3-192': at position 5, expected 'm'");
}

TEST_CASE("a GPT's choices for layers beyond the depth make no difference") {
    const auto space = make_space("gpt-s-wide");
    Architecture shallow(space->width(), 1);
    shallow[1] = 0;  // three layers
    ArchitectureBatch batch(space->width());
    batch.push_back(shallow);
    space->canonicalise(batch, Equivalence::spelling);
    CHECK(std::count(batch[0].begin(), batch[0].end(), Choice{1}) == 2 + 2 * 3);
    CHECK(space->to_string(shallow) == "gpt-s_wide-3-384-2-2-2-8-8-8-False");
    CHECK(space->to_string(batch[0]) == space->to_string(shallow));
    std::vector<float> features(2 * space->feature_names().size());
    batch.push_back(shallow);
    space->features(batch, features);
    const auto middle = features.begin() + static_cast<std::ptrdiff_t>(features.size() / 2);
    CHECK(std::equal(features.begin(), middle, middle));
}

TEST_CASE("a GPT's features are parts of the largest network's sums") {
    const auto space = make_space("gpt-s");
    const Architecture architecture = space->parse(spelling);
    // 33 of 12 * 4 MLP ratios, 92 of 12 * 12 heads, half the width.
    CHECK(feature(*space, "mlp_ratios", architecture) == 33.0F / 48.0F);
    CHECK(feature(*space, "heads", architecture) == 92.0F / 144.0F);
    CHECK(feature(*space, "layers", architecture) == 11.0F / 12.0F);
    CHECK(feature(*space, "width^2*mlp_ratios", architecture) == 0.25F * 33.0F / 48.0F);
    CHECK(feature(*space, "mlp_ratio_10=2", architecture) == 1);
    CHECK(feature(*space, "mlp_ratio_11=2", architecture) == 0);
    Architecture largest(space->width(), 2);
    largest[2] = 0;
    for (const char* name : {"width", "layers", "mlp_ratios", "heads", "width*heads"})
        CHECK(feature(*space, name, largest) == 1);
}

TEST_CASE("a GPT is drawn as parallel attention and MLP in every layer") {
    const auto space = make_space("gpt-s");
    const NetworkGraph graph = space->graph(space->parse(spelling));
    CHECK(graph.nodes.size() == 2 + 3 * 11 + 1);
    CHECK(graph.nodes[1] == "embedding 384");
    CHECK(graph.nodes[2] == "layer 0: attention of 4 heads x 64, bias");
    CHECK(graph.nodes[3] == "layer 0: MLP 384-1152-384, bias");
    const std::string drawn = to_text(graph);
    for (const char* line : {"2 layer 0: attention of 4 heads x 64, bias <- 1\n",
                             "3 layer 0: MLP 384-1152-384, bias <- 1\n", "4 layer 0: sum <- 1, 2, 3\n",
                             "34 layer 10: sum <- 31, 32, 33\n", "35 language model head <- 34\n"}) {
        CAPTURE(line);
        CHECK(drawn.find(line) != std::string::npos);
    }
}
