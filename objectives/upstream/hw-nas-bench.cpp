// HW-NAS-Bench: a pickle with measured costs of every NAS-Bench-201 network, and for FBNet with tables of the
// costs of single blocks, which are added up as its API does.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <unordered_map>

#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "objectives/additive.hpp"
#include "objectives/fbnet_layers.hpp"
#include "objectives/listed.hpp"
#include "objectives/upstream/pickle.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;
using upstream::PickleValue;

constexpr std::array<std::string_view, 3> cell_data_sets = {"cifar10", "cifar100", "ImageNet16-120"};

/// A column of the benchmark, named DEVICE_QUANTITY.
struct Column {
    std::string_view device;
    std::string_view quantity;
    std::string_view unit;
    Direction direction;
    bool of_blocks;  // also known of FBNet's blocks

    std::string name() const { return std::string(device) + "_" + std::string(quantity); }
};
constexpr std::array<Column, 10> columns = {{
    {"edgegpu", "latency", "ms", Direction::minimise, true},
    {"edgegpu", "energy", "mJ", Direction::minimise, true},
    {"raspi4", "latency", "ms", Direction::minimise, true},
    {"edgetpu", "latency", "ms", Direction::minimise, false},
    {"pixel3", "latency", "ms", Direction::minimise, true},
    {"eyeriss", "latency", "ms", Direction::minimise, true},
    {"eyeriss", "energy", "mJ", Direction::minimise, true},
    {"eyeriss", "arithmetic_intensity", "ops/byte", Direction::maximise, false},
    {"fpga", "latency", "ms", Direction::minimise, true},
    {"fpga", "energy", "mJ", Direction::minimise, true},
}};

/// The file and what its metrics share; read when the first of them is opened, once.
class HwNasBench {
  public:
    HwNasBench(fs::path file, std::shared_ptr<const SearchSpace> space)
        : file_(std::move(file)), space_(std::move(space)) {}

    const fs::path& file() const { return file_; }

    /// What the file has under `part` ("nasbench201" or "fbnet").
    PickleValue part(std::string_view part) {
        if (!document_) document_ = upstream::read_pickle(file_);
        return document_->root().at(part);
    }

    /// The networks of a data set of NAS-Bench-201, in the file's order.
    const std::shared_ptr<const ListedArchitectures>& architectures(std::string_view data_set) {
        auto& listed = listed_[data_set];
        if (listed == nullptr) listed = read_architectures(part("nasbench201").at(data_set).at("config"));
        return listed;
    }

  private:
    std::shared_ptr<const ListedArchitectures> read_architectures(const PickleValue& configurations) const {
        const auto listed = std::make_shared<ListedArchitectures>(space_);
        for (std::size_t i = 0; i < configurations.size(); ++i) {
            const auto text = configurations[i].at("arch_str").as_text("arch_str " + std::to_string(i));
            try {
                listed->push_back(space_->parse(text));
            } catch (const UserError& error) {
                throw UserError({file_.string()}, error.what());
            }
        }
        return listed;
    }

    fs::path file_;
    std::shared_ptr<const SearchSpace> space_;
    std::optional<upstream::PickleDocument> document_;
    std::map<std::string_view, std::shared_ptr<const ListedArchitectures>> listed_;
};

/// The numbers of a column of a data set; none where the file lacks it.
std::vector<double> numbers_of(const PickleValue& table, const Column& column) {
    const auto found = table.find(column.name());
    std::vector<double> numbers = found ? found->as_numbers(column.name()) : std::vector<double>();
    // The benchmark marks networks that the device does not support by -1: they cost more than any other.
    std::replace(numbers.begin(), numbers.end(), -1.0, std::numeric_limits<double>::infinity());
    return numbers;
}

bool has_values(const std::vector<double>& numbers) {
    return !std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isnan(number); });
}

