// archfront list: everything that can be named in an experiment file or on the command line.
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/optimizer.hpp"
#include "engine/regressor.hpp"
#include "engine/text.hpp"
#include "experiments/protocol.hpp"
#include "experiments/ready_made.hpp"
#include "experiments/style.hpp"
#include "results/indicator.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& row, const std::string& field) {
    if (!row.contains(field)) return {};
    return row[field].is_string() ? row[field].get<std::string>() : row[field].dump();
}

/// Rows with named fields. As JSON everything is printed; for people, short fields stand in columns and the
/// others below their row.
struct Listing {
    std::vector<std::string> columns;
    Json rows = Json::array();

    void print_text() const {
        std::vector<std::size_t> widths;
        for (const std::string& column : columns) {
            widths.push_back(column.size());
            for (const Json& row : rows)
                widths.back() = std::max(widths.back(), text_of(row, column).size());
        }
        const auto print_row = [&](const auto& cell) {
            std::string line;
            for (std::size_t c = 0; c < columns.size(); ++c) {
                const std::string text = cell(columns[c]);
                line += text;
                if (c + 1 < columns.size()) line += std::string(widths[c] - text.size() + 2, ' ');
            }
            std::cout << line << "\n";
        };
        print_row([](const std::string& column) { return column; });
        for (const Json& row : rows) {
            print_row([&](const std::string& column) { return text_of(row, column); });
            print_details(row);
        }
    }

  private:
    void print_details(const Json& row) const {
        if (row.contains("summary")) std::cout << "    " << text_of(row, "summary") << "\n";
        for (const Json& option : row.value("options", Json::array())) {
            std::cout << "    " << text_of(option, "name") << ": " << text_of(option, "default") << "  ("
                      << text_of(option, "type") << ") " << text_of(option, "summary") << "\n";
        }
        if (row.contains("summary") && row.contains("citation"))
            std::cout << "    source: " << text_of(row, "citation") << "\n";
    }
};

std::vector<std::shared_ptr<const SearchSpace>> chosen_spaces(const options::variables_map& values) {
    if (values.count("space") > 0) return {make_space(values["space"].as<std::string>())};
    std::vector<std::shared_ptr<const SearchSpace>> spaces;
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries())
        spaces.push_back(plugin.make());
    return spaces;
}

Listing list_spaces() {
    Listing listing{.columns = {"space", "variables", "networks"}};
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries()) {
        const auto space = plugin.make();
        listing.rows.push_back({{"space", plugin.name},
                                {"variables", space->width()},
                                {"networks", space->network_count()},
                                {"summary", plugin.summary},
                                {"citation", plugin.citation}});
    }
    return listing;
}

Listing list_metrics(const options::variables_map& values) {
    Listing listing{.columns = {"space", "metric", "unit", "direction", "source", "kind"}};
    for (const auto& space : chosen_spaces(values)) {
        const MetricCatalogue catalogue(metric_context(values, space));
        for (const MetricOffer& offer : catalogue.offers()) {
            listing.rows.push_back({{"space", space->name()},
                                    {"metric", offer.info.id},
                                    {"unit", offer.info.unit},
                                    {"direction", to_string(offer.info.direction)},
                                    {"source", offer.info.source},
                                    {"kind", to_string(offer.info.kind)},
                                    {"citation", offer.info.citation}});
        }
    }
    return listing;
}

Listing list_devices(const options::variables_map& values) {
    Listing listing{.columns = {"space", "device", "metrics"}};
    for (const auto& space : chosen_spaces(values)) {
        const MetricCatalogue catalogue(metric_context(values, space));
        for (const std::string& device : catalogue.devices()) {
            std::vector<std::string> metrics;
            for (const MetricOffer& offer : catalogue.offers()) {
                if (offer.info.device() != device) continue;
                const std::string name = offer.info.id.substr(0, offer.info.id.find('@'));
                if (std::find(metrics.begin(), metrics.end(), name) == metrics.end()) metrics.push_back(name);
            }
            listing.rows.push_back(
                {{"space", space->name()}, {"device", device}, {"metrics", join(metrics, " ")}});
        }
    }
    return listing;
}

