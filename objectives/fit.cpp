#include "objectives/fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "engine/architecture_set.hpp"
#include "engine/file.hpp"
#include "engine/hash.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_data_file = std::size_t{1} << 30;

std::string hexadecimal(std::uint64_t value) {
    std::string text(17, '\0');
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
    text.pop_back();
    return text;
}

/// The architectures that have a value, with features and values.
struct Data {
    ArchitectureBatch architectures;
    std::vector<float> features;  // row-major, shape (n, f)
    std::vector<double> values;
    std::size_t missing = 0;
};

Data collect(const SearchSpace& space, const MetricSource& source) {
    const auto known = source.known();
    if (!known) {
        throw UserError("source '" + source.info().source + "' of metric '" + source.info().id +
                        "' has no finite list of architectures to train on; give --source a table's");
    }
    Data data{ArchitectureBatch(space.width()), {}, {}, 0};
    std::vector<double> values(known->size());
    source.evaluate(*known, values);
    for (std::size_t r = 0; r < values.size(); ++r) {
        if (!std::isfinite(values[r])) continue;
        data.architectures.push_back((*known)[r]);
        data.values.push_back(values[r]);
    }
    data.missing = values.size() - data.values.size();
    data.features.resize(data.values.size() * space.feature_names().size());
    space.features(data.architectures, data.features);
    return data;
}

/// Rows by isomorphism class, in order of first appearance.
std::vector<RowNumbers> isomorphism_classes(const SearchSpace& space, ArchitectureBatchView architectures) {
    ArchitectureBatch canonical(space.width());
    canonical.append(architectures);
    space.canonicalise(canonical, Equivalence::isomorphism);
    ArchitectureSet classes(space.width());
    std::vector<RowNumbers> members;
    for (std::size_t r = 0; r < canonical.size(); ++r) {
        const auto [index, is_new] = classes.insert(canonical[r]);
        if (is_new) members.emplace_back();
        members[index].push_back(r);
    }
    return members;
}

/// The rows of one part, contiguous.
struct Part {
    std::vector<float> features;
    std::vector<float> labels;
    LabelledRows rows() const { return {features, labels}; }
};

Part gather(const Data& data, std::size_t feature_count, const RowNumbers& rows) {
    Part part;
    for (const std::size_t r : rows) {
        const float* row = data.features.data() + r * feature_count;
        part.features.insert(part.features.end(), row, row + feature_count);
        part.labels.push_back(static_cast<float>(data.values[r]));
    }
    return part;
}

Agreement agreement_of(const RegressionForest& forest, const Data& data, const Part& part,
                       const RowNumbers& rows) {
    if (rows.empty()) return {};
    std::vector<float> predictions(rows.size());
    forest.predict(part.features, predictions);
    std::vector<double> measured;
    for (const std::size_t r : rows)
        measured.push_back(data.values[r]);
    return agreement(measured, std::vector<double>(predictions.begin(), predictions.end()));
}

Json part_to_json(const FitPart& part) {
    const Agreement& a = part.agreement;
    return {{"rows", part.rows},
            {"mae", a.mae},
            {"rmse", a.rmse},
            {"r2", a.r2},
            {"kendall_tau", a.kendall_tau},
            {"spearman", a.spearman}};
}

Json files_to_json(const MetricSource& source) {
    Json files = Json::array();
    for (const auto& file : source.files()) {
        const std::string bytes = read_text_file(file, largest_data_file);
        files.push_back({{"name", file.filename().string()},
                         {"bytes", bytes.size()},
                         {"hash", hexadecimal(hash_text(bytes))}});
    }
    return files;
}

std::string make_report(const FitResult& result, const MetricSource& source, const Data& data,
                        const SearchSpace& space, FitOptions options) {
    const MetricInfo& info = source.info();
    Json report = {
        {"archfront", ARCHFRONT_VERSION},
        {"xgboost", xgboost_version()},
        {"space", space.name()},
        {"metric", {{"id", info.id}, {"unit", info.unit}, {"direction", to_string(info.direction)}}},
        {"data",
         {{"source", info.source},
          {"citation", info.citation},
          {"files", files_to_json(source)},
          {"rows", data.values.size()},
          {"rows_without_value", data.missing}}}};
    OptionTable table;
    bind(table, options);
    for (const OptionDescription& option : table.describe())
        report["options"][option.name] = Json::parse(option.value);
    report["features"] = result.model.forest.features();
    report["trees"] = result.model.forest.trees();
    report["nodes"] = result.model.forest.nodes().size();
    for (const FitPart& part : result.parts) {
        if (part.rows > 0) report[part.name] = part_to_json(part);
    }
    report["prediction_checksum"] = hexadecimal(prediction_checksum(result.model, space));
    return report.dump(2) + "\n";
}

}  // namespace

