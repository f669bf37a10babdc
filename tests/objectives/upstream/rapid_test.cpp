#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <vector>

#include "engine/csv.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const std::string cells_file = "RAPID/data/nasbench201_data_final.csv";
const std::string speech_file = "RAPID/data/asr_data.csv";
const std::string bert_file = "RAPID/data/flexibert_data.csv";

MetricCatalogue catalogue_of(const std::string& space, const std::filesystem::path& data) {
    MetricContext context;
    context.space = make_space(space);
    context.data = DataPath({data});
    return MetricCatalogue(std::move(context));
}

double value_of(MetricCatalogue& catalogue, const std::string& metric, const std::string& architecture) {
    double value = 0;
    catalogue.open(metric, "rapid")
        ->evaluate(ArchitectureBatchView(catalogue.space()->parse(architecture)), {&value, 1});
    return value;
}

/// What opening a metric of a table of that text complains of, without the folder's name.
std::string complaint(const std::string& space, const std::string& file, const std::string& text,
                      const std::string& metric) {
    const ScratchFolder scratch;
    scratch.write(file, text);
    MetricCatalogue catalogue = catalogue_of(space, scratch.path());
    const std::string message = user_error_of([&] { catalogue.open(metric, "rapid"); });
    return message.substr(std::min(message.find("RAPID/data"), message.size()));
}

/// The columns of a table, as printed, and the value of each in the row's own words.
struct Rows {
    std::vector<std::string> vectors;
    std::map<std::string, std::vector<double>> columns;

    explicit Rows(const std::string& file) {
        CsvReader reader(shared_data() / file);
        while (reader.next()) {
            for (std::size_t c = 0; c < reader.header().size(); ++c) {
                if (reader.header()[c] == "vector")
                    vectors.emplace_back(reader.field(c));
                else
                    columns[reader.header()[c]].push_back(parse_number(reader.field(c)).value());
            }
        }
    }
};

/// Values of a metric for its own known architectures, in their order.
std::vector<double> known_values(MetricCatalogue& catalogue, const std::string& metric) {
    const auto source = catalogue.open(metric, "rapid");
    std::vector<double> values(source->known()->size());
    source->evaluate(*source->known(), values);
    return values;
}

}  // namespace

TEST_CASE("RAPID's running mean of memory is undone, and kept as published") {
    const ScratchFolder scratch;
    // 30, 10, 26: means 30, 20, 22.
    scratch.write(cells_file,
                  "accuracy,latency,vector,memory\n91.5,2.5,[4 2 1 2 1 1],30.0\n90,2,[0 0 0 0 0 1],20\n"
                  "89,1,[3 3 3 3 3 3],22\n");
    MetricCatalogue catalogue = catalogue_of("nas-bench-201", scratch.path());
    CHECK(known_values(catalogue, "memory") == std::vector<double>{30, 10, 26});
    CHECK(known_values(catalogue, "memory.published") == std::vector<double>{30, 20, 22});
    CHECK(value_of(catalogue, "test_accuracy.cifar10",
                   "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|"
                   "skip_connect~2|") == 91.5);
    CHECK(value_of(catalogue, "latency.cifar10", "000001") == 2);
    CHECK(std::isnan(value_of(catalogue, "latency.cifar10", "000002")));
}

TEST_CASE("RAPID's files are refused where they are wrong") {
    const std::string header = "accuracy,latency,vector,memory\n";
    CHECK(complaint("nas-bench-201", cells_file, header + "1,1,[0 0 0 0 0 1],1\n1,1,[0 0 0 0 0 2],1.3\n",
                    "memory") ==
          cells_file +
              ":3:19: column 'memory' is not the running mean of whole numbers that RAPID published; "
              "take memory.published, which is the column as it stands");
    CHECK(complaint("nas-bench-201", cells_file, header + "1,1,[0 0 0 0 0 7],1\n", "memory")
              .starts_with(cells_file + ":2:5: architecture '000007': at position 1"));
    CHECK(complaint("nas-bench-201", cells_file, "accuracy,latency,memory\n", "memory")
              .find("unknown column 'vector'") == std::string::npos);
    CHECK(complaint("nas-bench-asr", speech_file,
                    "vector,latency,accuracy,mem\n\"[0, 0, 0, 0, 0, 0, 0, 0, 0]\",0.5,nan,2\n",
                    "latency") == speech_file + ":2:35: 'nan' in column 'accuracy' is not a finite number");
}

TEST_CASE("a NAS-Bench-ASR cell has the values of the trained cell that a zero makes it equal to") {
    const ScratchFolder scratch;
    scratch.write(speech_file,
                  "vector,latency,accuracy,mem\n\"[4, 1, 5, 1, 0, 3, 0, 0, 0]\",0.5,0.25,2000\n");
    MetricCatalogue catalogue = catalogue_of("nas-bench-asr", scratch.path());
    CHECK(value_of(catalogue, "phoneme_error_rate", "[4, 1, 5, 1, 0, 3, 0, 0, 0]") == 0.25);
    CHECK(value_of(catalogue, "accuracy", "[0, 0, 5, 1, 0, 3, 0, 0, 0]") == 0.25);
    CHECK(std::isnan(value_of(catalogue, "memory", "[0, 0, 0, 0, 0, 0, 0, 0, 0]")));
}

