// archfront describe: what a space, a metric or an architecture is, for people.
#include <iostream>
#include <set>

#include "engine/text.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

/// "mlp_ratio.10: 2 | 3 | 4  (where n_layer is 11 or a later choice)".
std::string describe_variable(const SearchSpace& space, const Variable& variable) {
    std::string text = variable.name + ": " + join(variable.choices, " | ");
    if (const auto& condition = variable.active_when) {
        const Variable& parent = space.variables()[condition->variable];
        text += "  (where " + parent.name + " is " + parent.choices[condition->at_least] +
                (condition->at_least + 1U < parent.cardinality() ? " or a later choice)" : ")");
    }
    return text;
}

void describe_space(const SearchSpace& space) {
    const SpacePlugin& plugin = Registry<SpacePlugin>::instance().at(space.name());
    std::cout << plugin.name << ": " << plugin.summary << "\n";
    std::cout << "source: " << plugin.citation << "\n";
    std::cout << "networks: " << space.network_count() << "\n";
    if (space.genotype_count() != space.network_count())
        std::cout << "genotypes, with choices that have no effect: " << space.genotype_count() << "\n";
    std::cout << "variables:\n";
    for (const Variable& variable : space.variables())
        std::cout << "  " << describe_variable(space, variable) << "\n";
    std::cout << "first: " << space.to_string(Architecture(space.width(), 0)) << "\n";
}

/// A source once it has read its files, or why it cannot.
void describe_source(MetricCatalogue& catalogue, const MetricInfo& offered) {
    std::cout << "  from " << offered.source << ": " << to_string(offered.kind)
              << (offered.partial ? ", of part of the space" : "") << "\n";
    if (!offered.citation.empty()) std::cout << "    source: " << offered.citation << "\n";
    if (!offered.aliases.empty()) std::cout << "    also called: " << join(offered.aliases, ", ") << "\n";
    try {
        const std::string note = catalogue.open(offered.id, offered.source)->info().note;
        if (!note.empty()) std::cout << "    note: " << note << "\n";
    } catch (const UserError& error) {
        std::cout << "    cannot be read: " << error.what() << "\n";
    }
}

void describe_metric(MetricCatalogue& catalogue, std::string_view name) {
    const std::string id = catalogue.resolve(name);
    std::vector<std::string> ids;
    std::vector<MetricInfo> sources;
    for (const MetricOffer& offer : catalogue.offers()) {
        ids.push_back(offer.info.id);
        if (offer.info.id == id) sources.push_back(offer.info);
    }
    if (sources.empty()) throw UserError(unknown_name("metric", id, ids));
    std::cout << id << " in " << sources[0].unit << ", to " << to_string(sources[0].direction) << "\n";
    for (const MetricInfo& info : sources)
        describe_source(catalogue, info);
}

/// The preferred source's value of each metric; what cannot be opened says why.
void describe_values(MetricCatalogue& catalogue, ArchitectureView architecture) {
    std::set<std::string> details;
    std::string last;
    for (const MetricOffer& offer : catalogue.offers()) {
        if (offer.info.id == last) continue;
        last = offer.info.id;
        std::cout << "  " << last << ": ";
        try {
            double value = 0;
            const auto source = catalogue.open(last);
            source->evaluate(ArchitectureBatchView(architecture), {&value, 1});
            details.insert(source->details(architecture));
            std::cout << format_number(value) << " " << offer.info.unit << "  (" << offer.info.source
                      << ")\n";
        } catch (const UserError& error) {
            std::cout << error.what() << "\n";
        }
    }
    for (const std::string& detail : details) {
        if (!detail.empty()) std::cout << "  " << detail << "\n";
    }
}

void describe_architecture(MetricCatalogue& catalogue, const Architecture& written) {
    const SearchSpace& space = *catalogue.space();
    ArchitectureBatch canonical(space.width());
    canonical.push_back(written);
    space.canonicalise(canonical, Equivalence::spelling);
    const Architecture architecture(canonical[0].begin(), canonical[0].end());
    std::cout << space.to_string(architecture) << "\nchoices:\n";
    for (std::size_t i = 0; i < space.width(); ++i) {
        if (!space.active(architecture, i)) continue;
        const Variable& variable = space.variables()[i];
        std::cout << "  " << variable.name << ": " << variable.choices[architecture[i]] << "\n";
    }
    space.canonicalise(canonical, Equivalence::isomorphism);
    if (space.to_string(canonical[0]) != space.to_string(architecture))
        std::cout << "the same function as: " << space.to_string(canonical[0]) << "\n";
    std::cout << "graph:\n";
    const std::string graph = to_text(space.graph(architecture));
    for (const std::string_view line : split(graph, '\n')) {
        if (!line.empty()) std::cout << "  " << line << "\n";
    }
    std::cout << "metrics:\n";
    describe_values(catalogue, architecture);
}

int run_describe(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("space", options::value<std::string>()->required()->value_name("S"),
                              "search space")("metric,m", options::value<std::string>()->value_name("M"),
                                              "a metric: its sources, and what to know of each")(
        "dot", options::bool_switch(), "print the architecture's graph as Graphviz DOT, and nothing else")(
        "architecture", options::value<std::string>()->value_name("ARCHITECTURE"),
        "an architecture, or with --metric #N, row N of that metric's table");
    add_metric_options(description);
    options::variables_map values;
    if (!parse_arguments("describe", arguments, description, "architecture", 1, values)) return 0;

    const auto space = make_space(values["space"].as<std::string>());
    MetricCatalogue catalogue(metric_context(values, space));
    const bool of_metric = values.count("metric") > 0;
    if (values.count("architecture") == 0) {
        if (values["dot"].as<bool>()) throw UserError("--dot draws an architecture; give one");
        if (of_metric) {
            describe_metric(catalogue, values["metric"].as<std::string>());
        } else {
            describe_space(*space);
        }
        return 0;
    }
    const auto rows = of_metric ? catalogue.open(values["metric"].as<std::string>()) : nullptr;
    const Architecture architecture =
        parse_architecture(values["architecture"].as<std::string>(), *space, rows.get());
    if (values["dot"].as<bool>()) {
        std::cout << to_dot(space->graph(architecture), space->to_string(architecture));
    } else {
        describe_architecture(catalogue, architecture);
    }
    return 0;
}

const Registration<Command> registration{
    {{.name = "describe",
      .summary = "what a space, a metric or an architecture is; --dot draws the network",
      .citation = "describe --space S [ARCHITECTURE] [--metric M] [--dot]",
      .file = __FILE__},
     run_describe}};

}  // namespace
}  // namespace archfront