/// Throws for a column that is empty or not there. `has`: whether the file has values of another column.
template <class Has>
[[noreturn]] void complain_of_no_values(const HwNasBench& bench, std::string_view networks,
                                        const Column& column, Has has) {
    std::vector<std::string> others;
    for (const Column& other : columns) {
        if (has(other)) others.push_back(other.name());
    }
    throw NoDataError({bench.file().string()},
                      "'" + column.name() + "' has no values for " + std::string(networks) +
                          "; with values: " + (others.empty() ? "none" : join(others, ", ")));
}

/// One column of NAS-Bench-201.
class CellMetric : public ListedMetric {
  public:
    CellMetric(MetricInfo info, const std::shared_ptr<HwNasBench>& bench, std::string_view data_set,
               std::vector<double> values)
        : ListedMetric(std::move(info), bench->architectures(data_set), std::move(values), {bench->file()}),
          bench_(bench),
          configurations_(bench->part("nasbench201").at(data_set).at("config")) {}

    /// The configuration that HW-NAS-Bench builds the network from: "name infer.tiny, C 16, N 5, ...".
    std::string details(ArchitectureView architecture) const override {
        const auto row = row_of(architecture);
        if (!row) return {};
        const PickleValue configuration = configurations_[*row];
        std::vector<std::string> entries;
        for (std::size_t i = 0; i < configuration.size(); ++i) {
            const PickleValue value = configuration.value(i);
            const std::string key(configuration.key(i).as_text("a key of a configuration"));
            entries.push_back(
                key + " " +
                (value.is_number() ? format_number(value.as_number(key)) : std::string(value.as_text(key))));
        }
        return join(entries, ", ");
    }

  private:
    std::shared_ptr<HwNasBench> bench_;  // keeps the document alive
    PickleValue configurations_;
};

std::shared_ptr<const MetricSource> open_cells(const std::shared_ptr<HwNasBench>& bench, MetricInfo info,
                                               std::string_view data_set, const Column& column) {
    const PickleValue table = bench->part("nasbench201").at(data_set);
    std::vector<double> numbers = numbers_of(table, column);
    if (!has_values(numbers)) {
        complain_of_no_values(*bench, data_set, column,
                              [&](const Column& other) { return has_values(numbers_of(table, other)); });
    }
    if (numbers.size() != bench->architectures(data_set)->size()) {
        throw UserError({bench->file().string()}, "'" + column.name() + "' has " +
                                                      with_thousands(numbers.size()) + " values for " +
                                                      with_thousands(bench->architectures(data_set)->size()) +
                                                      " networks of " + std::string(data_set));
    }
    return std::make_shared<const CellMetric>(std::move(info), bench, data_set, std::move(numbers));
}

/// The costs of blocks on one device, found by the benchmark's keys.
class BlockCosts {
  public:
    BlockCosts(const HwNasBench& bench, const PickleValue& table, std::string name)
        : file_(bench.file()), name_(std::move(name)) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            const std::string key(table.key(i).as_text("a key of '" + name_ + "'"));
            costs_[key] = table.value(i).as_number("'" + key + "' of '" + name_ + "'");
        }
    }

    double stem(const FbnetLayer& layer) const { return convolution(layer, 3); }
    double head(const FbnetLayer& layer) const { return convolution(layer, 1); }
    double pool(const FbnetLayer& head) const {
        return at("AvgP_" + size(head.side) + shape(head.out_channels, head.out_channels) + "_kernel" +
                  std::to_string(head.side) + "_stride1");
    }
    double linear(int in, int out) const { return at("FC_" + shape(in, out)); }
    double block(const FbnetLayer& layer, const FbnetBlock& block) const {
        return at("ConvBlock_" + of(layer) + "_exp" + std::to_string(block.expansion) + "_kernel" +
                  std::to_string(block.kernel) + "_stride" + std::to_string(layer.stride) + "_group" +
                  std::to_string(block.groups));
    }
    double skip(const FbnetLayer& layer) const {
        return at("Skip_" + of(layer) + "_stride" + std::to_string(layer.stride));
    }

  private:
    double convolution(const FbnetLayer& layer, int kernel) const {
        return at("ConvNorm_" + of(layer) + "_kernel" + std::to_string(kernel) + "_stride" +
                  std::to_string(layer.stride) + "_group1");
    }

    static std::string size(int side) {
        return "H" + std::to_string(side) + "_W" + std::to_string(side) + "_";
    }
    static std::string shape(int in, int out) {
        return "Cin" + std::to_string(in) + "_Cout" + std::to_string(out);
    }
    static std::string of(const FbnetLayer& layer) {
        return size(layer.side) + shape(layer.in_channels, layer.out_channels);
    }

    double at(const std::string& key) const {
        if (const auto cost = costs_.find(key); cost != costs_.end()) return cost->second;
        throw NoDataError({file_.string()}, "'" + name_ + "' has no entry '" + key +
                                                "', which these networks need; ask for another data set or "
                                                "metric");
    }

    fs::path file_;
    std::string name_;
    std::unordered_map<std::string, double> costs_;
};

