#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/csv.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

/// Rows of a network that passes its 128 inputs on through three layers and sums them up, input j times j / 1000.
std::string weights() {
    std::string text = "tensor,row,values\n";
    const auto add = [&](const std::string& name, int row, std::size_t size, auto value_of) {
        text += name + "," + std::to_string(row);
        for (std::size_t i = 0; i < size; ++i)
            text += "," + format_number(value_of(i));
        text += "\n";
    };
    const auto zero = [](std::size_t) { return 0.0; };
    for (int layer = 0; layer < 3; ++layer) {
        const std::string name = "fc" + std::to_string(layer);
        for (std::size_t o = 0; o < 400; ++o) {
            add(name + ".weight", static_cast<int>(o), layer == 0 ? 128 : 400,
                [&](std::size_t i) { return i == o ? 1.0 : 0.0; });
        }
        add(name + ".bias", -1, 400, zero);
    }
    add("fc3.weight", 0, 400, [](std::size_t i) { return i < 128 ? static_cast<double>(i) / 1000 : 0.0; });
    add("fc3.bias", -1, 1, [](std::size_t) { return 0.5; });
    return text;
}

struct Fixture {
    ScratchFolder scratch;
    MetricContext context;

    explicit Fixture(const std::string& text) {
        std::filesystem::create_directories(scratch.path() / "tables");
        scratch.write_gzip("tables/ofa_acc_predictor_weights.csv.gz", text);
        context.space = make_space("ofa-mobilenetv3");
        context.data = DataPath({scratch.path()});
    }

    std::string complaint() const {
        return user_error_of([&] { MetricCatalogue(context).open("accuracy.imagenet"); });
    }
};

}  // namespace

TEST_CASE(
    "the accuracy predictor sees kernel sizes and expansions of the blocks that are there, and the "
    "resolution") {
    const Fixture predictor(weights());
    const auto source = MetricCatalogue(predictor.context).open("accuracy.imagenet");
    CHECK(source->info().unit == "%");
    CHECK(source->info().kind == SourceKind::surrogate);
    const auto value_of = [&](const std::string& network) {
        const Architecture row = predictor.context.space->parse(network);
        double value = 0;
        source->evaluate(ArchitectureBatchView(row), {&value, 1});
        return value;
    };
    // Two blocks in each unit: kernel inputs 12u + 0 (3x3) and 12u + 3 + 1 (5x5), expansion inputs
    // 60 + 12u + 2 (6) and 60 + 12u + 3 + 1 (4); the third and fourth blocks' choices do not count.
    double inputs = 0;
    for (int unit = 0; unit < 5; ++unit)
        inputs += (12 * unit + 0) + (12 * unit + 4) + (60 + 12 * unit + 2) + (60 + 12 * unit + 4);
    const auto network = [](const std::string& resolution) {
        return "{'ks': [3,5,7,7, 3,5,7,7, 3,5,7,7, 3,5,7,7, 3,5,7,7], 'e': [6,4,3,3, 6,4,3,3, 6,4,3,3, "
               "6,4,3,3, "
               "6,4,3,3], 'd': [2,2,2,2,2], 'r': " +
               resolution + "}";
    };
    CHECK(value_of(network("128")) == doctest::Approx(100 * (0.5 + (inputs + 121) / 1000)).epsilon(1e-6));
    CHECK(value_of(network("140")) == value_of(network("128")));
    CHECK(value_of(network("224")) == doctest::Approx(100 * (0.5 + (inputs + 127) / 1000)).epsilon(1e-6));
}

TEST_CASE("damaged weights of the accuracy predictor are refused at their place") {
    const std::string text = weights();
    const std::size_t last = text.find("fc3.bias");
    CHECK(Fixture(text.substr(0, last))
              .complaint()
              .ends_with("rows of 'fc3' are missing; fetch the file again"));
    CHECK(Fixture(text.substr(0, last) + "fc3.bias,-1,much\n")
              .complaint()
              .find(":1206:13: 'much' is not a finite number") != std::string::npos);
    CHECK(Fixture(text + "fc3.bias,-1\n").complaint().ends_with(":1207:1: 2 fields; expected 3"));
    CHECK(Fixture(text + "fc3.weight,1,2\n").complaint().find(":1207:1: no row of once-for-all's") !=
          std::string::npos);
    CHECK(Fixture(text + "fc3\n").complaint().find(":1207:1: no row of once-for-all's") != std::string::npos);
}

TEST_CASE("the accuracy predictor gives the published table's accuracies of 5,000 networks") {
    const std::string table = "tables/ofa_mbv3_help.csv.gz";
    if (!have_data(table) || !have_data("tables/ofa_acc_predictor_weights.csv.gz")) return;
    MetricCatalogue catalogue = data_catalogue("ofa-mobilenetv3");
    CsvReader rows(shared_data() / table);
    ArchitectureBatch batch(catalogue.space()->width());
    std::vector<double> published;
    while (rows.next()) {
        std::vector<std::string> entries;
        for (const char* key : {"ks", "e", "d", "r"}) {
            std::string list(rows.field(rows.column(key)));
            std::replace(list.begin(), list.end(), '-', ',');
            entries.push_back("'" + std::string(key) + "': [" + list + "]");
        }
        batch.push_back(catalogue.space()->parse("{" + join(entries, ", ") + "}"));
        published.push_back(parse_number(rows.field(rows.column("imagenet_top1_pred_pct"))).value());
    }
    REQUIRE(batch.size() == 5000);
    std::vector<double> values(batch.size());
    catalogue.open("accuracy.imagenet")->evaluate(batch, values);
    double largest = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        largest = std::max(largest, std::abs(values[i] - published[i]));
    CHECK(largest < 1e-4);
}
