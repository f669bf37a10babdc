#include "objectives/adapted_file.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/file.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t format = 1;
constexpr std::size_t largest_file = 1 << 20;

Field field(std::string key, Node value) {
    return {.key = std::move(key), .where = {}, .value = std::move(value)};
}

Scale parse_scale(const Node& node) {
    for (const Scale scale : {Scale::identity, Scale::logarithm}) {
        if (node.as_text("scale") == to_string(scale)) return scale;
    }
    throw UserError(node.where, "scale '" + excerpt(node.text) + "'; expected identity or logarithm");
}

Direction parse_direction(const Node& node) {
    for (const Direction direction : {Direction::minimise, Direction::maximise}) {
        if (node.as_text("direction") == to_string(direction)) return direction;
    }
    throw UserError(node.where, "direction '" + excerpt(node.text) + "'; expected minimise or maximise");
}

std::uint64_t parse_hash(const Node& node) {
    const std::string& text = node.as_text("known_values");
    std::uint64_t hash = 0;
    for (const char digit : text) {
        const bool decimal = digit >= '0' && digit <= '9';
        if (text.size() != 16 || (!decimal && (digit < 'a' || digit > 'f')))
            throw UserError(node.where, "known_values is no hash of 16 hexadecimal digits");
        hash = hash * 16 + static_cast<std::uint64_t>(decimal ? digit - '0' : digit - 'a' + 10);
    }
    return hash;
}

void read_measurement(const Node& node, const SearchSpace& space, DeviceMeasurements& measurements) {
    Fields fields(node, "measurement");
    const Node& architecture = fields.require("architecture");
    const Node& value = fields.require("value");
    fields.finish();
    try {
        Architecture row = space.parse(architecture.as_text("architecture"));
        space.canonicalise(row, Equivalence::spelling);
        measurements.architectures.push_back(row);
    } catch (const UserError& error) {
        throw UserError(architecture.where, error.what());
    }
    measurements.values.push_back(value.as_number("value"));
    if (!(std::isfinite(measurements.values.back()) && measurements.values.back() > 0))
        throw UserError(value.where, "value '" + excerpt(value.text) + "'; expected a number above 0");
}

}  // namespace

std::string adapted_file_text(const Adaptation& adaptation, const SearchSpace& space) {
    const DeviceMeasurements& measured = adaptation.measurements();
    std::vector<Field> known;
    for (const KnownMetric& metric : adaptation.known().names)
        known.push_back(field(metric.id, text_node(metric.source)));
    std::vector<Node> measurements;
    for (std::size_t i = 0; i < measured.values.size(); ++i) {
        measurements.push_back(
            mapping_node({field("architecture", text_node(space.to_string(measured.architectures[i]))),
                          field("value", text_node(format_number(measured.values[i])))}));
    }
    return to_yaml(
        mapping_node({field("archfront_device", text_node(std::to_string(format))),
                      field("space", text_node(measured.space)), field("device", text_node(measured.device)),
                      field("metric", text_node(measured.metric)), field("unit", text_node(measured.unit)),
                      field("direction", text_node(to_string(measured.direction))),
                      field("scale", text_node(to_string(adaptation.known().devices->scale()))),
                      field("known_devices", mapping_node(std::move(known))),
                      field("known_values", text_node(hexadecimal(adaptation.known().devices->hash()))),
                      field("measurements", sequence_node(std::move(measurements)))}));
}

AdaptedFile parse_adapted_file(std::string_view text, const std::string& name, const SearchSpace& space) {
    const Node root = parse_yaml(text, name);
    Fields fields(root, "adapted device");
    fields.require("archfront_device").as_integer("archfront_device", format, format);
    AdaptedFile file{.measurements = DeviceMeasurements(space.width()), .known = {}};
    DeviceMeasurements& measured = file.measurements;
    const Node& of = fields.require("space");
    measured.space = of.as_text("space");
    if (measured.space != space.name())
        throw UserError(of.where,
                        "is of space '" + excerpt(measured.space) + "', not of '" + space.name() + "'");
    measured.device = fields.require("device").as_text("device");
    check_device_name(measured.device);
    measured.metric = fields.require("metric").as_text("metric");
    measured.unit = fields.require("unit").as_text("unit");
    measured.direction = parse_direction(fields.require("direction"));
    file.scale = parse_scale(fields.require("scale"));
    const Node& known = fields.require("known_devices");
    if (!known.is_mapping())
        throw UserError(known.where, "known_devices: expected metrics and their sources");
    for (const Field& metric : known.fields)
        file.known.push_back({metric.key, metric.value.as_text("source")});
    file.known_values = parse_hash(fields.require("known_values"));
    for (const Node& measurement : fields.require("measurements").as_list())
        read_measurement(measurement, space, measured);
    fields.finish();
    return file;
}

AdaptedFile read_adapted_file(const fs::path& file, const SearchSpace& space) {
    return parse_adapted_file(read_text_file(file, largest_file), file.string(), space);
}

fs::path adapted_path(const DataPath& data, const std::string& space, const std::string& device,
                      const std::string& metric) {
    check_device_name(device);
    if (data.directories().empty())
        throw UserError("there is no data directory: give --data DIR, or set ARCHFRONT_DATA or HOME");
    return data.directories().front() / "devices" / space / (device + "." + metric + ".yaml");
}

std::vector<fs::path> adapted_files(const DataPath& data, const std::string& space) {
    std::vector<fs::path> files;
    std::set<fs::path> names;
    for (const fs::path& directory : data.directories()) {
        std::set<fs::path> here;
        std::error_code ignored;
        for (const fs::directory_entry& entry :
             fs::directory_iterator(directory / "devices" / space, ignored)) {
            if (entry.path().extension() == ".yaml") here.insert(entry.path());
        }
        for (const fs::path& file : here) {
            if (names.insert(file.filename()).second) files.push_back(file);
        }
    }
    return files;
}

void check_device_name(const std::string& device) {
    const bool is_name = !device.empty() && device.size() <= 64 && device.front() != '.' &&
                         device.front() != '-' && std::ranges::all_of(device, [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
                         });
    if (!is_name) {
        throw UserError(
            "device name '" + excerpt(device) +
            "': use at most 64 letters, digits, '_', '-' and '.', and begin with a letter or digit");
    }
}

std::shared_ptr<const Adaptation> read_adaptation(const fs::path& file, const MetricContext& context) {
    AdaptedFile read = read_adapted_file(file, *context.space);
    const std::string again = "; export its measurements and run 'archfront adapt' with them again";
    MetricCatalogue catalogue(context);
    KnownMetrics known;
    try {
        known = learn_known_metrics(catalogue, read.known, read.scale);
    } catch (const UserError& error) {
        throw UserError({file.string()}, "what the device was learned beside is not there: " +
                                             std::string(error.what()) + again);
    }
    if (known.devices->hash() != read.known_values) {
        throw UserError({file.string()}, "the devices it was learned beside have other values now" + again);
    }
    return std::make_shared<const Adaptation>(std::move(read.measurements), std::move(known));
}

}  // namespace archfront
