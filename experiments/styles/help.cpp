// HELP's Tables 4 and 5: the most accurate network within each of its latency bounds, as found by a study's
// optimisers, beside the published one and what is possible at all. Its figures are those of the protocol files.
#include <algorithm>
#include <cmath>

#include "engine/text.hpp"
#include "experiments/protocol.hpp"
#include "experiments/style.hpp"

namespace archfront {
namespace {

/// Which of a study's metrics HELP trades off.
struct Roles {
    std::size_t accuracy = 0;
    std::size_t latency = 0;
};

Roles roles_in(const Study& study) {
    std::optional<std::size_t> accuracy, latency;
    for (std::size_t k = 0; k < study.metrics.size(); ++k) {
        const StudyMetric& metric = study.metrics[k];
        const bool maximised = metric.direction == Direction::maximise;
        if (!accuracy && maximised && metric.name.find("accuracy") != std::string::npos) accuracy = k;
        if (!latency && !maximised && metric.name.starts_with("latency")) latency = k;
    }
    if (!accuracy || !latency)
        throw UserError(
            "style 'help' reports accuracy within bounds of latency; this study lacks one of them");
    return {*accuracy, *latency};
}

/// The most accurate network within a bound; of equals the fastest.
struct Chosen {
    double latency = 0;
    double accuracy = 0;
};

/// metrics: shape (n, k), of what may be chosen.
std::optional<Chosen> most_accurate(std::span<const double> metrics, std::size_t k, const Roles& roles,
                                    double at_most) {
    std::optional<Chosen> best;
    for (std::size_t row = 0; row < metrics.size(); row += k) {
        const Chosen one{metrics[row + roles.latency], metrics[row + roles.accuracy]};
        if (!(one.latency <= at_most) || !std::isfinite(one.accuracy)) continue;
        const bool better = !best || one.accuracy > best->accuracy ||
                            (one.accuracy == best->accuracy && one.latency < best->latency);
        if (better) best = one;
    }
    return best;
}

/// What the runs of an optimiser find within a bound: the best of all, and of each that found any.
struct Finding {
    std::optional<Chosen> best;
    std::vector<double> accuracies;
};

Finding find(const Study& study, std::size_t device, std::size_t optimizer, const Roles& roles,
             double at_most) {
    Finding finding;
    std::vector<double> chosen;  // as rows of two metrics
    for (const StudyCell& cell : study.cells) {
        if (cell.device != device || cell.optimizer != optimizer) continue;
        const auto choice = most_accurate(cell.metrics, study.metrics.size(), roles, at_most);
        if (!choice) continue;
        finding.accuracies.push_back(choice->accuracy);
        chosen.insert(chosen.end(), {choice->accuracy, choice->latency});
    }
    finding.best = most_accurate(chosen, 2, {.accuracy = 0, .latency = 1}, at_most);
    return finding;
}

using Row = std::vector<TableCell>;

Row row_of(const std::string& who, const std::optional<Chosen>& choice) {
    if (!choice) return {{who}, {"none"}, {"-"}, {"-"}};
    return {{who}, {readable(choice->latency)}, {readable(choice->accuracy)}, {"-"}};
}

/// Who found what in one case; the best accuracy of an optimiser is bold.
std::vector<Row> rows_of_case(const Study& study, std::size_t device, const Roles& roles,
                              const ConstraintCase& one, MetricCatalogue& catalogue) {
    std::vector<Row> rows = {row_of("HELP, published", Chosen{one.published_value, one.published_accuracy})};
    if (!one.published_architecture.name.empty()) {
        const Architecture network = catalogue.space()->parse(one.published_architecture.name);
        const auto value = [&](std::size_t metric) {
            double of = 0;
            source_of(study.devices[device].metrics[metric], catalogue)
                ->evaluate(ArchitectureBatchView(network), {&of, 1});
            return of;
        };
        rows.push_back(
            row_of("HELP's network, these sources", Chosen{value(roles.latency), value(roles.accuracy)}));
    }
    std::vector<Finding> findings;
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        findings.push_back(find(study, device, optimizer, roles, one.at_most));
        if (findings.back().best) best = std::max(best, findings.back().best->accuracy);
    }
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        const Finding& finding = findings[optimizer];
        Row& row = rows.emplace_back(row_of(study.optimizers[optimizer], finding.best));
        row[2].best = finding.best && finding.best->accuracy == best;
        if (!finding.accuracies.empty()) row[3].text = readable(mean(finding.accuracies));
        if (finding.accuracies.size() < study.seeds.size())
            row[3].text += " (" + std::to_string(finding.accuracies.size()) + " of " +
                           std::to_string(study.seeds.size()) + ")";
    }
    if (const auto& front = study.devices[device].true_front)
        rows.push_back(row_of("possible at all",
                              most_accurate(front->metrics, study.metrics.size(), roles, one.at_most)));
    return rows;
}

Table table_of_protocol(const Study& study, const Protocol& protocol, MetricCatalogue& catalogue) {
    const Roles roles = roles_in(study);
    Table table;
    table.name = "within-bounds";
    table.title = "Most accurate networks within HELP's bounds";
    table.header = {"device", "at most (ms)", "who", "latency (ms)", "accuracy (%)", "mean over seeds"};
    table.text_columns = 3;
    table.caption =
        "The most accurate network of at most so much latency among all that the runs of an optimiser "
        "evaluated (" +
        seeds_text(study) +
        " together), and the mean over seeds of the most accurate of each, in brackets how many "
        "seeds found any; what HELP published, its network by the sources of this study (" +
        study.devices[0].metrics[roles.accuracy].id + " by " +
        study.devices[0].metrics[roles.accuracy].source + ", latency by " +
        study.devices[0].metrics[roles.latency].source +
        "), and the most accurate there is. The optimisers knew the latency of what they evaluated, and "
        "nothing of the "
        "bound; HELP measured ten networks and predicted the others, so its published latency may be over "
        "the bound. "
        "Bold: the most accurate of an optimiser.";
    for (const ConstraintCase& one : protocol.constraints->cases) {
        const auto device = std::ranges::find(study.devices, one.device.name, &StudyDevice::name);
        if (device == study.devices.end()) continue;
        const auto d = static_cast<std::size_t>(device - study.devices.begin());
        for (Row& row : rows_of_case(study, d, roles, one, catalogue)) {
            row.insert(row.begin(), {{device->name}, {readable(one.at_most)}});
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

std::vector<ReportSection> sections(const StoredStudy& stored, MetricCatalogue& catalogue) {
    const Study& study = stored.study;
    std::vector<ReportSection> sections(1);
    sections[0].title = "Within bounds of latency";
    for (const std::string& note : stored.notes)
        sections[0].sentences.push_back("Note: " + note + ".");
    for (const ReadyMadeExperiment& file : ready_made_protocols()) {
        const Protocol protocol = parse_protocol(parse_yaml(file.text, file.name));
        if (protocol.space.name != study.space->name() || !protocol.constraints) continue;
        Table table = table_of_protocol(study, protocol, catalogue);
        if (!table.rows.empty()) sections[0].tables.push_back(std::move(table));
    }
    if (sections[0].tables.empty())
        throw UserError("style 'help' knows bounds for none of the devices of this study");
    return sections;
}

const Registration<StylePlugin> registration{
    {{.name = "help",
      .summary = "the most accurate network within each of HELP's latency bounds, beside the published one",
      .citation = "Lee et al. 2021, arXiv:2106.08630, Tables 4 and 5",
      .file = __FILE__},
     {"nas-bench-201", "ofa-mobilenetv3"},
     sections}};

}  // namespace
}  // namespace archfront
