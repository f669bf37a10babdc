#include "experiments/surrogate_quality.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/text.hpp"

namespace archfront {
namespace {

using Json = nlohmann::json;

double number_in(const Json& part, const char* name) {
    const Json value = part.value(name, Json());  // null stands for NaN
    return value.is_number() ? value.get<double>() : std::nan("");
}

/// Reads a report, which may come with anybody's model.
void read_report(const std::string& report, SurrogateQuality& quality) {
    if (report.empty()) {
        quality.missing = "its model has no training report";
        return;
    }
    try {
        const Json json = Json::parse(report);
        quality.trained_on = json.at("data").at("source").get<std::string>();
        for (const char* name : {"train", "validation", "test"}) {
            if (!json.contains(name)) continue;
            const Json& part = json.at(name);
            quality.parts.push_back({name,
                                     part.at("rows").get<std::size_t>(),
                                     {.mae = number_in(part, "mae"),
                                      .rmse = number_in(part, "rmse"),
                                      .r2 = number_in(part, "r2"),
                                      .kendall_tau = number_in(part, "kendall_tau"),
                                      .spearman = number_in(part, "spearman")}});
        }
    } catch (const Json::exception&) {
        quality.parts.clear();
        quality.missing = "its model's training report cannot be understood";
    }
}

}  // namespace

std::vector<SurrogateQuality> surrogate_qualities(const Study& study, MetricCatalogue& catalogue) {
    std::vector<SurrogateQuality> qualities;
    std::set<std::pair<std::string, std::string>> known;
    for (const StudyDevice& device : study.devices) {
        for (const MetricInfo& info : device.metrics) {
            if (info.kind != SourceKind::surrogate || !known.emplace(info.id, info.source).second) continue;
            SurrogateQuality& quality = qualities.emplace_back();
            quality.info = info;
            // What completes measurements is named behind them.
            const std::string source(split(info.source, '+').back());
            try {
                read_report(catalogue.open(info.id, source)->training_report(), quality);
            } catch (const UserError& error) {
                quality.missing = error.what();
            }
        }
    }
    return qualities;
}

void add_surrogates(ReportSection& section, const std::vector<SurrogateQuality>& qualities) {
    Table table;
    table.name = "surrogates";
    table.title = "Surrogates behind the numbers";
    table.caption =
        "How well the surrogates that answered agree with measurements that neither their training nor the "
        "choice of "
        "their configuration saw, as the reports of their training say: Kendall's tau-b, coefficient of "
        "determination, root mean squared and mean absolute error in the metric's unit.";
    table.header = {"metric", "source", "trained on", "rows", "test rows", "tau", "R2", "RMSE", "MAE"};
    table.text_columns = 3;
    std::vector<std::string> without;
    for (const SurrogateQuality& quality : qualities) {
        const QualityPart* test = nullptr;
        std::size_t rows = 0;
        for (const QualityPart& part : quality.parts) {
            if (part.name == "test") test = &part;
            if (part.name == "train") rows = part.rows;
        }
        if (test == nullptr) {
            without.push_back(quality.info.id + " of " + quality.info.source +
                              (quality.missing.empty() ? "" : " (" + quality.missing + ")"));
            continue;
        }
        const Agreement& agreement = test->agreement;
        table.rows.push_back({{quality.info.id},
                              {quality.info.source},
                              {quality.trained_on},
                              {std::to_string(rows)},
                              {std::to_string(test->rows)},
                              {readable(agreement.kendall_tau)},
                              {readable(agreement.r2, 5)},
                              {readable(agreement.rmse)},
                              {readable(agreement.mae)}});
    }
    if (!without.empty())
        section.sentences.push_back("Surrogates of unknown quality: " + join(without, ", ") + ".");
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
}

}  // namespace archfront
