// Accel-NASBench's 5,138 measured networks: an archive of JSON files, one a network.
#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "engine/archive_file.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "objectives/measurements.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* archive = "Accel-NASBench/anb_dataset/anb_dataset_jsons.tar.gz";
constexpr ArchiveLimits limits{
    .members = 100'000, .member_bytes = std::uint64_t{1} << 20, .total_bytes = std::uint64_t{256} << 20};

struct Column {
    std::string metric;
    std::vector<std::string> path;  // of the value in a file
    std::string unit;
    Direction direction;
    std::string note;
    std::vector<std::string> aliases;
};

std::vector<Column> make_columns() {
    const std::string proxy =
        "Of one training by the benchmark's proxy scheme, which is cheaper than a full one.";
    std::vector<Column> columns = {
        {"accuracy",
         {"metrics", "val_top1"},
         "%",
         Direction::maximise,
         "ImageNet, top-1. " + proxy,
         {"val_top1"}},
        {"accuracy.top5",
         {"metrics", "val_top5"},
         "%",
         Direction::maximise,
         "ImageNet, top-5. " + proxy,
         {"val_top5"}},
        {"train_time",
         {"metrics", "train_time"},
         "s",
         Direction::minimise,
         proxy + " The files state no unit; this one is inferred from the magnitude.",
         {}}};
    const auto add = [&](const std::string& quantity, const std::string& device, const char* unit,
                         Direction direction, bool has_deviation) {
        const std::string key = quantity + "_" + device;
        const std::string per_core =
            device.starts_with("tpu")
                ? "Images per second and TPU core, which has no value for some networks."
                : "";
        columns.push_back({quantity + "@" + device,
                           {"platform_perf", key, quantity + "_mean"},
                           unit,
                           direction,
                           "Mean of repeated measurements. " + per_core,
                           {key}});
        if (!has_deviation) return;  // the files have no deviations of the FPGAs
        columns.push_back({quantity + ".std@" + device,
                           {"platform_perf", key, quantity + "_std"},
                           unit,
                           Direction::minimise,
                           "Standard deviation over repeated measurements. " + per_core,
                           {}});
    };
    for (const char* device : {"a100", "3090", "tpuv2", "tpuv3"})
        add("throughput", device, "images/s", Direction::maximise, true);
    for (const char* device : {"zcu102", "vck190"}) {
        add("throughput", device, "images/s", Direction::maximise, false);
        add("latency", device, "ms", Direction::minimise, false);
    }
    return columns;
}

const std::vector<Column>& columns() {
    static const std::vector<Column> columns = make_columns();
    return columns;
}

/// The number of "anb_dataset_jsons/result_17.json"; nullopt for other members.
std::optional<long long> result_number(std::string_view member) {
    member.remove_prefix(member.rfind('/') + 1);  // npos + 1 is 0
    constexpr std::string_view before = "result_", after = ".json";
    if (!member.starts_with(before) || !member.ends_with(after)) return std::nullopt;
    if (member.size() <= before.size() + after.size()) return std::nullopt;
    return parse_integer(member.substr(before.size(), member.size() - before.size() - after.size()));
}

/// The value at a path of keys. Throws UserError naming the key that is not there.
const json& at_path(const json& root, const std::vector<std::string>& path) {
    const json* value = &root;
    std::string name;
    for (const std::string& key : path) {
        name += (name.empty() ? "" : ".") + key;
        if (!value->is_object() || !value->contains(key)) throw UserError("has no '" + name + "'");
        value = &value->at(key);
    }
    return *value;
}

struct Result {
    Architecture architecture;
    std::vector<double> values;
};

Result parse_result(const std::string& bytes, const SearchSpace& space) {
    json root;
    try {
        root = json::parse(bytes);
    } catch (const json::exception& error) {
        throw UserError("is not JSON: " + std::string(error.what()));
    }
    Result result;
    try {
        result.architecture = space.parse(at_path(root, {"architecture"}).dump());
    } catch (const json::exception& error) {
        throw UserError("has text that is not UTF-8: " + std::string(error.what()));
    }
    for (const Column& column : columns()) {
        const json& value = at_path(root, column.path);
        if (!value.is_null() && !value.is_number())
            throw UserError("'" + join(column.path, ".") + "' is neither a number nor null");
        result.values.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                                : value.get<double>());
    }
    return result;
}

Measurements read_archive(const fs::path& file, const std::shared_ptr<const SearchSpace>& space) {
    std::map<long long, Result> results;
    for_each_tar_member(file, limits, [&](const std::string& member, const std::string& bytes) {
        const auto number = result_number(member);
        if (!number) return;
        try {
            if (!results.emplace(*number, parse_result(bytes, *space)).second)
                throw UserError("has the number of another member");
        } catch (const UserError& error) {
            throw UserError({file.string()}, "member '" + excerpt(member) + "' " + error.what());
        }
    });
    if (results.empty()) throw UserError({file.string()}, "has no member named result_N.json");
    MeasurementAverages averages(space, columns().size());
    for (const auto& [number, result] : results) {
        const std::size_t row = averages.add(result.architecture, result.values);
        averages.name_row("result_" + std::to_string(number) + ".json", row);
    }
    return averages.means();
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.space->name() != "mnasnet") return;
    const auto found = context.data.find(archive);
    if (!found) return;
    const auto file = std::make_shared<MeasurementFile>(
        *found, [space = context.space](const fs::path& path) { return read_archive(path, space); });
    for (std::size_t c = 0; c < columns().size(); ++c) {
        const Column& column = columns()[c];
        const MetricInfo info{
            .id = column.metric,
            .unit = column.unit,
            .direction = column.direction,
            .source = "accel-nasbench",
            .kind = SourceKind::measured,
            .citation = "Ahmad et al. 2024, arXiv:2404.08005",
            .note = column.note + " 5,138 measurements of 5,125 networks; two of one network are averaged.",
            .partial = true,
            .aliases = column.aliases};
        offers.push_back({info, [file, info, c] { return file->open(info, c); }});
    }
}

const Registration<MetricPlugin> registration{
    {{.name = "accel-nasbench",
      .summary =
          "measured accuracy, throughput and latency of MnasNet networks, from Accel-NASBench's archive",
      .citation = "Ahmad et al. 2024, arXiv:2404.08005",
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