TEST_CASE("FlexiBERT networks that were trained twice have the mean") {
    const ScratchFolder scratch;
    const std::string network =
        "[0, 2, 1, 0, 0, 1, 2, 0, 0, 0, 0, 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1]";
    scratch.write(bert_file, "vector,latency,accuracy,mem\n\"" + network + "\",0.02,60,5000\n\"" + network +
                                 "\",0.04,61,5000\n");
    MetricCatalogue catalogue = catalogue_of("flexibert", scratch.path());
    CHECK(value_of(catalogue, "glue_score", network) == 60.5);
    CHECK(value_of(catalogue, "latency", network) == doctest::Approx(0.03));
    CHECK(catalogue.open("glue_score")->known()->size() == 1);
}

TEST_CASE("RAPID's NAS-Bench-201 table is answered value by value, in its order") {
    if (!have_data(cells_file)) return;
    const Rows rows(cells_file);
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    CHECK(known_values(catalogue, "test_accuracy.cifar10") == rows.columns.at("accuracy"));
    CHECK(known_values(catalogue, "latency.cifar10") == rows.columns.at("latency"));
    CHECK(known_values(catalogue, "memory.published") == rows.columns.at("memory"));
    const auto known = *catalogue.open("memory", "rapid")->known();
    REQUIRE(known.size() == 15'284);
    for (std::size_t r = 0; r < known.size(); ++r) {
        std::string vector = "[";
        for (const Choice operation : known[r])
            vector += (vector.size() > 1 ? " " : "") + std::to_string(operation);
        REQUIRE(vector + "]" == rows.vectors[r]);
    }
}

TEST_CASE("RAPID numbers operations as NAS-Bench-201 does: its accuracies are those of the same cells") {
    if (!have_data(cells_file) || !have_data("tables/nb201_accuracy.csv.gz")) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    const auto known = *catalogue.open("test_accuracy.cifar10", "rapid")->known();
    const std::vector<double> rapid = known_values(catalogue, "test_accuracy.cifar10");
    std::vector<double> benchmark(known.size());
    catalogue.open("test_accuracy.cifar10")->evaluate(known, benchmark);  // means of up to three runs
    std::size_t near = 0;
    for (std::size_t r = 0; r < known.size(); ++r) {
        if (std::abs(rapid[r] - benchmark[r]) < 1) ++near;
    }
    CHECK(near > known.size() * 98 / 100);
    CHECK(rapid != benchmark);
}

TEST_CASE("RAPID's recovered memory is whole and has the published running mean") {
    if (!have_data(cells_file)) return;
    const Rows rows(cells_file);
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    const std::vector<double> memory = known_values(catalogue, "memory");
    double sum = 0;
    for (std::size_t r = 0; r < memory.size(); ++r) {
        REQUIRE(memory[r] == std::floor(memory[r]));
        sum += memory[r];
        REQUIRE(sum / static_cast<double>(r + 1) ==
                doctest::Approx(rows.columns.at("memory")[r]).epsilon(1e-12));
    }
    CHECK(*std::min_element(memory.begin(), memory.end()) == 17'101);
    CHECK(*std::max_element(memory.begin(), memory.end()) == 48'765);
}

TEST_CASE("RAPID's NAS-Bench-ASR table is answered value by value, in its order, for every cell") {
    if (!have_data(speech_file)) return;
    const Rows rows(speech_file);
    MetricCatalogue catalogue = data_catalogue("nas-bench-asr");
    CHECK(known_values(catalogue, "phoneme_error_rate") == rows.columns.at("accuracy"));
    CHECK(known_values(catalogue, "latency") == rows.columns.at("latency"));
    CHECK(known_values(catalogue, "memory") == rows.columns.at("mem"));
    const SearchSpace& space = *catalogue.space();
    ArchitectureBatch cells(space.width());
    for (std::uint64_t ordinal = 0; ordinal < space.size(); ++ordinal)
        space.from_ordinal(ordinal, cells.emplace_back());
    std::vector<double> values(cells.size());
    catalogue.open("latency", "rapid")->evaluate(cells, values);
    CHECK(std::all_of(values.begin(), values.end(), [](double value) { return value > 0; }));
    const auto known = *catalogue.open("latency", "rapid")->known();
    for (std::size_t r = 0; r < known.size(); ++r)
        REQUIRE(space.to_string(known[r]) == rows.vectors[r]);
}

TEST_CASE("RAPID's FlexiBERT table is answered value by value, or by the mean where it has two") {
    if (!have_data(bert_file)) return;
    const Rows rows(bert_file);
    MetricCatalogue catalogue = data_catalogue("flexibert");
    std::map<std::string, std::size_t> times;
    for (const std::string& vector : rows.vectors)
        ++times[vector];
    CHECK(times.size() == 491);
    const std::map<std::string, std::string> columns = {
        {"glue_score", "accuracy"}, {"latency", "latency"}, {"memory", "mem"}};
    for (const auto& [metric, column] : columns) {
        std::map<std::string, double> sums;
        for (std::size_t r = 0; r < rows.vectors.size(); ++r)
            sums[rows.vectors[r]] += rows.columns.at(column)[r];
        for (const auto& [vector, sum] : sums)
            REQUIRE(value_of(catalogue, metric, vector) == sum / static_cast<double>(times[vector]));
    }
}
