#include "objectives/fit_report.hpp"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/file.hpp"
#include "engine/hash.hpp"
#include "engine/text.hpp"
#include "objectives/model_parts.hpp"

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_data_file = std::size_t{1} << 30;

Json files_to_json(const std::vector<std::filesystem::path>& paths) {
    Json files = Json::array();
    for (const auto& path : paths) {
        const std::string bytes = read_text_file(path, largest_data_file);
        files.push_back({{"name", path.filename().string()},
                         {"bytes", bytes.size()},
                         {"hash", hexadecimal(hash_text(bytes))}});
    }
    return files;
}

Json data_to_json(const MetricSource& source, const FitData& data) {
    return {{"source", source.info().source},
            {"citation", source.info().citation},
            {"files", files_to_json(source.files())},
            {"rows", data.rows.values.size()},
            {"rows_without_value", data.missing}};
}

Json agreement_to_json(const FitPart& part) {
    const Agreement& a = part.agreement;
    return {{"rows", part.rows},
            {"mae", a.mae},
            {"rmse", a.rmse},
            {"r2", a.r2},
            {"kendall_tau", a.kendall_tau},
            {"spearman", a.spearman}};
}

void add_parts(Json& json, const FitParts& parts) {
    for (const FitPart& part : parts) {
        if (part.rows > 0) json[part.name] = agreement_to_json(part);
    }
}

Json members_to_json(const std::vector<TrainedPredictor>& members) {
    Json json = Json::array();
    for (const auto& [predictor, ridge_penalty] : members) {
        json.push_back({{"features", predictor.features},
                        {"weights", predictor.linear.weights.size()},
                        {"ridge_penalty", ridge_penalty},
                        {"trees", predictor.forest.trees()},
                        {"nodes", predictor.forest.nodes().size()}});
        if (predictor.process) {
            const GaussianProcessParameters& parameters = predictor.process->parameters();
            json.back()["process"] = {{"rows", predictor.process->size()},
                                      {"weights", parameters.weights},
                                      {"signal_variance", parameters.signal_variance},
                                      {"noise_variance", parameters.noise_variance}};
        }
    }
    return json;
}

/// The lists of the split, by content: where they lie is no property of the model.
Json lists_to_json(const SplitOptions& split) {
    Json lists = Json::object();
    for (const auto& [part, file] :
         {std::pair("train", &split.train), std::pair("validation", &split.validation),
          std::pair("test", &split.test)}) {
        if (!file->empty()) lists[part] = files_to_json({*file}).at(0);
    }
    return lists;
}

Json options_to_json(FitOptions options) {
    OptionTable table;
    bind(table, options);
    Json json;
    for (const OptionDescription& option : table.describe())
        json[option.name] = Json::accept(option.value) ? Json::parse(option.value) : Json(option.value);
    return json;
}

/// The inverse of options_to_json.
FitOptions options_of_json(const Json& json) {
    FitOptions options;
    OptionTable table;
    bind(table, options);
    for (const auto& [name, value] : json.items())
        table.assign(
            {name, value.is_string() ? value.get<std::string>() : value.dump(), {"the model's report"}});
    return options;
}

/// The parts that `json` holds, measured anew, and what differs.
void compare_parts(const std::string& what, const Json& json, const FitParts& parts,
                   std::vector<std::string>& differences) {
    const auto number = [](const Json& value) { return value.is_number() ? value.get<double>() : NAN; };
    for (const FitPart& part : parts) {
        if (part.rows == 0 && !json.contains(part.name)) continue;
        const Json reported = json.value(part.name, Json::object());
        const Json measured = agreement_to_json(part);
        for (const auto& [name, value] : measured.items()) {
            const double now = number(value), then = number(reported.value(name, Json()));
            const bool same = (std::isnan(now) && std::isnan(then)) ||
                              std::abs(now - then) <= 1e-9 * std::max(1.0, std::abs(then));
            if (!same) {
                differences.push_back(join(
                    {what + part.name, name, "is", format_number(now) + ", not", format_number(then)}, " "));
            }
        }
    }
}

/// Whatever the order of keys.
bool is_same(const Json& a, const Json& b) {
    return nlohmann::json::parse(a.dump()) == nlohmann::json::parse(b.dump());
}

