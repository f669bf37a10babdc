#include "experiments/protocol_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

#include "engine/text.hpp"

namespace archfront {
namespace {

struct Column {
    std::string_view name;
    std::string_view title;
    double ProtocolResult::*member;
};
constexpr std::array<Column, 4> columns = {{
    {"spearman-trimmed", "Spearman, evaluation rows without the device's extremes", &ProtocolResult::trimmed},
    {"spearman-evaluation", "Spearman, all evaluation rows", &ProtocolResult::evaluation},
    {"spearman-table", "Spearman, whole table", &ProtocolResult::table},
    {"coverage", "coverage of the 90 % intervals, all evaluation rows", &ProtocolResult::coverage},
}};

/// printf's formats, for columns of a table.
template <class... Arguments>
std::string formatted(const char* format, Arguments... arguments) {
    std::array<char, 200> text;
    std::snprintf(text.data(), text.size(), format, arguments...);
    return text.data();
}

struct Moments {
    double mean = 0;
    double deviation = 0;  // of a sample; 0 of one value
};

Moments moments(const std::vector<double>& values) {
    Moments of;
    for (const double value : values)
        of.mean += value / static_cast<double>(values.size());
    if (values.size() < 2) return of;
    for (const double value : values)
        of.deviation += (value - of.mean) * (value - of.mean) / static_cast<double>(values.size() - 1);
    of.deviation = std::sqrt(of.deviation);
    return of;
}

using Method = std::pair<std::string, std::size_t>;  // name, samples

/// Distinct values in order of first appearance.
template <class Value, class Of>
std::vector<Value> distinct(const std::vector<ProtocolResult>& results, Of of) {
    std::vector<Value> values;
    for (const ProtocolResult& result : results) {
        if (std::ranges::count(values, Value(of(result))) == 0) values.push_back(of(result));
    }
    return values;
}

Method method_of(const ProtocolResult& result) {
    return {result.method, result.samples};
}

/// One method in one measure.
struct MethodLine {
    /// Means over draws, by device; NaN where it has none.
    std::vector<double> by_device;
    /// Over devices; its deviation is that of draws.
    Moments all;
    std::size_t draws = 0;
};

MethodLine line_of(const std::vector<ProtocolResult>& results, const Method& method,
                   const std::vector<std::string>& devices, const Column& column) {
    std::map<std::string, std::vector<double>> by_device;
    std::map<std::size_t, std::vector<double>> by_draw;
    for (const ProtocolResult& result : results) {
        if (method_of(result) != method) continue;
        by_device[result.device].push_back(result.*column.member);
        by_draw[result.draw].push_back(result.*column.member);
    }
    std::vector<double> means;
    for (const auto& [draw, values] : by_draw)
        means.push_back(moments(values).mean);
    MethodLine line{.by_device = {}, .all = moments(means), .draws = means.size()};
    for (const std::string& device : devices)
        line.by_device.push_back(by_device.contains(device) ? moments(by_device[device]).mean : std::nan(""));
    return line;
}

std::string text_of(const Method& method, const MethodLine& line) {
    if (std::isnan(line.all.mean)) return {};
    std::string text = formatted("  %-16s %5zu", method.first.c_str(), method.second);
    for (const double mean : line.by_device)
        text += formatted(" %13.4f", mean);
    text += formatted(" %8.4f", line.all.mean);
    if (line.draws > 1) text += formatted(" %7.4f", line.all.deviation);
    return text + "\n";
}

std::string decimals(double value, const char* format = "%.4f") {
    return std::isnan(value) ? "-" : formatted(format, value);
}

Table measure_table(const Protocol& protocol, const std::vector<ProtocolResult>& results,
                    const Column& column) {
    const auto devices = distinct<std::string>(results, [](const ProtocolResult& r) { return r.device; });
    Table table;
    table.name = column.name;
    table.title = column.title;
    table.caption =
        std::string(column.title) + ", means over " + std::to_string(protocol.draws) +
        " draws of the measured networks; the mean over devices with its standard deviation over draws. "
        "n: measurements of the new device.";
    table.header = {"method", "n"};
    table.header.insert(table.header.end(), devices.begin(), devices.end());
    table.header.insert(table.header.end(), {"mean", "sd"});
    for (const Method& method : distinct<Method>(results, method_of)) {
        const MethodLine line = line_of(results, method, devices, column);
        if (std::isnan(line.all.mean)) continue;
        auto& row = table.rows.emplace_back();
        row = {{method.first}, {std::to_string(method.second)}};
        for (const double mean : line.by_device)
            row.push_back({decimals(mean)});
        row.push_back({decimals(line.all.mean)});
        row.push_back({line.draws > 1 ? decimals(line.all.deviation) : "-"});
    }
    if (column.member != &ProtocolResult::trimmed || protocol.published.empty()) return table;
    for (const PublishedMethod& published : protocol.published) {
        auto& row = table.rows.emplace_back();
        row = {{published.method + ", published"}, {std::to_string(published.samples)}};
        std::vector<double> known;
        for (const std::string& device : devices) {
            const auto value = published.spearman.find(device);
            row.push_back({value == published.spearman.end() ? "-" : decimals(value->second, "%.3f")});
            if (value != published.spearman.end()) known.push_back(value->second);
        }
        row.push_back({known.size() == devices.size() ? decimals(moments(known).mean, "%.3f") : "-"});
        row.push_back({"-"});
    }
    return table;
}

/// Methods by devices, the same numbers as in the table.
Figure measure_figure(const Table& table) {
    Figure figure;
    figure.name = table.name;
    figure.title = table.title;
    figure.caption = table.caption;
    Layer cells{.mark = Mark::cells};
    double lowest = 1;
    figure.x.categories.assign(table.header.begin() + 2, table.header.end() - 1);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        figure.y.categories.push_back(row[0].text + " (" + row[1].text + ")");
        for (std::size_t c = 0; c < figure.x.categories.size(); ++c) {
            const double value = parse_number(row[c + 2].text).value_or(std::nan(""));
            const auto x = static_cast<double>(c);
            const auto y = static_cast<double>(r);
            cells.x.push_back(x - 0.5);
            cells.x2.push_back(x + 0.5);
            cells.y.push_back(y - 0.5);
            cells.y2.push_back(y + 0.5);
            cells.value.push_back(value);
            cells.label.push_back(row[0].text + " on " + figure.x.categories[c] + ": " + row[c + 2].text);
            if (std::isfinite(value)) lowest = std::min(lowest, value);
        }
    }
    figure.colours = {.label = "Spearman", .low = std::floor(10 * lowest) / 10, .high = 1};
    figure.layers.push_back(std::move(cells));
    return figure;
}

/// Whether a network as accurate as the published one was found.
const char* verdict(const SearchResult& search) {
    if (search.as_accurate_as_published()) return "reached";
    const bool exists = search.possible && search.possible->accuracy >= search.published_metric;
    return exists ? "missed" : "impossible";
}

void append_found(std::string& row, const std::optional<Found>& found) {
    row += "," + (found ? format_number(found->value) : "") + "," +
           (found ? format_number(found->accuracy) : "");
}

Table search_table(const std::vector<SearchResult>& searches) {
    Table table;
    table.name = "within-bounds";
    table.title = "Most accurate network within a bound";
    table.caption =
        "The most accurate network that was found by measuring few, in measured values; the best there is "
        "among the "
        "same networks; and the published one with its published value and its accuracy by the metric that "
        "the search "
        "saw. Published values may be over the bound. The networks are in constraints.csv.";
    table.header = {"device",   "at most",  "among",     "measured", "value",      "accuracy",
                    "possible", "accuracy", "published", "accuracy", "as accurate"};
    const auto found = [](const std::optional<Found>& one, double Found::*member) {
        return one ? decimals((*one).*member, "%.2f") : std::string("-");
    };
    for (const SearchResult& search : searches) {
        const bool over = search.published_value > search.at_most;
        table.rows.push_back({{search.device},
                              {format_number(search.at_most)},
                              {search.among},
                              {std::to_string(search.measurements)},
                              {found(search.found, &Found::value)},
                              {found(search.found, &Found::accuracy)},
                              {found(search.possible, &Found::value)},
                              {found(search.possible, &Found::accuracy)},
                              {decimals(search.published_value, "%.2f") + (over ? " (over)" : "")},
                              {decimals(search.published_metric, "%.2f")},
                              {verdict(search)}});
    }
    return table;
}

}  // namespace

