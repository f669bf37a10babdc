#include "experiments/protocol_data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/text.hpp"

namespace archfront {
namespace {

std::vector<double> values_of(const MetricSource& source, ArchitectureBatchView rows) {
    std::vector<double> values(rows.size());
    source.evaluate(rows, values);
    return values;
}

bool is_usable(double value) {
    return std::isfinite(value) && value > 0;
}

ProtocolDevice make_device(const Protocol& protocol, const NameText& device, std::vector<double> values) {
    ProtocolDevice made;
    made.name = device.name;
    made.values = std::move(values);
    for (std::size_t r = 0; r < protocol.pool + protocol.evaluation; ++r) {
        if (is_usable(made.values[r])) (r < protocol.pool ? made.pool : made.evaluation).push_back(r);
    }
    made.trimmed_pool = trimmed(made.pool, made.values, protocol.trim);
    made.trimmed_evaluation = trimmed(made.evaluation, made.values, protocol.trim);
    const std::size_t most = *std::ranges::max_element(protocol.samples);
    const std::size_t wanted = std::max(protocol.alone, 4 * most);
    if (made.pool.size() < wanted || made.trimmed_evaluation.size() < 2) {
        throw UserError(device.where, "device '" + device.name + "' has values of " +
                                          with_thousands(made.pool.size()) + " rows of the pool and " +
                                          with_thousands(made.evaluation.size()) +
                                          " behind it; the protocol needs " + with_thousands(wanted) +
                                          " and some to predict");
    }
    const auto [low, high] =
        std::ranges::minmax(made.pool, {}, [&](std::size_t r) { return made.values[r]; });
    if (made.values[low] == made.values[high])
        throw UserError(device.where, "device '" + device.name + "' has one value for all networks");
    return made;
}

}  // namespace

RowNumbers trimmed(const RowNumbers& rows, std::span<const double> values, double share) {
    RowNumbers sorted = rows;
    std::ranges::stable_sort(sorted, {}, [&](std::size_t r) { return values[r]; });
    const auto cut = static_cast<std::ptrdiff_t>(share * static_cast<double>(rows.size()));
    RowNumbers kept(sorted.begin() + cut, sorted.end() - cut);
    std::ranges::sort(kept);
    return kept;
}

ProtocolData open_protocol(const Protocol& protocol, MetricCatalogue& catalogue) {
    const auto open = [&](const NameText& device) {
        return catalogue.open(metric_on_device(protocol.metric.name, device.name), protocol.source,
                              device.where);
    };
    const auto first = open(protocol.known.front());
    const auto table = first->known();
    if (!table) {
        throw UserError(protocol.metric.where,
                        "'" + first->info().id + "' of '" + first->info().source +
                            "' is no table of measured networks; name another 'source'");
    }
    if (table->size() < protocol.pool + protocol.evaluation) {
        throw UserError(protocol.metric.where, "'" + first->info().id + "' has " +
                                                   with_thousands(table->size()) +
                                                   " rows, fewer than 'pool' and 'evaluation' together");
    }
    for (const std::size_t row : protocol.reference) {
        if (row >= table->size())
            throw UserError(protocol.metric.where, "'reference' names row " + std::to_string(row) + " of " +
                                                       with_thousands(table->size()));
    }
    const ArchitectureBatchView pool = table->subview(0, protocol.pool);
    std::vector<KnownDevices::Device> known;
    for (const NameText& device : protocol.known)
        known.push_back({device.name, values_of(*open(device), pool)});

    for (const NameText& formula : protocol.formulas)
        known.push_back(
            {formula.name, values_of(*catalogue.open(formula.name, {}, formula.where), pool), true});
    ProtocolData data{.space = catalogue.space(),
                      .rows = ArchitectureBatch(table->width()),
                      .known = KnownDevices(catalogue.space(), pool, known),
                      .numbers = {},
                      .devices = {},
                      .formula = {}};
    if (data.known.size() == 0)
        throw UserError(protocol.metric.where, "no known device has values that vary in the pool");
    data.rows.append(*table);
    data.numbers.resize(data.rows.size() * data.known.width());
    data.known.compute(data.rows, data.numbers);
    for (const NameText& device : protocol.devices) {
        data.devices.push_back(make_device(protocol, device, values_of(*open(device), data.rows)));
        for (const double value : data.devices.back().values)
            data.devices.back().labels.push_back(is_usable(value) ? to_scale(data.known.scale(), value)
                                                                  : std::nan(""));
    }
    if (!protocol.formulas.empty()) {
        const NameText& formula = protocol.formulas.front();
        data.formula = values_of(*catalogue.open(formula.name, {}, formula.where), data.rows);
    }
    return data;
}

FewShotModel fit_device(const ProtocolData& data, const ProtocolDevice& device,
                        std::span<const std::size_t> measured) {
    std::vector<double> rows, labels, values;
    for (const std::size_t r : measured) {
        const std::span<const double> row = data.numbers_of(r);
        rows.insert(rows.end(), row.begin(), row.end());
        labels.push_back(device.labels[r]);
        values.push_back(device.values[r]);
    }
    if (std::ranges::count(values, values.front()) == std::ssize(values)) {
        throw UserError("device '" + device.name + "' has the value " + format_number(values.front()) +
                        " for all " + std::to_string(values.size()) +
                        " networks that a draw chose; nothing can be learnt from them");
    }
    const std::vector<double> rounding = rounding_variances(data.known.scale(), values);
    return fit_few_shot({.devices = data.known.size(),
                         .parts = data.known.parts(),
                         .rows = rows,
                         .labels = labels,
                         .rounding_variances = rounding});
}

}  // namespace archfront
