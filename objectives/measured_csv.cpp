#include "objectives/measured_csv.hpp"

#include <array>
#include <cmath>

#include "engine/csv.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_rows = 2'000;

struct TimeUnit {
    std::string_view name;
    double seconds;
};
constexpr std::array<TimeUnit, 4> time_units = {{{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}}};

const TimeUnit* time_unit(std::string_view name) {
    for (const TimeUnit& unit : time_units) {
        if (unit.name == name) return &unit;
    }
    return nullptr;
}

/// What a number of `from` is times to be one of `to`.
double conversion(const std::string& from, const std::string& to, const FilePosition& where) {
    if (from == to) return 1;
    const TimeUnit* source = time_unit(from);
    const TimeUnit* target = time_unit(to);
    if (source != nullptr && target != nullptr) return source->seconds / target->seconds;
    throw UserError(where, "unit '" + excerpt(from) + "' cannot be turned into '" + to + "'" +
                               (target != nullptr ? "; expected ns, us, ms or s" : ""));
}

/// The unit that a column's name states; "" for the bare name; nullopt for another column's name.
std::optional<std::string> unit_in_header(std::string_view header, const std::string& metric) {
    header = trim(header);
    if (!header.starts_with(metric)) return std::nullopt;
    const std::string_view rest = trim(header.substr(metric.size()));
    if (rest.empty()) return "";
    const char last = rest.back();
    if ((rest.front() == '(' && last == ')') || (rest.front() == '[' && last == ']'))
        return std::string(trim(rest.substr(1, rest.size() - 2)));
    if (rest.front() == '_') return std::string(rest.substr(1));
    return std::nullopt;
}

/// The row's text before its last field, which holds the value: an unquoted architecture may have commas.
std::string architecture_text(const CsvReader& csv) {
    std::string text(csv.field(0));
    for (std::size_t i = 1; i + 1 < csv.size(); ++i)
        text += "," + std::string(csv.field(i));
    return text;
}

double read_value(std::string_view text, const FilePosition& where, const MeasuredMetric& of) {
    const auto value = parse_number(trim(text));
    if (value && std::isfinite(*value) && *value > 0) return *value;
    throw UserError(where, of.metric + " '" + excerpt(text) + "'; expected a number above 0" +
                               (value && *value <= 0 ? " (leave out what the device could not run)" : ""));
}

}  // namespace

DeviceMeasurements read_measured_csv(const std::filesystem::path& file, const SearchSpace& space,
                                     const MeasuredMetric& of) {
    CsvReader csv(file == "-" ? "/dev/stdin" : file, {.bytes = std::uint64_t{64} << 20, .columns = 1'000});
    const FilePosition top{file.string(), 1};
    const auto stated =
        csv.header().size() == 2 ? unit_in_header(csv.header()[1], of.metric) : std::optional<std::string>{};
    if (!stated || trim(csv.header()[0]) != "architecture") {
        throw UserError(top, "the header is '" + excerpt(join(csv.header(), ",")) +
                                 "'; expected 'architecture," + of.metric + "' (or '" + of.metric + "_" +
                                 of.unit + "')");
    }
    std::string unit = of.file_unit;
    if (unit.empty()) unit = stated->empty() ? of.unit : *stated;
    const double factor = conversion(unit, of.unit, top);

    DeviceMeasurements measurements(space.width());
    measurements.space = space.name();
    measurements.device = of.device;
    measurements.metric = of.metric;
    measurements.unit = of.unit;
    measurements.direction = of.direction;
    while (csv.next_ragged()) {
        if (csv.size() < 2)
            throw UserError(csv.position(0), "expected an architecture, a comma and its " + of.metric);
        if (measurements.values.size() == most_rows)
            throw UserError(csv.position(0),
                            "more than " + with_thousands(most_rows) +
                                " measurements; train a surrogate on them with 'archfront fit'");
        try {
            Architecture row = space.parse(architecture_text(csv));
            space.canonicalise(row, Equivalence::spelling);
            measurements.architectures.push_back(row);
        } catch (const UserError& error) {
            throw UserError(csv.position(0), error.what());
        }
        const std::size_t last = csv.size() - 1;
        measurements.values.push_back(factor * read_value(csv.field(last), csv.position(last), of));
    }
    return measurements;
}

std::string to_measured_csv(const DeviceMeasurements& measurements, const SearchSpace& space) {
    std::string text = "architecture,";
    append_csv_field(text, measurements.metric + " (" + measurements.unit + ")");
    text += '\n';
    for (std::size_t i = 0; i < measurements.values.size(); ++i) {
        append_csv_field(text, space.to_string(measurements.architectures[i]));
        text += ',';
        append_number(text, measurements.values[i]);
        text += '\n';
    }
    return text;
}

}  // namespace archfront
