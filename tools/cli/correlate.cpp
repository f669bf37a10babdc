// archfront correlate: how alike the metrics of a space order its networks.
#include <iostream>

#include "engine/text.hpp"
#include "experiments/correlation.hpp"
#include "results/report/write_report.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

using Sources = std::vector<std::shared_ptr<const MetricSource>>;

/// The metrics that were named, each of which has to be had.
Sources open_named(MetricCatalogue& catalogue, const std::vector<std::string>& names,
                   const std::string& source) {
    Sources sources;
    for (const std::string& name : names)
        sources.push_back(catalogue.open(name, source));
    return sources;
}

/// All metrics; those that cannot be had are told. measured: those that were measured, by whoever did; else by the
/// source that is preferred, of all of the space.
Sources open_all(MetricCatalogue& catalogue, const std::vector<std::string>& devices, bool measured) {
    Sources sources;
    for (const std::string& id : basic_metrics(catalogue, devices)) {
        for (const MetricOffer& offer : catalogue.offers()) {
            const bool wanted = measured ? offer.info.kind != SourceKind::surrogate : !offer.info.partial;
            if (offer.info.id != id || !wanted) continue;
            try {
                sources.push_back(catalogue.open(id, offer.info.source));
                break;
            } catch (const UserError& error) {
                std::cerr << "note: without " << id << " of " << offer.info.source << ": " << error.what()
                          << "\n";
            }
        }
    }
    return sources;
}

Report report_of(const CorrelationMatrix& matrix, const std::string& space, const std::string& command) {
    return {.title = "Correlation of metrics",
            .subtitle = space,
            .sections = {{.title = "Matrix",
                          .sentences = {},
                          .tables = {correlation_table(matrix)},
                          .figures = {correlation_figure(matrix)}}},
            .provenance = {.facts = {{"report by", "archfront " ARCHFRONT_VERSION}, {"command", command}},
                           .metrics = matrix.metrics,
                           .data_files = {}}};
}

int run_correlate(const std::vector<std::string>& arguments) {
    using Names = std::vector<std::string>;
    options::options_description description("options");
    description.add_options()("space", options::value<std::string>()->required()->value_name("S"),
                              "search space")("metric,m",
                                              options::value<Names>()->composing()->value_name("M"),
                                              "metric, as 'archfront list metrics' names it; may be given "
                                              "several times (default: all but draws, quantiles "
                                              "and deviations)")(
        "device", options::value<Names>()->composing()->value_name("D"),
        "of all metrics only those on this device, or on none; may be given several times")(
        "measured", options::bool_switch(),
        "of all metrics only what was measured, or follows from a formula, on networks that were measured")(
        "source", options::value<std::string>()->default_value("")->value_name("SRC"),
        "who answers for the metrics that are named")(
        "count", options::value<std::uint64_t>()->default_value(1000)->value_name("N"), "how many networks")(
        "seed", options::value<std::uint64_t>()->default_value(0)->value_name("K"),
        "the same seed, the same networks")("out", options::value<std::string>()->value_name("DIR"),
                                            "also write the matrix as a figure, a table and a page there");
    add_metric_options(description);
    options::variables_map values;
    if (!parse_arguments("correlate", arguments, description, "", 0, values)) return 0;

    constexpr std::uint64_t most_networks = 1'000'000;
    const std::uint64_t count = values["count"].as<std::uint64_t>();
    if (count < 2 || count > most_networks)
        throw UserError("--count is " + std::to_string(count) + ", not from 2 to " +
                        with_thousands(most_networks));
    const auto space = make_space(values["space"].as<std::string>());
    MetricCatalogue catalogue(metric_context(values, space));
    const Names devices = values.count("device") > 0 ? values["device"].as<Names>() : Names{};
    const Names known = catalogue.devices();
    for (const std::string& device : devices) {
        if (std::find(known.begin(), known.end(), device) == known.end())
            throw UserError(unknown_name("device", device, known));
    }
    const Sources sources =
        values.count("metric") > 0
            ? open_named(catalogue, values["metric"].as<Names>(), values["source"].as<std::string>())
            : open_all(catalogue, devices, values["measured"].as<bool>());
    if (sources.empty()) throw UserError("space '" + space->name() + "' has no such metrics");
    const CorrelationMatrix matrix = correlate(*space, sources, count, values["seed"].as<std::uint64_t>());
    std::cout << to_csv(matrix);
    if (values.count("out") == 0) return 0;
    const std::filesystem::path out = values["out"].as<std::string>();
    write_report(report_of(matrix, space->name(), "archfront correlate " + join(arguments, " ")), out);
    std::cerr << "report: " << (out / "index.html").string() << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "correlate",
      .summary = "rank correlations of metrics over a sample of a space, as CSV, figure and table",
      .citation = "correlate --space S [--metric M]... [--device D]... [--measured] [--count N] [--out DIR]",
      .file = __FILE__},
     run_correlate}};

}  // namespace
}  // namespace archfront
