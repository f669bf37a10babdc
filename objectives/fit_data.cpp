#include "objectives/fit_data.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace archfront {
namespace {

TrainingData rows_of(const TrainingData& data, const RowNumbers& rows) {
    TrainingData part{.architectures = ArchitectureBatch(data.architectures.width()),
                      .features = data.features};
    for (const std::size_t r : rows) {
        const std::span<const float> row = data.row(r);
        part.rows.insert(part.rows.end(), row.begin(), row.end());
        part.values.push_back(data.values[r]);
    }
    return part;
}

FitPart measure(const std::string& name, const std::vector<double>& measured,
                const std::vector<double>& predicted) {
    if (measured.empty()) return {name, 0, {}};
    return {name, measured.size(), agreement(measured, predicted)};
}

FitPart measure_mean(const std::string& name, std::span<const Predictor> members, const TrainingData& data,
                     const RowNumbers& rows) {
    const TrainingData part = rows_of(data, rows);
    std::vector<double> predicted(rows.size());
    predict_mean(members, part.rows, predicted);
    return measure(name, part.values, predicted);
}

/// Each row by the mean of the members that it validated.
FitPart measure_validation(std::span<const Predictor> members, const FitData& data) {
    std::vector<double> sums(data.rows.values.size(), 0), counts(data.rows.values.size(), 0);
    for (std::size_t m = 0; m < members.size(); ++m) {
        const RowNumbers& rows = data.splits[m].validation;
        std::vector<double> predicted(rows.size());
        predict_mean(members.subspan(m, 1), rows_of(data.rows, rows).rows, predicted);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            sums[rows[i]] += predicted[i];
            ++counts[rows[i]];
        }
    }
    std::vector<double> measured, predicted;
    for (std::size_t r = 0; r < sums.size(); ++r) {
        if (counts[r] == 0) continue;
        measured.push_back(data.rows.values[r]);
        predicted.push_back(sums[r] / counts[r]);
    }
    return measure("validation", measured, predicted);
}

}  // namespace

FitData collect_fit_data(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
                         const FitOptions& options, bool positive) {
    const auto known = source.known();
    if (!known) {
        throw UserError("source '" + source.info().source + "' of metric '" + source.info().id +
                        "' has no finite list of architectures to train on; give --source a table's");
    }
    const FeatureMap features(space, options.features);
    FitData data{
        .rows = {.architectures = ArchitectureBatch(space->width()), .features = features.names().size()}};
    std::vector<double> values(known->size());
    source.evaluate(*known, values);
    for (std::size_t r = 0; r < values.size(); ++r) {
        if (!std::isfinite(values[r]) || (positive && values[r] <= 0)) continue;
        data.rows.architectures.push_back((*known)[r]);
        data.rows.values.push_back(values[r]);
    }
    data.missing = values.size() - data.rows.values.size();
    for (std::int64_t m = 0; m < options.members; ++m) {
        data.splits.push_back(
            split_rows(*space, data.rows.architectures, options.split, &source, static_cast<std::size_t>(m)));
    }
    data.rows.rows.resize(data.rows.values.size() * data.rows.features);
    features.compute(data.rows.architectures, data.rows.rows);
    return data;
}

FitParts measure_fit(std::span<const Predictor> members, const FitData& data) {
    std::set<std::size_t> trained;
    for (const Split& split : data.splits)
        trained.insert(split.train.begin(), split.train.end());
    return {measure_mean("train", members, data.rows, RowNumbers(trained.begin(), trained.end())),
            measure_validation(members, data),
            measure_mean("test", members, data.rows, data.splits.front().test)};
}

}  // namespace archfront
