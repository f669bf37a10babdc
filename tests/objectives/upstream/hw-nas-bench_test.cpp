#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/metric.hpp"
#include "objectives/fbnet_layers.hpp"
#include "objectives/upstream/pickle.hpp"
#include "tests/data.hpp"
#include "tests/objectives/upstream/pickle_writer.hpp"
#include "tests/scratch.hpp"

using namespace archfront;
namespace pickled = archfront::upstream::pickled;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::string file_name = "HW-NAS-Bench/HW-NAS-Bench-v1_0.pickle";

const std::string zeros = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
const std::string convolution = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|";

using Entries = std::vector<std::pair<std::string, std::string>>;

std::string reals(const std::vector<double>& numbers) {
    std::vector<std::string> all;
    for (const double number : numbers)
        all.push_back(pickled::real(number));
    return pickled::list(all);
}

/// numpy's array of float64.
std::string doubles(const std::vector<double>& numbers) {
    std::string bytes;
    for (const double number : numbers)
        bytes += pickled::raw(number);
    return pickled::array({static_cast<std::int64_t>(numbers.size())}, pickled::dtype("f8"),
                          pickled::bytes(bytes));
}

std::string keyed(const std::vector<std::pair<std::string, std::string>>& entries) {
    Entries texts;
    for (const auto& [key, value] : entries)
        texts.emplace_back(pickled::text(key), value);
    return pickled::dictionary(texts);
}

std::string configurations(const std::vector<std::string>& cells) {
    std::vector<std::string> all;
    for (const std::string& cell : cells) {
        all.push_back(keyed({{"name", pickled::text("infer.tiny")},
                             {"C", pickled::integer(16)},
                             {"N", pickled::integer(5)},
                             {"arch_str", pickled::text(cell)},
                             {"num_classes", pickled::integer(10)}}));
    }
    return pickled::list(all);
}

/// A file with two networks in one data set, of NAS-Bench-201.
std::string cells(const std::string& data_set, Entries columns) {
    columns.emplace_back("config", configurations({convolution, zeros}));
    return keyed({{"nasbench201", keyed({{data_set, keyed(columns)}})}, {"fbnet", keyed({})}});
}

struct Fixture {
    ScratchFolder scratch;
    MetricContext context;

    Fixture(const std::string& space, const std::string& content, int protocol = 4) {
        scratch.write(file_name, pickled::file(content, protocol));
        context.space = make_space(space);
        context.data = DataPath({scratch.path()});
    }

    double value(const std::string& metric, const std::string& architecture) const {
        const Architecture row = context.space->parse(architecture);
        double value = 0;
        MetricCatalogue(context)
            .open(metric, "hw-nas-bench")
            ->evaluate(ArchitectureBatchView(row), {&value, 1});
        return value;
    }

    std::string complaint(const std::string& metric) const {
        return user_error_of([&] { MetricCatalogue(context).open(metric, "hw-nas-bench"); });
    }
};

/// A table in which every block of the CIFAR-100 networks costs 1 ms for each group, skips nothing, and the
/// rest 10, 20, 30 and 40 ms.
Entries block_costs() {
    const FbnetNetwork network = fbnet_network("cifar100");
    Entries entries = {{"ConvNorm_H32_W32_Cin3_Cout16_kernel3_stride1_group1", pickled::real(10)},
                       {"ConvNorm_H4_W4_Cin352_Cout1504_kernel1_stride1_group1", pickled::real(20)},
                       {"AvgP_H4_W4_Cin1504_Cout1504_kernel4_stride1", pickled::real(30)},
                       {"FC_Cin1504_Cout100", pickled::integer(40)}};
    for (const FbnetLayer& layer : network.layers) {
        const std::string side = std::to_string(layer.side);
        const std::string shape = "_H" + side + "_W" + side + "_Cin" + std::to_string(layer.in_channels) +
                                  "_Cout" + std::to_string(layer.out_channels);
        const std::string stride = "_stride" + std::to_string(layer.stride);
        entries.emplace_back("Skip" + shape + stride, pickled::real(0));
        for (const FbnetBlock& block : fbnet_blocks) {
            entries.emplace_back("ConvBlock" + shape + "_exp" + std::to_string(block.expansion) + "_kernel" +
                                     std::to_string(block.kernel) + stride + "_group" +
                                     std::to_string(block.groups),
                                 pickled::real(block.groups));
        }
    }
    return entries;
}

std::string blocks(const Entries& entries) {
    return keyed({{"fbnet", keyed({{"raspi4_latency", keyed(entries)}})}});
}

const std::string skips = "8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8";

}  // namespace

