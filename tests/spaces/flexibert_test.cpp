#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "engine/csv.hpp"
#include "engine/file.hpp"
#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const SearchSpace& space() {
    static const auto space = make_space("flexibert");
    return *space;
}

const std::string four_layers = "[1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 4, -1]";
const std::string two_layers =
    "[0, 2, 1, 0, 0, 1, 2, 0, 0, 0, 0, 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1]";

std::string complaint(std::string text, const std::string& what, const std::string& by) {
    text.replace(text.find(what), what.size(), by);
    const std::string message = user_error_of([&] { space().parse(text); });
    return message.substr(std::min(message.find("at position"), message.size()));
}

/// What a layer of the drawn network is, by the benchmark's own record of it.
std::vector<std::string> drawn(const nlohmann::json& layer) {
    const auto& parameter = layer.at("operation_parameter");
    return {
        layer.at("operation_type").get<std::string>() + " " +
            (parameter.is_string() ? parameter.get<std::string>() : parameter.dump()) + ", " +
            layer.at("num_operation_heads").dump() + " heads",
        layer.at("num_feed_forward").dump() + " x feed-forward " + layer.at("feed_forward_dimension").dump()};
}

}  // namespace

TEST_CASE("FlexiBERT has 2 x (48^2 + 48^4) networks") {
    CHECK(space().network_count() == "10621440");
}

TEST_CASE("a FlexiBERT vector is written as it was read, for two and for four layers") {
    CHECK(space().to_string(space().parse(four_layers)) == four_layers);
    CHECK(space().to_string(space().parse(two_layers)) == two_layers);
}

TEST_CASE("a malformed FlexiBERT vector is refused at its position") {
    CHECK(complaint(four_layers, "[1,", "[2,") == "at position 2, expected 0 to 1");
    CHECK(complaint(four_layers, "4, -1", "3, -1") == "at position 65, expected 4");
    CHECK(complaint(four_layers, "4, -1", "4, 0") == "at position 68, expected -1");
    CHECK(complaint(two_layers, "0, 2, -1", "0, 1, -1") == "at position 35, expected 2");
    CHECK(complaint(two_layers, "-1, -1]", "-1, 1]") == "at position 78, expected -1");
    CHECK(complaint(two_layers, "-1, -1]", "-1]") == "at position 76, expected ','");
    CHECK(complaint(two_layers, "2, 1", "--2, 1") == "at position 5, expected a whole number");
}

TEST_CASE("FlexiBERT vectors mean what the benchmark's own record says, for all 500 trained networks") {
    if (!have_data("RAPID/data/flexibert_data.csv") || !have_data("RAPID/data/BERT_benchmark.json")) return;
    CsvReader rows(shared_data() / "RAPID/data/flexibert_data.csv");
    const auto record =
        nlohmann::json::parse(read_text_file(shared_data() / "RAPID/data/BERT_benchmark.json", 1 << 24));
    std::size_t count = 0;
    for (const auto& network : record) {
        REQUIRE(rows.next());
        REQUIRE(*parse_number(rows.field(rows.column("accuracy"))) == network.at("scores").at("glue"));
        const auto& shape = network.at("hparams").at("model_hparam_overrides");
        std::vector<std::string> nodes = {"tokens", "embedding " + shape.at("hidden_size").dump()};
        for (const auto& layer : shape.at("nas_config").at("encoder_layers")) {
            for (const std::string& node : drawn(layer))
                nodes.push_back(node);
        }
        nodes.push_back("output");
        const std::string vector(rows.field(rows.column("vector")));
        const Architecture architecture = space().parse(vector);
        REQUIRE(space().graph(architecture).nodes == nodes);
        REQUIRE(space().to_string(architecture) == vector);
        ++count;
    }
    CHECK_FALSE(rows.next());
    CHECK(count == 500);
}
