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
    std::string_view title;
    double ProtocolResult::*member;
};
constexpr std::array<Column, 4> columns = {{
    {"Spearman, evaluation rows without the device's extremes", &ProtocolResult::trimmed},
    {"Spearman, all evaluation rows", &ProtocolResult::evaluation},
    {"Spearman, whole table", &ProtocolResult::table},
    {"coverage of the 90 % intervals, all evaluation rows", &ProtocolResult::coverage},
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

/// One line: a method's means on each device, and over devices.
std::string line_of(const std::vector<ProtocolResult>& results, const Method& method,
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
    const Moments all = moments(means);
    if (std::isnan(all.mean)) return {};
    std::string line = formatted("  %-16s %5zu", method.first.c_str(), method.second);
    for (const std::string& device : devices)
        line += formatted(" %13.4f", moments(by_device[device]).mean);
    line += formatted(" %8.4f", all.mean);
    if (means.size() > 1) line += formatted(" %7.4f", all.deviation);
    return line + "\n";
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
            text += line_of(results, method, devices, column);
        text += "\n";
    }
    return text;
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
