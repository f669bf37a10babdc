#include "results/import/columns.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/text.hpp"

namespace archfront {
namespace {

const std::string* chosen(const std::vector<ColumnChoice>& choices, std::string_view name) {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&](const ColumnChoice& choice) { return choice.name == name; });
    return found == choices.end() ? nullptr : &found->column;
}

std::optional<std::size_t> find_column(const std::vector<std::string>& header, const FilePosition& where,
                                       std::string_view name) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) return std::nullopt;
    if (std::find(found + 1, header.end(), name) != header.end())
        throw UserError(where, "column '" + excerpt(name) + "' appears twice; rename one");
    return static_cast<std::size_t>(found - header.begin());
}

[[noreturn]] void refuse_choice(const std::vector<std::string>& header, const FilePosition& where,
                                const std::string& name, const std::string& column) {
    if (header.empty()) throw UserError(where, "rows of costs only, which have no '" + name + "' to choose");
    throw UserError(where, unknown_name("column", column, header) + " (chosen for '" + name + "')");
}

/// A column's name, or NUMBER-COLUMN where no column is called like that.
MetricColumn parse_metric_column(const std::vector<std::string>& header, const FilePosition& where,
                                 const std::string& name, const std::string& text) {
    if (const auto column = find_column(header, where, text)) return {*column};
    const std::size_t minus = text.find('-', 1);
    const auto minuend =
        minus < text.size() ? parse_number(std::string_view(text).substr(0, minus)) : std::nullopt;
    const auto column = minuend && std::isfinite(*minuend)
                            ? find_column(header, where, std::string_view(text).substr(minus + 1))
                            : std::nullopt;
    if (!column) refuse_choice(header, where, name, text);
    return {*column, minuend};
}

}  // namespace

ColumnChoice parse_column_choice(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
        throw UserError("--column: '" + excerpt(text) + "' is not NAME=COLUMN");
    return {text.substr(0, equals), text.substr(equals + 1)};
}

const std::vector<std::string>& import_labels() {
    static const std::vector<std::string> labels = {"device", "optimizer", "seed", "architecture",
                                                    "feasible"};
    return labels;
}

void check_choices(const std::vector<ColumnChoice>& choices, const Study& study) {
    std::vector<std::string> known = import_labels();
    for (const StudyMetric& metric : study.metrics)
        known.push_back(metric.name);
    for (const StudyDevice& device : study.devices) {
        for (const MetricInfo& metric : device.metrics)
            known.push_back(metric.id);
    }
    std::set<std::string> names;
    for (const ColumnChoice& choice : choices) {
        if (std::find(known.begin(), known.end(), choice.name) == known.end())
            throw UserError("--column: " + unknown_name("metric or label", choice.name, known));
        if (!names.insert(choice.name).second)
            throw UserError("--column: '" + choice.name + "' is given twice");
    }
}

std::optional<MetricColumn> find_metric(const std::vector<std::string>& header, const FilePosition& where,
                                        const std::vector<ColumnChoice>& choices, const Study& study,
                                        std::size_t device, std::size_t j) {
    const std::string& name = study.metrics[j].name;
    const std::vector<MetricInfo>& infos = study.devices[device].metrics;
    const std::string& id = j < infos.size() ? infos[j].id : name;
    for (const std::string* text : {chosen(choices, id), chosen(choices, name)}) {
        if (text != nullptr) return parse_metric_column(header, where, name, *text);
    }
    for (const std::string* text : {&name, &id}) {
        if (const auto column = find_column(header, where, *text)) return MetricColumn{*column};
    }
    return std::nullopt;
}

std::optional<std::size_t> find_label(const std::vector<std::string>& header, const FilePosition& where,
                                      const std::vector<ColumnChoice>& choices, std::string_view label) {
    const std::string* text = chosen(choices, label);
    const auto column = find_column(header, where, text != nullptr ? std::string_view(*text) : label);
    if (text != nullptr && !column) refuse_choice(header, where, std::string(label), *text);
    return column;
}

}  // namespace archfront
