// archfront query: metric values of given architectures, one architecture a line, as CSV.
#include <iostream>

#include "engine/text.hpp"
#include "tools/cli/architectures.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

using Sources = std::vector<std::shared_ptr<const MetricSource>>;

void print_block(const SearchSpace& space, const ArchitectureBatch& batch, const Sources& sources) {
    std::vector<std::vector<double>> columns;
    for (const auto& source : sources) {
        columns.emplace_back(batch.size());
        source->evaluate(batch, columns.back());
    }
    std::string text;
    for (std::size_t r = 0; r < batch.size(); ++r) {
        append_csv_field(text, space.to_string(batch[r]));
        for (const std::vector<double>& column : columns) {
            text += ',';
            append_number(text, column[r]);
        }
        text += '\n';
    }
    std::cout << text;
}

int run_query(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("space", options::value<std::string>()->required()->value_name("S"),
                              "search space")(
        "metric,m", options::value<std::vector<std::string>>()->required()->composing()->value_name("M"),
        "metric, as 'archfront list metrics' names it; may be given several times")(
        "source", options::value<std::string>()->default_value("")->value_name("SRC"),
        "who answers, where several can (default: measured before formula before surrogate)")(
        "file", options::value<std::string>()->default_value("-")->value_name("FILE"),
        "architectures, one a line, written out, as #N, row N (from 0) of the first metric's table, or by "
        "the "
        "name that this table's files give them; - for standard input");
    add_metric_options(description);
    options::variables_map values;
    if (!parse_arguments("query", arguments, description, "file", 1, values)) return 0;

    const auto space = make_space(values["space"].as<std::string>());
    MetricCatalogue catalogue(metric_context(values, space));
    Sources sources;
    std::string header = "architecture";
    for (const std::string& id : values["metric"].as<std::vector<std::string>>()) {
        sources.push_back(catalogue.open(id, values["source"].as<std::string>()));
        header += ",";
        append_csv_field(header, id);
    }

    std::cout << header << "\n";
    read_architectures(values["file"].as<std::string>(), *space, sources[0].get(),
                       [&](const ArchitectureBatch& batch) { print_block(*space, batch, sources); });
    return 0;
}

const Registration<Command> registration{
    {{.name = "query",
      .summary = "metric values of architectures, one a line, as CSV",
      .citation = "query --space S --metric M [--metric M ...] [--source SRC] [FILE|-]",
      .file = __FILE__},
     run_query}};

}  // namespace
}  // namespace archfront