/// Plugins that have options.
template <class Plugin>
Listing list_with_options(const char* column) {
    Listing listing{.columns = {column}};
    for (const Plugin& plugin : Registry<Plugin>::instance().entries()) {
        Json defaults = Json::array();
        for (const OptionDescription& option : plugin.options({})) {
            defaults.push_back({{"name", option.name},
                                {"default", option.value},
                                {"type", option.type},
                                {"summary", option.summary}});
        }
        listing.rows.push_back({{column, plugin.name},
                                {"summary", plugin.summary},
                                {"citation", plugin.citation},
                                {"options", defaults}});
    }
    return listing;
}

/// What the program brings to run by name.
Listing list_ready_made(const char* column, const std::vector<ReadyMadeExperiment>& all) {
    Listing listing{.columns = {column}};
    for (const ReadyMadeExperiment& one : all)
        listing.rows.push_back({{column, one.name}, {"summary", one.summary}});
    return listing;
}

Listing list_indicators() {
    Listing listing{.columns = {"indicator", "better", "against"}};
    for (const IndicatorPlugin& plugin : Registry<IndicatorPlugin>::instance().entries()) {
        std::vector<std::string> needs;
        if (plugin.needs_reference_point) needs.push_back("reference point");
        if (plugin.needs_reference_set) needs.push_back("reference set");
        listing.rows.push_back({{"indicator", plugin.name},
                                {"better", plugin.larger_is_better ? "larger" : "smaller"},
                                {"against", join(needs, ", ")},
                                {"summary", plugin.summary},
                                {"citation", plugin.citation}});
    }
    return listing;
}

Listing list_styles() {
    Listing listing{.columns = {"style", "spaces"}};
    for (const StylePlugin& plugin : Registry<StylePlugin>::instance().entries()) {
        listing.rows.push_back({{"style", plugin.name},
                                {"spaces", join(plugin.spaces, " ")},
                                {"summary", plugin.summary},
                                {"citation", plugin.citation}});
    }
    return listing;
}

Listing make_listing(const std::string& what, const options::variables_map& values) {
    if (what == "spaces") return list_spaces();
    if (what == "metrics") return list_metrics(values);
    if (what == "devices") return list_devices(values);
    if (what == "optimizers") return list_with_options<OptimizerPlugin>("optimizer");
    if (what == "regressors") return list_with_options<RegressorPlugin>("regressor");
    if (what == "experiments") return list_ready_made("experiment", ready_made_experiments());
    if (what == "protocols") return list_ready_made("protocol", ready_made_protocols());
    if (what == "indicators") return list_indicators();
    if (what == "styles") return list_styles();
    throw UserError(unknown_name("list", what,
                                 {"spaces", "metrics", "devices", "optimizers", "regressors", "experiments",
                                  "protocols", "indicators", "styles"}));
}

int run_list(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()(
        "what", options::value<std::string>()->required()->value_name("WHAT"),
        "spaces, metrics, devices, optimizers, regressors, experiments, protocols, indicators or styles")(
        "space", options::value<std::string>()->value_name("S"), "metrics and devices of one space only")(
        "json", options::bool_switch(), "print JSON");
    add_metric_options(description);
    options::variables_map values;
    if (!parse_arguments("list", arguments, description, "what", 1, values)) return 0;
    const Listing listing = make_listing(values["what"].as<std::string>(), values);
    if (values["json"].as<bool>()) {
        std::cout << listing.rows.dump(2) << "\n";
    } else {
        listing.print_text();
    }
    return 0;
}

const Registration<Command> registration{
    {{.name = "list",
      .summary = "what there is: spaces, metrics, devices, optimizers, regressors, experiments, protocols, "
                 "indicators, styles",
      .citation = "list spaces|metrics|devices|optimizers|regressors|experiments|protocols|indicators|styles "
                  "[--space S] [--json]",
      .file = __FILE__},
     run_list}};

}  // namespace
}  // namespace archfront
