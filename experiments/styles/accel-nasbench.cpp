// Accel-NASBench's two kinds of tables: how good the surrogates are, beside those of its published procedure, and a
// few networks from along the front of each accelerator.
#include <algorithm>

#include "engine/embedded.hpp"
#include "engine/text.hpp"
#include "experiments/style.hpp"
#include "experiments/surrogate_quality.hpp"
#include "results/reference.hpp"

namespace archfront {

std::span<const EmbeddedFile> embedded_styles();  // generated

namespace {

constexpr std::size_t networks_of_a_front = 5;

std::vector<TableCell> quality_row(const std::string& metric, const std::string& model,
                                   const std::string& part, const std::string& rows,
                                   const Agreement& agreement) {
    return {{metric},
            {model},
            {part},
            {rows},
            {readable(agreement.kendall_tau)},
            {readable(agreement.r2, 5)},
            {readable(agreement.rmse)},
            {readable(agreement.mae)}};
}

/// What the published procedure reaches on its test list: tau, R2, RMSE and MAE.
Agreement published_agreement(const Node& figures) {
    const auto figure = [&](std::size_t i) { return figures.items[i].as_number("figure"); };
    return {.mae = figure(3), .rmse = figure(2), .r2 = figure(1), .kendall_tau = figure(0), .spearman = 0};
}

Table quality_table(const std::vector<SurrogateQuality>& qualities, const Node& published) {
    Table table;
    table.name = "surrogate-quality";
    table.title = "Quality of the surrogates";
    table.caption =
        "Agreement of the surrogates behind this study with measurements, by the parts of the split that "
        "their "
        "training report names, and of the benchmark's published procedure (XGBoost, one model and the mean "
        "of six), "
        "carried out anew, on its test list of 512 networks, which the shipped surrogates share: Kendall's "
        "tau-b, "
        "coefficient of determination, root mean squared and mean absolute error in the metric's unit.";
    table.header = {"metric", "model", "part", "rows", "tau", "R2", "RMSE", "MAE"};
    table.text_columns = 3;
    for (const SurrogateQuality& quality : qualities) {
        const std::string& id = quality.info.id;
        for (const QualityPart& part : quality.parts)
            table.rows.push_back(
                quality_row(id, quality.info.source, part.name, std::to_string(part.rows), part.agreement));
        const Node* figures = published.find(id);
        if (figures == nullptr) continue;
        for (const auto& [key, model] : {std::pair("one", "published procedure, one model"),
                                         std::pair("six", "published procedure, six models")})
            table.rows.push_back(
                quality_row(id, model, "test", "", published_agreement(*figures->find(key))));
    }
    return table;
}

/// The optimiser of the largest mean hypervolume on a device; the first of equals.
std::size_t best_optimizer(const DeviceComparison& device) {
    const auto& all = device.performances;
    return static_cast<std::size_t>(std::ranges::max_element(all, {}, &Performance::mean) - all.begin());
}

/// At most five networks of the front of the device's best optimiser, evenly from end to end.
Table networks_table(const Study& study, const Comparison& comparison, std::size_t device,
                     MetricCatalogue& catalogue) {
    const StudyDevice& entry = study.devices[device];
    const std::size_t best = best_optimizer(comparison.devices[device]);
    const Front front = union_front(study, device, best);
    Table table;
    table.name = "networks-" + slug(entry.name);
    table.title = "Networks found" + on_device(entry);
    table.header = {"architecture"};
    table.caption = "Networks from along the front" + on_device(entry) + " that " + study.optimizers[best] +
                    ", of the largest mean hypervolume (" + reference_text(entry.reference) +
                    "), found with " + seeds_text(study) + " together: at most " +
                    std::to_string(networks_of_a_front) + " of its " +
                    with_thousands(front.architectures.size()) + ", evenly from end to end.";
    std::vector<std::string> columns;
    const auto add = [&](const std::string& name, const MetricInfo& info) {
        table.header.push_back(name);
        columns.push_back(name + " in " + info.unit + " by " + info.source);
    };
    for (std::size_t k = 0; k < study.metrics.size(); ++k)
        add(study.metrics[k].name, entry.metrics[k]);
    std::vector<std::shared_ptr<const MetricSource>> formulas;
    for (const char* id : {"macs", "params"}) {
        if (std::ranges::count(study.metrics, id, &StudyMetric::name) > 0) continue;
        formulas.push_back(catalogue.open(id));
        add(id, formulas.back()->info());
    }
    table.caption += " Numbers: " + join(columns, ", ") + ".";
    const std::size_t n = front.architectures.size();
    for (std::size_t i = 0; i < std::min(n, networks_of_a_front); ++i) {
        const std::size_t r = n <= networks_of_a_front ? i : i * (n - 1) / (networks_of_a_front - 1);
        const std::string spelling = study.space->to_string(front.architectures[r]);
        auto& row = table.rows.emplace_back();
        row.push_back({spelling});
        for (std::size_t k = 0; k < study.metrics.size(); ++k)
            row.push_back({readable(front.metrics[r * study.metrics.size() + k])});
        const Architecture architecture = catalogue.space()->parse(spelling);
        for (const auto& formula : formulas) {
            double value = 0;
            formula->evaluate(ArchitectureBatchView(architecture), {&value, 1});
            row.push_back({readable(value)});
        }
    }
    return table;
}

std::vector<ReportSection> sections(const StoredStudy& stored, MetricCatalogue& catalogue) {
    const Study& study = stored.study;
    const auto file = std::ranges::find(embedded_styles(), "styles/accel-nasbench.yaml", &EmbeddedFile::name);
    const Node published = parse_yaml(file->bytes, std::string(file->name));
    std::vector<ReportSection> sections(1);
    sections[0].title = "Surrogates";
    const std::vector<SurrogateQuality> qualities = surrogate_qualities(study, catalogue);
    for (const SurrogateQuality& quality : qualities) {
        if (!quality.missing.empty())
            sections[0].sentences.push_back("No training report of " + quality.info.id + ": " +
                                            quality.missing + ".");
    }
    if (qualities.empty()) {
        sections[0].sentences.emplace_back("No surrogate stands behind this study.");
    } else {
        sections[0].tables.push_back(quality_table(qualities, published));
    }
    for (const std::string& note : stored.notes)
        sections[0].sentences.push_back("Note: " + note + ".");
    const Analysis analysis = analyse(study);
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        ReportSection& section = sections.emplace_back();
        section.title = "Networks" + on_device(study.devices[device]);
        Table table = networks_table(study, analysis.comparison, device, catalogue);
        if (table.rows.empty()) {
            section.sentences.emplace_back("No run found a feasible architecture.");
        } else {
            section.tables.push_back(std::move(table));
        }
    }
    return sections;
}

const Registration<StylePlugin> registration{
    {{.name = "accel-nasbench",
      .summary = "quality of the surrogates beside Accel-NASBench's, and networks from along each "
                 "accelerator's front",
      .citation = "Ahmad et al. 2024, arXiv:2404.08005",
      .file = __FILE__},
     {"mnasnet"},
     sections}};

}  // namespace
}  // namespace archfront
