#include "results/import/table.hpp"

#include <limits>

#include "engine/text.hpp"

namespace archfront {

TableColumns::TableColumns(const CsvReader& csv, const std::filesystem::path& file,
                           const std::vector<ColumnChoice>& choices, const ImportedRuns& runs)
    : csv_(csv), header_{file.string(), 1}, choices_(choices), runs_(runs) {
    for (const std::string& label : import_labels())
        labels_[label] = find_label(csv.header(), header_, choices, label);
    if (labels_.at("device")) return;
    device_ = sole_device();
    if (!device_) device_ = runs.device_of(file);
}

std::size_t TableColumns::device() const {
    if (device_) return *device_;
    const std::size_t column = *labels_.at("device");
    return runs_.device(csv_.field(column), csv_.position(column));
}

/// The one device of several all of whose metrics have a column.
std::optional<std::size_t> TableColumns::sole_device() const {
    const Study& study = runs_.like();
    std::optional<std::size_t> sole;
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        bool complete = true;
        for (std::size_t j = 0; complete && j < study.metrics.size(); ++j)
            complete = find_metric(csv_.header(), header_, choices_, study, device, j).has_value();
        if (complete && sole) return std::nullopt;
        if (complete) sole = device;
    }
    return sole;
}

const std::vector<MetricColumn>& TableColumns::columns(std::size_t device) {
    const auto [place, is_new] = columns_.try_emplace(device);
    if (!is_new) return place->second;
    const Study& study = runs_.like();
    for (std::size_t j = 0; j < study.metrics.size(); ++j) {
        const auto column = find_metric(csv_.header(), header_, choices_, study, device, j);
        if (!column) {
            throw UserError(header_, unknown_name("column", study.metrics[j].name, csv_.header()) +
                                         "; say which it is with --column '" + study.metrics[j].name +
                                         "=COLUMN'");
        }
        place->second.push_back(*column);
    }
    return place->second;
}

std::vector<double> TableColumns::metrics(std::size_t device) {
    std::vector<double> metrics;
    for (const MetricColumn& column : columns(device)) {
        const std::string_view field = csv_.field(column.column);
        const auto value = field.empty() ? std::numeric_limits<double>::quiet_NaN() : parse_number(field);
        if (!value) throw UserError(csv_.position(column.column), "'" + excerpt(field) + "' is not a number");
        metrics.push_back(column.value(*value));
    }
    return metrics;
}

bool TableColumns::feasible() const {
    const std::string flag = label("feasible", "1");
    if (flag != "0" && flag != "1")
        throw UserError(csv_.position(*labels_.at("feasible")), "'" + excerpt(flag) + "' is neither 0 nor 1");
    return flag == "1";
}

std::string TableColumns::label(const std::string& name, const std::string& otherwise) const {
    const std::optional<std::size_t>& column = labels_.at(name);
    return column ? std::string(csv_.field(*column)) : otherwise;
}

}  // namespace archfront
