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
#include "objectives/ridge.hpp"

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
    std::vector<float> labels;  // linked, over the predictor's scale
    LabelledRows rows() const { return {features, labels}; }
};

Part gather(const Data& data, const RowNumbers& rows, const Predictor& predictor) {
    Part part;
    for (const std::size_t r : rows) {
        const float* row = data.features.data() + r * predictor.features;
        part.features.insert(part.features.end(), row, row + predictor.features);
        part.labels.push_back(to_link(predictor.link, data.values[r]) / predictor.scale);
    }
    return part;
}

Agreement agreement_of(const Predictor& predictor, const Data& data, const Part& part,
                       const RowNumbers& rows) {
    if (rows.empty()) return {};
    std::vector<float> predictions(rows.size());
    predictor.predict(part.features, predictions);
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
        report["options"][option.name] =
            Json::accept(option.value) ? Json::parse(option.value) : Json(option.value);
    const Predictor& predictor = result.model.predictor;
    report["features"] = predictor.features;
    report["weights"] = predictor.linear.weights.size();
    report["ridge_penalty"] = result.ridge_penalty;
    report["trees"] = predictor.forest.trees();
    report["nodes"] = predictor.forest.nodes().size();
    for (const FitPart& part : result.parts) {
        if (part.rows > 0) report[part.name] = part_to_json(part);
    }
    report["prediction_checksum"] = hexadecimal(prediction_checksum(result.model, space));
    return report.dump(2) + "\n";
}

Link link_of(const FitOptions& options, const Data& data) {
    const Link link = *parse_link(options.link);
    if (link == Link::identity) return link;
    const auto smallest = std::min_element(data.values.begin(), data.values.end());
    if (smallest != data.values.end() && *smallest <= 0) {
        throw UserError("--link " + options.link + " needs values above 0, but one is " +
                        format_number(*smallest) + "; use --link identity");
    }
    return link;
}

/// The standard deviation of the linked values, or 1 where they are all equal.
float scale_of(const Data& data, const RowNumbers& rows, Link link) {
    double sum = 0, squares = 0;
    for (const std::size_t r : rows) {
        const auto label = static_cast<double>(to_link(link, data.values[r]));
        sum += label;
        squares += label * label;
    }
    const auto n = static_cast<double>(rows.size());
    const double variance = squares / n - (sum / n) * (sum / n);
    return variance > 1e-12 * squares / n ? static_cast<float>(std::sqrt(variance)) : 1.0F;
}

/// What was trained on. A linear part may extrapolate by a tenth, but not below what is positive: a network that costs
/// nothing would win every comparison.
PredictionRange range_of(const Data& data, const RowNumbers& rows, const FitOptions& options) {
    double lowest = data.values[rows[0]], highest = lowest;
    for (const std::size_t r : rows) {
        lowest = std::min(lowest, data.values[r]);
        highest = std::max(highest, data.values[r]);
    }
    if (options.family != "forest") {
        const double more = (highest - lowest) / 10;
        highest += more;
        if (lowest <= 0) lowest -= more;
    }
    return {static_cast<float>(lowest), static_cast<float>(highest)};
}

/// Replaces labels by what the linear model leaves of them, and shows the forest its predictions, out of fold on
/// the training rows so that it learns from errors of the kind it will meet.
Part residuals(const Part& part, const LinearModel& linear, std::span<const float> out_of_fold) {
    Part left;
    const std::size_t features = linear.weights.size();
    for (std::size_t r = 0; r < part.labels.size(); ++r) {
        const std::span<const float> row(part.features.data() + r * features, features);
        const float prediction = out_of_fold.empty() ? linear.predict(row) : out_of_fold[r];
        left.features.insert(left.features.end(), row.begin(), row.end());
        left.features.push_back(prediction);
        left.labels.push_back(part.labels[r] - prediction);
    }
    return left;
}

/// Fills in the linear part and the forest.
void train(Predictor& predictor, const std::array<Part, 3>& parts, const FitOptions& options,
           double& ridge_penalty, const BoostingProgress& progress) {
    BoostingOptions boosting = options.boosting;
    boosting.seed = static_cast<std::uint64_t>(options.seed);
    if (options.family == "forest") {
        predictor.forest =
            train_forest(predictor.features, parts[0].rows(), parts[1].rows(), boosting, progress);
        return;
    }
    const RidgeFit ridge = fit_ridge(predictor.features, parts[0].rows(), parts[1].rows());
    predictor.linear = ridge.model;
    ridge_penalty = ridge.penalty;
    predictor.forest = RegressionForest(predictor.features + 1, 0);
    if (options.family == "linear") return;
    const Part train_left = residuals(parts[0], ridge.model, ridge.out_of_fold);
    const Part validation_left = residuals(parts[1], ridge.model, {});
    predictor.forest =
        train_forest(predictor.features + 1, train_left.rows(), validation_left.rows(), boosting, progress);
}

}  // namespace

void bind(OptionTable& table, FitOptions& options) {
    BoostingOptions& boosting = options.boosting;
    table.real("test-fraction", options.test_fraction, 0, 0.9, "part of the rows kept for the test");
    table.real("validation-fraction", options.validation_fraction, 0, 0.9,
               "part of the rows that decides when to stop");
    table.integer("seed", options.seed, 0, std::int64_t{1} << 31, "of the split and of the boosting");
    table.one_of(
        "family", options.family, {"forest", "linear", "linear+forest"},
        "what is trained: boosted trees, ridge regression, or trees on what the ridge regression leaves");
    table.one_of("link", options.link, {"identity", "logarithm", "reciprocal"},
                 "scale that is learnt; times add up over layers, and so do reciprocals of throughputs");
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

    MetricInfo info = source.info();
    info.kind = SourceKind::surrogate;
    info.source = options.name;
    info.partial = false;
    info.aliases.clear();
    info.note.clear();
    FitResult result{.model = {{space->name(), info, space->feature_names()}, {}}};
    Predictor& predictor = result.model.predictor;
    predictor.features = result.model.header.feature_names.size();
    predictor.link = link_of(options, data);
    predictor.scale = scale_of(data, rows[0], predictor.link);
    predictor.range = range_of(data, rows[0], options);
    std::array<Part, 3> parts;
    for (std::size_t p = 0; p < parts.size(); ++p)
        parts[p] = gather(data, rows[p], predictor);
    train(predictor, parts, options, result.ridge_penalty, progress);

    const std::array<const char*, 3> names = {"train", "validation", "test"};
    for (std::size_t p = 0; p < parts.size(); ++p)
        result.parts[p] = {names[p], rows[p].size(), agreement_of(predictor, data, parts[p], rows[p])};
    result.report = make_report(result, source, data, *space, options);
    return result;
}

std::uint64_t prediction_checksum(const Model& model, const SearchSpace& space) {
    RandomGenerator random(0);
    ArchitectureBatch architectures(space.width());
    for (int i = 0; i < 1'000; ++i)
        space.sample(random, architectures.emplace_back());
    std::vector<float> features(architectures.size() * model.predictor.features);
    std::vector<float> predictions(architectures.size());
    space.features(architectures, features);
    model.predictor.predict(features, predictions);
    return hash_bytes(predictions.data(), predictions.size() * sizeof(float));
}

}  // namespace archfront