std::string to_csv(const std::vector<ProtocolResult>& results) {
    std::string csv =
        "device,method,samples,draw,spearman_trimmed,spearman_evaluation,spearman_table,coverage_90\n";
    for (const ProtocolResult& result : results) {
        append_csv_field(csv, result.device);
        csv += "," + result.method + "," + std::to_string(result.samples) + "," + std::to_string(result.draw);
        for (const Column& column : columns) {
            csv += ",";
            append_number(csv, result.*column.member);
        }
        csv += "\n";
    }
    return csv;
}

std::string to_csv(const ProtocolData& data, const std::vector<SearchResult>& searches) {
    std::string csv =
        "device,at_most,among,measurements,architecture,value,accuracy,possible_value,possible_accuracy,"
        "published_value,published_accuracy,published_accuracy_same_metric\n";
    for (const SearchResult& search : searches) {
        append_csv_field(csv, search.device);
        csv += "," + format_number(search.at_most) + "," + search.among + "," +
               std::to_string(search.measurements) + ",";
        if (search.found) append_csv_field(csv, data.space->to_string(data.rows[search.found->row]));
        append_found(csv, search.found);
        append_found(csv, search.possible);
        for (const double value :
             {search.published_value, search.published_accuracy, search.published_metric})
            csv += "," + format_number(value);
        csv += "\n";
    }
    return csv;
}