TEST_CASE("HW-NAS-Bench's columns are read as lists and as arrays, in the order of its configurations") {
    for (const int protocol : {2, 4, 5}) {
        const Fixture bench(
            "nas-bench-201",
            cells("cifar10", {{"raspi4_latency", reals({1.5, 2.5})}, {"fpga_energy", doubles({3, 4})}}),
            protocol);
        CHECK(bench.value("latency.cifar10@raspi4", zeros) == 2.5);
        CHECK(bench.value("latency.cifar10@raspi4", convolution) == 1.5);
        CHECK(bench.value("energy.cifar10@fpga", convolution) == 3);
        CHECK(std::isnan(bench.value("energy.cifar10@fpga", "111111")));
    }
}

TEST_CASE("HW-NAS-Bench's own names stand for the metrics") {
    const Fixture bench("nas-bench-201", cells("cifar10", {{"raspi4_latency", reals({1.5, 2.5})},
                                                           {"eyeriss_arithmetic_intensity", reals({6, 7})}}));
    CHECK(bench.value("raspi4_latency", zeros) == 2.5);
    CHECK(bench.value("raspi4_latency.cifar10", zeros) == 2.5);
    MetricCatalogue catalogue(bench.context);
    CHECK(catalogue.open("eyeriss_arithmetic_intensity")->info().id ==
          "arithmetic_intensity.cifar10@eyeriss");
    CHECK(catalogue.open("eyeriss_arithmetic_intensity")->info().direction == Direction::maximise);
    CHECK(catalogue.resolve("edgegpu_energy.ImageNet16-120") == "energy.ImageNet16-120@edgegpu");
}

TEST_CASE("a network that a device does not support costs infinitely much, one without a value NaN") {
    const Fixture bench("nas-bench-201", cells("cifar10", {{"edgetpu_latency", doubles({-1, std::nan("")})},
                                                           {"edgegpu_latency", doubles({std::nan(""), 2})}}));
    CHECK(bench.value("latency.cifar10@edgetpu", convolution) == infinity);
    CHECK(std::isnan(bench.value("latency.cifar10@edgetpu", zeros)));
}

TEST_CASE("a column of HW-NAS-Bench without a value is refused, and those with values are named") {
    const Fixture bench("nas-bench-201",
                        cells("cifar100", {{"edgegpu_latency", doubles({std::nan(""), std::nan("")})},
                                           {"fpga_latency", doubles({1, 2})},
                                           {"fpga_energy", doubles({1, std::nan("")})}}));
    CHECK(bench.complaint("edgegpu_latency.cifar100")
              .ends_with(
                  "'edgegpu_latency' has no values for cifar100; with values: fpga_latency, fpga_energy"));
    CHECK(bench.complaint("raspi4_latency.cifar100")
              .find("'raspi4_latency' has no values for cifar100; with") != std::string::npos);
    CHECK_THROWS_AS(MetricCatalogue(bench.context).open("raspi4_latency.cifar100"), NoDataError);
    CHECK(
        bench.complaint("raspi4_latency.cifar10").find("unknown key 'cifar10' (did you mean 'cifar100'?)") !=
        std::string::npos);
}

TEST_CASE("a column of HW-NAS-Bench of another length than its configurations is refused") {
    const Fixture bench("nas-bench-201", cells("cifar10", {{"fpga_latency", reals({1, 2, 3})}}));
    CHECK(bench.complaint("fpga_latency").ends_with("'fpga_latency' has 3 values for 2 networks of cifar10"));
}

TEST_CASE("HW-NAS-Bench says from which configuration a network is built") {
    const Fixture bench("nas-bench-201", cells("cifar10", {{"fpga_latency", reals({1, 2})}}));
    const auto source = MetricCatalogue(bench.context).open("fpga_latency");
    CHECK(source->details(bench.context.space->parse(zeros)) ==
          "name infer.tiny, C 16, N 5, arch_str " + zeros + ", num_classes 10");
    CHECK(source->details(bench.context.space->parse("111111")).empty());
}

TEST_CASE("an FBNet's cost is the sum of the costs of its blocks, stem and head") {
    const Fixture bench("fbnet", blocks(block_costs()));
    CHECK(bench.value("raspi4_latency", skips) == 100);
    CHECK(bench.value("latency.cifar100@raspi4", "1" + skips.substr(1)) == 102);
    CHECK(bench.value("latency.cifar100@raspi4", "7-0-3-8-8-5" + skips.substr(11)) == 105);
}

TEST_CASE("an entry that HW-NAS-Bench's table of blocks lacks is named") {
    Entries entries = block_costs();
    const Fixture complete("fbnet", blocks(entries));
    CHECK(
        complete.complaint("raspi4_latency.ImageNet")
            .find("'raspi4_latency' has no entry 'ConvNorm_H224_W224_Cin3_Cout16_kernel3_stride2_group1'") !=
        std::string::npos);
    CHECK(complete.complaint("fpga_latency")
              .ends_with("'fpga_latency' has no values for fbnet; with values: raspi4_latency"));
    std::erase_if(entries, [](const auto& entry) { return entry.first == "FC_Cin1504_Cout100"; });
    CHECK(
        Fixture("fbnet", blocks(entries)).complaint("raspi4_latency").find("no entry 'FC_Cin1504_Cout100'") !=
        std::string::npos);
}