void compare_data(const Json& reported, const Json& now, std::vector<std::string>& differences) {
    for (const char* key : {"files", "rows", "rows_without_value"}) {
        if (!is_same(reported.at(key), now.at(key)))
            differences.push_back("the data of '" + now.at("source").get<std::string>() + "' changed: its " +
                                  key + " were " + excerpt(reported.at(key).dump(), 200) + " and are " +
                                  excerpt(now.at(key).dump(), 200));
    }
}

/// What was trained otherwise than the report says cannot be shown the report's rows.
void require_same_training(const Model& model, const Json& report, const FitOptions& options) {
    const ModelHeader& header = model.header;
    const bool same = report.at("space") == header.space && report.at("metric").at("id") == header.info.id &&

                      static_cast<std::size_t>(options.members) == model.members.size() &&
                      report.contains("spread") == model.spread.has_value();
    if (!same) throw UserError("the report is another model's: check the model beside which it was written");
}

}  // namespace

std::string options_to_text(const FitOptions& options) {
    return options_to_json(options).dump();
}

std::string fit_report(const SearchSpace& space, const FitOptions& options, const FitRecord& metric,
                       const FitRecord* spread, std::uint64_t prediction_checksum) {
    const MetricInfo& info = metric.source.info();
    Json report = {
        {"archfront", ARCHFRONT_VERSION},
        {"xgboost", xgboost_version()},
        {"space", space.name()},
        {"metric", {{"id", info.id}, {"unit", info.unit}, {"direction", to_string(info.direction)}}},
        {"data", data_to_json(metric.source, metric.data)},
        {"options", options_to_json(options)},
        {"lists", lists_to_json(options.split)},
        {"members", members_to_json(metric.trained)}};
    add_parts(report, metric.parts);
    if (spread != nullptr) {
        report["spread"] = {{"metric", spread->source.info().id},
                            {"data", data_to_json(spread->source, spread->data)},
                            {"members", members_to_json(spread->trained)}};
        add_parts(report["spread"], spread->parts);
    }
    report["prediction_checksum"] = hexadecimal(prediction_checksum);
    return report.dump(2) + "\n";
}

FitCheck check_fit(const Model& model, const std::string& report_text, const SplitOptions& lists,
                   MetricCatalogue& sources) try {
    const Json report = model_parts::parse_json(report_text, "the model's report");
    const auto& space = sources.space();
    FitOptions options = options_of_json(report.at("options"));
    require_same_training(model, report, options);
    options.split.train = lists.train;
    options.split.validation = lists.validation;
    options.split.test = lists.test;
    if (!is_same(lists_to_json(options.split), report.at("lists"))) {
        throw UserError("the model was fitted with the lists " + report.at("lists").dump() +
                        "; give them by --train, --validation and --test");
    }
    const auto source = sources.open(report.at("metric").at("id").get<std::string>(),
                                     report.at("data").at("source").get<std::string>());
    FitCheck check;
    const FitData data = collect_fit_data(space, *source, options, false);
    compare_data(report.at("data"), data_to_json(*source, data), check.differences);
    check.parts = measure_fit(model.members, data, space);
    compare_parts("", report, check.parts, check.differences);
    if (model.spread) {
        const Json& spread = report.at("spread");
        const auto spread_source = sources.open(spread.at("metric").get<std::string>(),
                                                spread.at("data").at("source").get<std::string>());
        FitOptions one = options;
        one.members = 1;
        const FitData spread_data = collect_fit_data(space, *spread_source, one, true);
        compare_data(spread.at("data"), data_to_json(*spread_source, spread_data), check.differences);
        check.spread_parts = measure_fit({*model.spread}, spread_data, space);
        compare_parts("spread: ", spread, check.spread_parts, check.differences);
    }
    const std::string checksum = hexadecimal(prediction_checksum(model, space));
    if (report.at("prediction_checksum") != checksum)
        check.differences.push_back("the model's predictions have checksum " + checksum + ", not " +
                                    report.at("prediction_checksum").dump());
    return check;
} catch (const nlohmann::json::exception& error) {
    throw UserError("the model's report is not one of this version's: " + excerpt(error.what(), 160));
}

}  // namespace archfront