std::shared_ptr<const MetricSource> open_blocks(HwNasBench& bench, MetricInfo info, std::string_view data_set,
                                                const Column& column) {
    const std::string name = column.name();
    const PickleValue tables = bench.part("fbnet");
    const auto found = tables.find(name);
    if (!found) {
        complain_of_no_values(bench, "fbnet", column,
                              [&](const Column& other) { return tables.find(other.name()).has_value(); });
    }
    const BlockCosts costs(bench, *found, name);
    const FbnetNetwork network = fbnet_network(data_set);
    AdditiveTable table;
    table.first = costs.stem(network.stem);
    for (const FbnetLayer& layer : network.layers) {
        std::vector<double>& choices = table.choices.emplace_back();
        for (const FbnetBlock& block : fbnet_blocks)
            choices.push_back(costs.block(layer, block));
        choices.push_back(costs.skip(layer));
    }
    table.last = {costs.head(network.head), costs.pool(network.head),
                  costs.linear(network.head.out_channels, network.classes)};
    return std::make_shared<const AdditiveMetric>(std::move(info), std::move(table),
                                                  std::vector{bench.file()});
}

MetricInfo describe(const Column& column, std::string_view data_set, bool is_default) {
    MetricInfo info{
        .id = std::string(column.quantity) + "." + std::string(data_set) + "@" + std::string(column.device),
        .unit = std::string(column.unit),
        .direction = column.direction,
        .source = "hw-nas-bench",
        .kind = SourceKind::measured,
        .citation = "Li et al. 2021, arXiv:2103.10584",
        .aliases = {column.name() + "." + std::string(data_set)}};
    if (is_default) info.aliases.push_back(column.name());
    return info;
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    const bool cells = context.space->name() == "nas-bench-201";
    if (!cells && context.space->name() != "fbnet") return;
    const auto file = context.data.find("HW-NAS-Bench/HW-NAS-Bench-v1_0.pickle");
    if (!file) return;
    const auto bench = std::make_shared<HwNasBench>(*file, context.space);
    if (cells) {
        for (const std::string_view data_set : cell_data_sets) {
            for (const Column& column : columns) {
                MetricInfo info = describe(column, data_set, data_set == cell_data_sets.front());
                if (column.device == "edgetpu") info.note = "inf: the device does not support the network.";
                offers.push_back({info, [=, &column] { return open_cells(bench, info, data_set, column); }});
            }
        }
        return;
    }
    for (const std::string_view data_set : fbnet_data_sets) {
        for (const Column& column : columns) {
            if (!column.of_blocks) continue;
            MetricInfo info = describe(column, data_set, data_set == fbnet_data_sets.front());
            info.kind = SourceKind::formula;
            info.note = "The sum of its blocks' costs, each measured alone.";
            offers.push_back({info, [=, &column] { return open_blocks(*bench, info, data_set, column); }});
        }
    }
}

const Registration<MetricPlugin> registration{
    {{.name = "hw-nas-bench",
      .summary = "latency and energy on six devices, from HW-NAS-Bench's pickle",
      .citation = "Li et al. 2021, arXiv:2103.10584",
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