std::string to_text(const std::vector<ProtocolResult>& results) {
    const auto devices = distinct<std::string>(results, [](const ProtocolResult& r) { return r.device; });
    const auto methods = distinct<Method>(results, method_of);
    std::string text;
    for (const Column& column : columns) {
        text += std::string(column.title) + "\n" + formatted("  %-16s %5s", "method", "n");
        for (const std::string& device : devices)
            text += formatted(" %13.13s", device.c_str());
        text += formatted(" %8s %7s\n", "mean", "sd");
        for (const Method& method : methods)
            text += text_of(method, line_of(results, method, devices, column));
        text += "\n";
    }
    return text;
}

std::vector<ReportSection> protocol_sections(const Protocol& protocol,
                                             const std::vector<ProtocolResult>& results,
                                             const std::vector<SearchResult>& searches) {
    std::vector<ReportSection> sections(1);
    sections[0].title = "Prediction";
    for (const Column& column : columns) {
        Table table = measure_table(protocol, results, column);
        if (table.rows.empty()) continue;
        if (column.member == &ProtocolResult::trimmed) sections[0].figures.push_back(measure_figure(table));
        sections[0].tables.push_back(std::move(table));
    }
    if (searches.empty()) return sections;
    ReportSection& section = sections.emplace_back();
    section.title = "Constrained search";
    section.tables.push_back(search_table(searches));
    return sections;
}

std::string to_text(const std::vector<SearchResult>& searches) {
    std::string text = "most accurate network within a bound, in measured values\n" +
                       formatted("  %-14s %8s  %-10s %12s %9s %9s %18s %18s\n", "device", "at most", "among",
                                 "measurements", "found", "accuracy", "possible", "published");
    for (const SearchResult& search : searches) {
        text += formatted("  %-14s %8g  %-10s %12zu", search.device.c_str(), search.at_most,
                          search.among.c_str(), search.measurements);
        text += search.found ? formatted(" %9.2f %9.2f", search.found->value, search.found->accuracy)
                             : formatted(" %9s %9s", "none", "");
        text += search.possible ? formatted(" %9.2f %8.2f", search.possible->value, search.possible->accuracy)
                                : formatted(" %9s %8s", "none", "");
        text += formatted(" %9.2f %8.2f%s  %s\n", search.published_value, search.published_metric,
                          search.published_value > search.at_most ? " over" : "     ", verdict(search));
    }
    return text;
}

}  // namespace archfront