void bind(OptionTable& table, FitOptions& options) {
    BoostingOptions& boosting = options.boosting;
    table.real("test-fraction", options.test_fraction, 0, 0.9, "part of the rows kept for the test");
    table.real("validation-fraction", options.validation_fraction, 0, 0.9,
               "part of the rows that decides when to stop");
    table.integer("seed", options.seed, 0, std::int64_t{1} << 31, "of the split and of the boosting");
    table.integer("rounds", boosting.rounds, 1, 100'000, "trees at most");
    table.integer("max-depth", boosting.max_depth, 1, 30, "splits between a tree's root and a leaf, at most");
    table.real("learning-rate", boosting.learning_rate, 1e-6, 1, "share of each tree that is added");
    table.real("min-child-weight", boosting.min_child_weight, 0, 1e9, "rows in a leaf, at least");
    table.real("subsample", boosting.subsample, 0.01, 1, "share of the rows each tree sees");
    table.real("colsample", boosting.colsample, 0.01, 1, "share of the features each tree sees");
    table.real("lambda", boosting.lambda, 0, 1e9, "L2 penalty on leaf values");
    table.real("alpha", boosting.alpha, 0, 1e9, "L1 penalty on leaf values");
    table.integer("early-stopping", boosting.early_stopping, 1, 100'000,
                  "rounds without a better validation error after which to stop");
}

std::array<RowNumbers, 3> split_rows(const SearchSpace& space, ArchitectureBatchView architectures,
                                     const FitOptions& options) {
    std::vector<RowNumbers> classes = isomorphism_classes(space, architectures);
    RandomGenerator random(static_cast<std::uint64_t>(options.seed));
    random.shuffle(std::span(classes));
    const auto share = [&](double fraction) {
        return static_cast<std::size_t>(std::llround(fraction * static_cast<double>(architectures.size())));
    };
    const std::size_t test = share(options.test_fraction);
    const std::size_t validation = share(options.validation_fraction);
    std::array<RowNumbers, 3> parts;
    for (const RowNumbers& members : classes) {
        RowNumbers& part = parts[2].size() < test         ? parts[2]
                           : parts[1].size() < validation ? parts[1]
                                                          : parts[0];
        part.insert(part.end(), members.begin(), members.end());
    }
    for (RowNumbers& part : parts)
        std::sort(part.begin(), part.end());
    if (parts[0].empty()) {
        throw UserError("nothing is left to train on: " + with_thousands(architectures.size()) +
                        " rows with a value, of " + with_thousands(classes.size()) +
                        " different networks; lower the fractions for test and validation, or add rows");
    }
    return parts;
}

FitResult fit(const std::shared_ptr<const SearchSpace>& space, const MetricSource& source,
              const FitOptions& options, const BoostingProgress& progress) {
    const Data data = collect(*space, source);
    const std::array<RowNumbers, 3> rows = split_rows(*space, data.architectures, options);
    const std::vector<std::string> feature_names = space->feature_names();
    std::array<Part, 3> parts;
    for (std::size_t p = 0; p < parts.size(); ++p)
        parts[p] = gather(data, feature_names.size(), rows[p]);

    BoostingOptions boosting = options.boosting;
    boosting.seed = static_cast<std::uint64_t>(options.seed);
    RegressionForest forest =
        train_forest(feature_names.size(), parts[0].rows(), parts[1].rows(), boosting, progress);
    const auto [lowest, highest] = std::minmax_element(parts[0].labels.begin(), parts[0].labels.end());
    forest.set_range({*lowest, *highest});

    MetricInfo info = source.info();
    info.kind = SourceKind::surrogate;
    info.source = options.name;
    FitResult result{{{space->name(), info, feature_names}, std::move(forest)}, {}, ""};
    const std::array<const char*, 3> names = {"train", "validation", "test"};
    for (std::size_t p = 0; p < parts.size(); ++p) {
        result.parts[p] = {names[p], rows[p].size(),
                           agreement_of(result.model.forest, data, parts[p], rows[p])};
    }
    result.report = make_report(result, source, data, *space, options);
    return result;
}

std::uint64_t prediction_checksum(const Model& model, const SearchSpace& space) {
    RandomGenerator random(0);
    ArchitectureBatch architectures(space.width());
    for (int i = 0; i < 1'000; ++i)
        space.sample(random, architectures.emplace_back());
    std::vector<float> features(architectures.size() * model.forest.features());
    std::vector<float> predictions(architectures.size());
    space.features(architectures, features);
    model.forest.predict(features, predictions);
    return hash_bytes(predictions.data(), predictions.size() * sizeof(float));
}

}  // namespace archfront
