#include "experiments/tuned_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/document.hpp"
#include "engine/regressor.hpp"

namespace archfront {

PredictorLists read_tuned(const std::string& file, std::size_t metrics, TuneOptions& options) {
    const Node document = read_yaml(file);
    Fields fields(document, "a file of 'archfront tune'");
    const Node& features = fields.require("features");
    OptionTable table;
    bind(table, options);
    table.assign({"features", features.as_text("features"), features.where});
    PredictorLists lists(metrics);
    for (const Node& combination : fields.require("combinations").as_list()) {
        const Node& predictors = Fields(combination, "a combination").require("predictors");
        const std::vector<Node> names = predictors.as_list();
        if (names.size() != metrics) {
            throw UserError(predictors.where,
                            std::to_string(names.size()) + " predictors in a combination, but " +
                                std::to_string(metrics) + " metrics; give --metric as often");
        }
        for (std::size_t j = 0; j < metrics; ++j) {
            const std::string& name = names[j].as_text("predictors");
            parse_regressor(name, names[j].where);
            if (std::find(lists[j].begin(), lists[j].end(), name) == lists[j].end()) lists[j].push_back(name);
        }
    }
    if (lists[0].empty())
        throw UserError(fields.require("combinations").where,
                        "'combinations' is empty; write it with 'archfront tune'");
    return lists;
}

std::string tuned_to_json(const Problem& problem, const PredictorLists& lists, const TuneOptions& options,
                          const TuneResult& result) {
    using Json = nlohmann::ordered_json;
    Json document = {{"space", problem.space().name()}, {"metrics", Json::array()}};
    for (const auto& source : problem.metrics()) {
        const MetricInfo& info = source->info();
        document["metrics"].push_back(
            {{"metric", info.id}, {"source", info.source}, {"direction", to_string(info.direction)}});
    }
    document["features"] = options.features;
    document["dominance"] = options.as_published ? "as-published" : "pareto";
    document["seed"] = options.seed;
    document["train_rows"] = result.train_rows;
    document["validation_rows"] = result.validation_rows;
    document["front"] = result.front;
    document["ranked"] = result.ranked;
    document["combinations"] = Json::array();
    for (const Combination& combination : result.best) {
        Json predictors = Json::array();
        for (std::size_t j = 0; j < lists.size(); ++j)
            predictors.push_back(lists[j][combination.predictors[j]]);
        document["combinations"].push_back(
            {{"adrs", combination.adrs}, {"front", combination.front}, {"predictors", predictors}});
    }
    document["agreement"] = Json::array();
    for (std::size_t j = 0; j < lists.size(); ++j) {
        for (std::size_t c = 0; c < lists[j].size(); ++c) {
            const Agreement& a = result.agreements[j][c];
            document["agreement"].push_back({{"metric", problem.metrics()[j]->info().id},
                                             {"predictor", lists[j][c]},
                                             {"mae", a.mae},
                                             {"rmse", a.rmse},
                                             {"r2", a.r2},
                                             {"kendall_tau", a.kendall_tau},
                                             {"spearman", a.spearman}});
        }
    }
    return document.dump(2) + "\n";
}

}  // namespace archfront
