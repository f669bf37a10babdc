#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/csv.hpp"
#include "engine/metric.hpp"
#include "tests/data.hpp"

using namespace archfront;

namespace {

double value_of(MetricCatalogue& catalogue, const std::string& metric, const std::string& architecture) {
    const Architecture row = catalogue.space()->parse(architecture);
    double value = 0;
    catalogue.open(metric, "formula")->evaluate(ArchitectureBatchView(row), {&value, 1});
    return value;
}

/// As the table prints it: six significant decimals less trailing zeros, for FLOPs five.
std::string printed(double value, int decimals) {
    std::string text(32, '\0');
    text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.*f", decimals, value)));
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

TEST_CASE("a cell of zeros costs the skeleton, and a 3x3 convolution nine 1x1 convolutions") {
    MetricContext context;
    context.space = make_space("nas-bench-201");
    MetricCatalogue catalogue(std::move(context));
    const double skeleton = value_of(catalogue, "flops.cifar10", "000000");
    const double conv_1x1 = value_of(catalogue, "flops.cifar10", "000002") - skeleton;
    const double conv_3x3 = value_of(catalogue, "flops.cifar10", "000003") - skeleton;
    CHECK(skeleton == 7.78305);
    CHECK(conv_3x3 == doctest::Approx(9 * conv_1x1));
    CHECK(value_of(catalogue, "flops.cifar10", "140014") == skeleton);
    CHECK(value_of(catalogue, "params.cifar100", "333333") == doctest::Approx(0.079156 + 6 * 0.24304));
}

TEST_CASE("FLOPs and parameters equal the benchmark's for all 15,625 cells") {
    if (!have_data("tables/nb201_accuracy.csv.gz")) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    CsvReader reader(shared_data() / "tables/nb201_accuracy.csv.gz");
    ArchitectureBatch architectures(catalogue.space()->width());
    struct Column {
        std::string metric;
        std::size_t index;
        int decimals;
        std::vector<std::string> texts;
    };
    std::vector<Column> columns;
    for (const std::string data_set : {"cifar10", "cifar100", "ImageNet16-120"}) {
        columns.push_back({"flops." + data_set, reader.column("flops_M_" + data_set), 5, {}});
        columns.push_back({"params." + data_set, reader.column("params_MB_" + data_set), 6, {}});
    }
    std::vector<bool> anomalous;
    while (reader.next()) {
        architectures.push_back(catalogue.space()->parse(reader.field(reader.column("arch_str"))));
        anomalous.push_back(reader.field(reader.column("nats_params_anomaly")) == "1");
        for (Column& column : columns)
            column.texts.emplace_back(reader.field(column.index));
    }
    REQUIRE(architectures.size() == 15'625);
    std::vector<double> values(architectures.size());
    for (const Column& column : columns) {
        catalogue.open(column.metric, "formula")->evaluate(architectures, values);
        std::size_t different = 0;
        for (std::size_t r = 0; r < values.size(); ++r) {
            if (!anomalous[r] && printed(values[r], column.decimals) != column.texts[r]) ++different;
        }
        CAPTURE(column.metric);
        CHECK(different == 0);
    }
    CHECK(std::count(anomalous.begin(), anomalous.end(), true) == 150);
}
