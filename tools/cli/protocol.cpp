// archfront protocol: how well a new device is predicted from a few measurements, by a published protocol.
#include <iostream>
#include <set>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "experiments/progress.hpp"
#include "experiments/protocol_report.hpp"
#include "experiments/sweep.hpp"
#include "results/report/write_report.hpp"
#include "results/sha256.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

RowNumbers find_candidates(const ProtocolData& data, const DataPath& path, const NameText& file) {
    if (file.name.empty()) return {};
    const auto found = path.find(file.name);
    if (!found) {
        throw UserError(file.where, "'" + file.name +
                                        "' is in no data directory; fetch it ('archfront data fetch'), "
                                        "or leave out 'candidates'");
    }
    return read_candidates(data, *found);
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw UserError("cannot make '" + folder.string() + "': " + error.message() + "; give another --out");
}

/// The page of what came out, and where its values are from.
Report report_of(const Protocol& protocol, MetricCatalogue& catalogue, std::vector<ReportSection> sections,
                 const std::string& command) {
    Report report{.title = protocol.name,
                  .subtitle = catalogue.space()->name() + ", " + std::to_string(protocol.devices.size()) +
                              " devices play the new one",
                  .sections = std::move(sections),
                  .provenance = {}};
    report.provenance.facts = {{"report by", "archfront " ARCHFRONT_VERSION},
                               {"command", command},
                               {"seed", std::to_string(protocol.seed)}};
    std::set<std::filesystem::path> files;
    const auto add = [&](const std::string& id, const std::string& source) {
        const auto opened = catalogue.open(id, source);
        report.provenance.metrics.push_back(opened->info());
        for (const std::filesystem::path& file : opened->files())
            files.insert(file);
    };
    for (const auto* devices : {&protocol.devices, &protocol.known}) {
        for (const NameText& device : *devices)
            add(metric_on_device(protocol.metric.name, device.name), protocol.source);
    }
    for (const NameText& formula : protocol.formulas)
        add(formula.name, "");
    if (protocol.constraints) add(protocol.constraints->accuracy.name, protocol.constraints->accuracy_source);
    for (const std::filesystem::path& file : files)
        report.provenance.data_files.push_back({file, sha256_of_file(file)});
    return report;
}

int run(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("protocol", options::value<std::string>()->required()->value_name("FILE"),
                              "protocol file, - for standard input, or a ready-made one's name")(
        "out", options::value<std::string>()->value_name("DIR"),
        "where protocol.csv, constraints.csv, the resolved protocol.yaml and a report of tables go; made if "
        "missing")("draws", options::value<std::string>()->value_name("N"), "how often samples are drawn")(
        "set", options::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
        "override a key of the protocol; may be given several times")("quiet", options::bool_switch(),
                                                                      "no progress on stderr");
    add_metric_options(description);
    options::variables_map values;
    if (!parse_arguments("protocol", arguments, description, "protocol", 1, values)) return 0;

    Node root =
        read_ready_made(values["protocol"].as<std::string>(), "ready-made protocol", ready_made_protocols());
    if (values.count("draws") > 0) apply_override(root, "draws=" + values["draws"].as<std::string>());
    if (values.count("set") > 0) {
        for (const std::string& assignment : values["set"].as<std::vector<std::string>>())
            apply_override(root, assignment);
    }
    const Protocol protocol = parse_protocol(root);
    const MetricContext context =
        metric_context(values, make_space(protocol.space.name, protocol.space.where));
    MetricCatalogue catalogue(context);
    const ProtocolData data = open_protocol(protocol, catalogue);
    std::shared_ptr<const MetricSource> accuracy;
    RowNumbers candidates;
    if (protocol.constraints) {
        const ConstrainedSearchText& search = *protocol.constraints;
        accuracy = catalogue.open(search.accuracy.name, search.accuracy_source, search.accuracy.where);
        candidates = find_candidates(data, context.data, search.candidates);
    }
    const std::filesystem::path folder = values.count("out") > 0 ? values["out"].as<std::string>() : "";
    if (!folder.empty()) make_folder(folder);

    std::vector<ProtocolResult> results;
    {
        Progress progress(protocol.name, result_count(protocol),
                          values["quiet"].as<bool>() ? Progress::Style::silent : Progress::Style::automatic);
        results = run_protocol(protocol, data, [&](std::size_t done) { progress.add(done); });
    }
    std::cout << to_text(results);
    std::vector<SearchResult> searches;
    if (accuracy) {
        searches = search_constrained(protocol, data, *accuracy, candidates);
        std::cout << to_text(searches);
    }
    if (folder.empty()) return 0;
    write_file_atomically(folder / "protocol.yaml", to_yaml(root));
    write_file_atomically(folder / "protocol.csv", to_csv(results));
    if (accuracy) write_file_atomically(folder / "constraints.csv", to_csv(data, searches));
    write_report(report_of(protocol, catalogue, protocol_sections(protocol, results, searches),
                           "archfront protocol " + join(arguments, " ")),
                 folder / "report");
    return 0;
}

const Registration<Command> registration{
    {{.name = "protocol",
      .summary =
          "measure few-shot prediction by a published protocol (help-nas-bench-201, help-fbnet, help-ofa)",
      .citation = "protocol FILE.yaml|NAME [--out DIR] [--draws N] [--set KEY=VALUE]...",
      .file = __FILE__},
     run}};

}  // namespace
}  // namespace archfront