TEST_CASE("HW-NAS-Bench's first networks have the values of its README") {
    if (!have_data(file_name)) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    const std::vector<std::pair<std::string, double>> published = {{"edgegpu_latency", 5.807418537139893},
                                                                   {"edgegpu_energy", 24.226614330768584},
                                                                   {"raspi4_latency", 10.481976820010459},
                                                                   {"edgetpu_latency", 0.9571811309997429},
                                                                   {"pixel3_latency", 3.6058499999999998},
                                                                   {"eyeriss_latency", 3.645620000000001},
                                                                   {"eyeriss_energy", 0.6872827644999999},
                                                                   {"fpga_latency", 2.57296},
                                                                   {"fpga_energy", 18.01072}};
    for (const auto& [name, expected] : published) {
        CAPTURE(name);
        const auto source = catalogue.open(name, "hw-nas-bench");
        double value = 0;
        source->evaluate(ArchitectureBatchView((*source->known())[0]), {&value, 1});
        CHECK(value == doctest::Approx(expected).epsilon(1e-9));
    }
}

TEST_CASE("every value of HW-NAS-Bench's NAS-Bench-201 is answered, in the file's order") {
    if (!have_data(file_name)) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    const upstream::PickleDocument document = upstream::read_pickle(shared_data() / file_name);
    const upstream::PickleValue data_sets = document.root().at("nasbench201");
    std::size_t finite = 0;
    std::size_t unsupported = 0;
    std::size_t columns = 0;
    for (std::size_t d = 0; d < data_sets.size(); ++d) {
        const upstream::PickleValue table = data_sets.value(d);
        for (std::size_t c = 0; c < table.size(); ++c) {
            const std::string name(table.key(c).as_text("name"));
            if (name == "config") continue;
            const std::vector<double> written = table.value(c).as_numbers(name);
            if (std::ranges::all_of(written, [](double x) { return std::isnan(x); })) continue;
            ++columns;
            const auto source = catalogue.open(name + "." + std::string(data_sets.key(d).as_text("data set")),
                                               "hw-nas-bench");
            std::vector<double> values(source->known()->size());
            source->evaluate(*source->known(), values);
            REQUIRE(values.size() == written.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (std::isnan(written[i])) {
                    REQUIRE(std::isnan(values[i]));
                } else if (written[i] == -1) {
                    REQUIRE(values[i] == infinity);
                    ++unsupported;
                } else {
                    REQUIRE(values[i] == written[i]);
                    ++finite;
                }
            }
        }
    }
    CHECK(columns == 10 + 4 + 1);
    CHECK(unsupported == 3825);
    CHECK(finite == 15 * 15'625 - 2 * 2692 - 2 * 3070 - 3825);
}

TEST_CASE("HW-NAS-Bench's cells agree with the published table of the same measurements") {
    const std::string table = "tables/nb201_hwnasbench_cifar10.csv.gz";
    if (!have_data(file_name) || !have_data(table)) return;
    MetricCatalogue catalogue = data_catalogue("nas-bench-201");
    for (const char* metric :
         {"latency.cifar10@edgegpu", "latency.cifar10@edgetpu", "energy.cifar10@eyeriss"}) {
        const auto source = catalogue.open(metric, "hw-nas-bench");
        const auto published = catalogue.open(metric, "hw-nas-bench-table");
        std::vector<double> values(15'625), expected(15'625);
        source->evaluate(*published->known(), values);
        published->evaluate(*published->known(), expected);
        for (std::size_t i = 0; i < values.size(); ++i)
            REQUIRE((values[i] == expected[i] || (std::isnan(values[i]) && std::isnan(expected[i]))));
    }
}

TEST_CASE("HW-NAS-Bench's sums over FBNet's blocks are HELP's latencies of 5,000 networks") {
    if (!have_data(file_name) || !have_data("HELP/data/fbnet")) return;
    MetricCatalogue catalogue = data_catalogue("fbnet");
    for (const std::string device : {"raspi4", "pixel3", "eyeriss", "fpga"}) {
        CAPTURE(device);
        const auto help = catalogue.open("latency@" + device, "help");
        const std::size_t count = help->known()->size();
        REQUIRE(count == 5000);
        std::vector<double> expected(count), values(count);
        help->evaluate(*help->known(), expected);
        catalogue.open("latency.cifar100@" + device, "hw-nas-bench")->evaluate(*help->known(), values);
        double largest = 0;
        for (std::size_t i = 0; i < count; ++i)
            largest = std::max(largest, std::abs(values[i] - expected[i]));
        CHECK(largest < 1e-9);
    }
}
