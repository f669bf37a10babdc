#include "objectives/fit_data.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "objectives/ensemble.hpp"

namespace archfront {
namespace {

FitPart measure(const std::string& name, const std::vector<double>& measured,
                const std::vector<double>& predicted) {
    if (measured.empty()) return {name, 0, {}};
    return {name, measured.size(), agreement(measured, predicted)};
}

std::vector<double> predict_rows(const Ensemble& ensemble, const FitData& data, const RowNumbers& rows) {
    ArchitectureBatch batch(data.rows.architectures.width());
    for (const std::size_t r : rows)
        batch.push_back(data.rows.architectures[r]);
    std::vector<double> predictions(rows.size());
    ensemble.predict(batch, predictions);
    return predictions;
}

FitPart measure_rows(const std::string& name, const Ensemble& ensemble, const FitData& data,
                     const RowNumbers& rows) {
    std::vector<double> measured;
    for (const std::size_t r : rows)
        measured.push_back(data.rows.values[r]);
    return measure(name, measured, predict_rows(ensemble, data, rows));
}

/// Each row by the mean of the members that it validated.
FitPart measure_validation(const std::vector<Predictor>& members, const FitData& data,
                           const std::shared_ptr<const SearchSpace>& space) {
    std::vector<double> sums(data.rows.values.size(), 0), counts(data.rows.values.size(), 0);
    for (std::size_t m = 0; m < members.size(); ++m) {
        const RowNumbers& rows = data.splits[m].validation;
        const std::vector<double> predicted =
            predict_rows(Ensemble({members[m]}, space, "member"), data, rows);
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
    FitData data{.rows = {.architectures = ArchitectureBatch(space->width()),
                          .feature_groups = features.groups(),
                          .features = features.names().size(),
                          .features_hash = features.hash()}};
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

FitParts measure_fit(const std::vector<Predictor>& members, const FitData& data,
                     const std::shared_ptr<const SearchSpace>& space) {
    std::set<std::size_t> trained;
    for (const Split& split : data.splits)
        trained.insert(split.train.begin(), split.train.end());
    const Ensemble ensemble(members, space, "ensemble");
    return {measure_rows("train", ensemble, data, RowNumbers(trained.begin(), trained.end())),
            measure_validation(members, data, space),
            measure_rows("test", ensemble, data, data.splits.front().test)};
}

}  // namespace archfront
