// archfront tune: which predictors together predict a front best. The options document and check themselves, so this
// file only passes them on.
#include "experiments/tune.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

#include "engine/file.hpp"
#include "engine/regressor.hpp"
#include "engine/text.hpp"
#include "experiments/tuned_file.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

constexpr std::size_t printed_combinations = 10;

options::options_description describe_options(const OptionTable& table) {
    options::options_description description("options");
    const auto list = [](const char* name) {
        return options::value<std::vector<std::string>>()->composing()->value_name(name);
    };
    description.add_options()("space", options::value<std::string>()->required()->value_name("S"),
                              "search space")("metric,m", list("M")->required(),
                                              "metric to predict; give one for each objective")(
        "source", options::value<std::string>()->default_value("")->value_name("SRC"),
        "whose values to learn, where several answer")(
        "predictor", list("P"),
        "configuration to try for every metric (\"xgboost trees=50\") in place of RAPID's grid; may be given "
        "several "
        "times")(
        "from", options::value<std::string>()->value_name("FILE"),
        "result of another tuning, whose best configurations are mixed anew in place of RAPID's grid")(
        "out", options::value<std::string>()->required()->value_name("FILE"),
        "where to write the result (JSON)");
    for (const OptionDescription& option : table.describe()) {
        const std::string summary = option.summary + " (" + option.type + ")";
        if (option.type == "true or false") {
            description.add_options()(option.name.c_str(), options::bool_switch(), option.summary.c_str());
        } else {
            description.add_options()(option.name.c_str(),
                                      options::value<std::string>()->default_value(option.value),
                                      summary.c_str());
        }
    }
    add_metric_options(description);
    return description;
}

TuneOptions tune_options(const options::variables_map& values) {
    TuneOptions asked;
    OptionTable table;
    bind(table, asked);
    for (const OptionDescription& option : table.describe()) {
        const options::variable_value& value = values[option.name];
        if (value.defaulted()) continue;
        const bool is_flag = option.type == "true or false";
        table.assign({option.name, is_flag ? "true" : value.as<std::string>(), {}});
    }
    return asked;
}

Problem open_problem(const options::variables_map& values) {
    const auto space = make_space(values["space"].as<std::string>());
    MetricCatalogue catalogue(metric_context(values, space));
    std::vector<Objective> objectives;
    for (const std::string& metric : values["metric"].as<std::vector<std::string>>()) {
        const auto source = catalogue.open(metric, values["source"].as<std::string>());
        for (const Objective& other : objectives) {
            if (other.source == source)
                throw UserError("metric '" + source->info().id + "' is given twice; leave one out");
        }
        objectives.push_back({source});
    }
    return {space, objectives};
}

PredictorLists predictor_lists(const options::variables_map& values, std::size_t metrics,
                               TuneOptions& asked) {
    if (values.count("from") > 0) {
        if (values.count("predictor") > 0 || !values["features"].defaulted())
            throw UserError(
                "--from says which predictors there are, and their features; leave out the others");
        return read_tuned(values["from"].as<std::string>(), metrics, asked);
    }
    std::vector<std::string> predictors = published_grid();
    if (values.count("predictor") > 0) predictors = values["predictor"].as<std::vector<std::string>>();
    for (const std::string& predictor : predictors)
        parse_regressor(predictor);
    return PredictorLists(metrics, predictors);
}

/// Says of each stage when a tenth more is done.
class ProgressPrinter {
  public:
    void operator()(std::string_view stage, std::size_t done, std::size_t all) {
        const std::size_t tenths = 10 * done / all;
        if (stage == stage_ && tenths == tenths_) return;
        stage_ = stage;
        tenths_ = tenths;
        std::cerr << "archfront: " << stage << " " << 10 * tenths << " %\n";
    }

  private:
    std::string stage_;
    std::size_t tenths_ = 0;
};

void print(const TuneResult& result, const PredictorLists& lists) {
    std::cout << with_thousands(result.train_rows) << " rows train, "
              << with_thousands(result.validation_rows) << " rank " << with_thousands(result.ranked)
              << " combinations; their measured front has " << with_thousands(result.front)
              << " points\n  ADRS  front  predictors\n";
    for (std::size_t c = 0; c < std::min(result.best.size(), printed_combinations); ++c) {
        const Combination& combination = result.best[c];
        std::array<char, 40> numbers;
        std::snprintf(numbers.data(), numbers.size(), "%6.4f %6zu  ", combination.adrs, combination.front);
        std::vector<std::string> names;
        for (std::size_t j = 0; j < lists.size(); ++j)
            names.push_back(lists[j][combination.predictors[j]]);
        std::cout << numbers.data() << join(names, ", ") << "\n";
    }
}

int run_tune(const std::vector<std::string>& arguments) {
    TuneOptions defaults;
    OptionTable table;
    bind(table, defaults);
    options::variables_map values;
    if (!parse_arguments("tune", arguments, describe_options(table), "", 0, values)) return 0;
    TuneOptions asked = tune_options(values);
    const Problem problem = open_problem(values);
    const PredictorLists lists = predictor_lists(values, problem.objectives().size(), asked);
    const TuneResult result = tune(problem, lists, asked, ProgressPrinter());
    write_file_atomically(values["out"].as<std::string>(), tuned_to_json(problem, lists, asked, result));
    print(result, lists);
    return 0;
}

const Registration<Command> registration{
    {{.name = "tune",
      .summary = "rank combinations of predictors by the ADRS of the front they predict",
      .citation = "tune --space S --metric M [--metric M ...] [--source SRC] [--from FILE] --out FILE.json",
      .file = __FILE__},
     run_tune}};

}  // namespace
}  // namespace archfront
