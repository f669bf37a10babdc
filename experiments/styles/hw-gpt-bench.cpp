// HW-GPT-Bench's own figures: hypervolume and attainment against its published bounds, and its matrix of rank
// correlations. Where its scripts err, the right thing is done and named.
#include <algorithm>
#include <cmath>
#include <set>

#include "engine/embedded.hpp"
#include "engine/text.hpp"
#include "experiments/correlation.hpp"
#include "experiments/style.hpp"
#include "results/attainment.hpp"
#include "results/reference.hpp"
#include "results/targets.hpp"

namespace archfront {

std::span<const EmbeddedFile> embedded_styles();  // generated

namespace {

constexpr std::size_t correlated_networks = 1'000;
constexpr std::size_t curve_points = 100;

const char* const bounds_text =
    "Costs are normalised by HW-GPT-Bench's published bounds, of which those of latency and energy are "
    "single "
    "draws of a noisy predictor for the smallest and the largest network.";

/// "latency" of "latency.draw@a100": what the published bounds call it.
std::string quantity_of(const MetricInfo& info) {
    return info.id.substr(0, info.id.find_first_of(".@"));
}

/// Lowest and highest published value, in the metric's own unit.
Range published_range(const Node& constants, const std::string& space, const MetricInfo& info) {
    const std::string quantity = quantity_of(info);
    const Node* found = constants.find(space)->find(quantity);
    if (found != nullptr && found->is_mapping()) found = found->find(info.device());
    if (found == nullptr)
        throw UserError("HW-GPT-Bench published no bounds of '" + excerpt(info.id) + "' for " + space);
    const double unit = quantity == "energy" ? 1e-3 : 1;  // thousandths of Wh
    return {unit * found->items[0].as_number(quantity), unit * found->items[1].as_number(quantity)};
}

/// What its plots multiply latency and energy by.
double plot_factor(const std::string& space) {
    return space == "gpt-s" ? 0.5 : space == "gpt-l" ? 4 : 1;
}

/// The reference point of the paper's scripts in each normalised cost. Throws UserError for objectives they do not
/// trade off.
double reference_coordinate(const StudyDevice& device, std::size_t objectives) {
    std::set<std::string> others;
    for (std::size_t j = 0; j < objectives; ++j)
        others.insert(quantity_of(device.metrics[j]));
    if (others.size() == objectives && others.erase("perplexity") == 1) {
        if (others == std::set<std::string>{"latency", "energy"}) return 1.5;
        if (others.size() == 1) {
            const std::string& other = *others.begin();
            if (other == "flops" || other == "params") return 1.5;
            if (other == "latency" || other == "energy" || other.ends_with("_memory")) return 2;
        }
    }
    throw UserError(
        "style 'hw-gpt-bench' reports perplexity against one of latency, energy, float16_memory, "
        "bfloat16_memory, flops and params, or against latency and energy; this study has other objectives");
}

/// The study, measured against what the paper measures against.
Study remeasured(Study study, const Node& constants) {
    const std::size_t m = study.objectives();
    for (std::size_t d = 0; d < study.devices.size(); ++d) {
        StudyDevice& device = study.devices[d];
        StudyReference reference{.ideal = {},
                                 .nadir = {},
                                 .point = std::vector<double>(m, reference_coordinate(device, m)),
                                 .bounds_origin = "HW-GPT-Bench",
                                 .best_hypervolume = 0,
                                 .best_origin = "best known front"};
        for (std::size_t j = 0; j < m; ++j) {
            const Range range = published_range(constants, study.space->name(), device.metrics[j]);
            reference.ideal.push_back(range.low);
            reference.nadir.push_back(range.high);
        }
        reference.best_hypervolume = normalised_hypervolume(union_front(study, d).costs, reference);
        device.reference = std::move(reference);
    }
    return study;
}

double hypervolume_after(std::span<const CurvePoint> steps, std::size_t evaluations) {
    const auto after = std::ranges::upper_bound(steps, evaluations, {}, &CurvePoint::evaluations);
    return after == steps.begin() ? 0 : std::prev(after)->hypervolume;
}

struct MeanAndError {
    double mean = 0;
    /// NaN for one run.
    double error = 0;
};

MeanAndError hypervolume_mean(const RunSteps& runs, std::size_t evaluations) {
    std::vector<double> volumes;
    for (const auto& steps : runs)
        volumes.push_back(hypervolume_after(steps, evaluations));
    return {mean(volumes), sample_sd(volumes) / std::sqrt(static_cast<double>(volumes.size()))};
}

using Steps = std::vector<std::vector<CurvePoint>>;

/// As its curves do, all end with the shortest run.
std::size_t shortest_run(const Study& study, std::size_t device) {
    std::size_t shortest = std::numeric_limits<std::size_t>::max();
    for (const StudyCell& cell : study.cells) {
        if (cell.device == device) shortest = std::min(shortest, cell.architectures.size());
    }
    return shortest;
}

Figure hypervolume_figure(const Study& study, const Steps& steps, std::size_t device) {
    const StudyDevice& entry = study.devices[device];
    Figure figure;
    figure.name = "hypervolume-" + slug(entry.name);
    figure.title = "Hypervolume over evaluations" + on_device(entry);
    figure.x = {.label = "surrogate evaluations"};
    figure.y = {.label = "hypervolume"};
    const std::size_t end = shortest_run(study, device);
    std::vector<Layer> lines;
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        const RunSteps runs = steps_of(study, steps, device, optimizer);
        Layer line{.mark = Mark::line, .name = study.optimizers[optimizer], .style = optimizer};
        Layer band{.mark = Mark::area, .name = line.name, .style = optimizer};
        for (std::size_t i = 1; i <= std::min(curve_points, end); ++i) {
            const std::size_t evaluations = std::max<std::size_t>(1, i * end / std::min(curve_points, end));
            const MeanAndError at = hypervolume_mean(runs, evaluations);
            line.x.push_back(static_cast<double>(evaluations));
            line.y.push_back(at.mean);
            band.x.push_back(line.x.back());
            band.y.push_back(at.mean - at.error);
            band.y2.push_back(at.mean + at.error);
        }
        if (study.seeds.size() > 1) figure.layers.push_back(std::move(band));
        lines.push_back(std::move(line));
    }
    figure.layers.insert(figure.layers.end(), lines.begin(), lines.end());
    figure.caption =
        "Hypervolume, not scaled, after so many distinct evaluations" + on_device(entry) +
        (study.seeds.size() > 1 ? ": mean of " + seeds_text(study) + " and its standard error"
                                : ": one seed, hence no band") +
        "; reference point " + format_number(entry.reference.point[0]) + " in each normalised cost. " +
        bounds_text +
        " The band divides by the root of the number of runs, where the paper's script divides by "
        "that of the evaluations; networks below a bound count.";
    return figure;
}

/// The best y of points of minimised costs (x, y) up to x; infinite before the first.
double lowest_up_to(const std::vector<double>& points, double x) {
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < points.size(); i += 2)
        lowest = points[i] <= x ? std::min(lowest, points[i + 1]) : lowest;
    return lowest;
}

/// Between two attainment surfaces, from where both are defined.
Layer band_between(const std::vector<double>& best, const std::vector<double>& worst) {
    std::set<double> corners;
    for (const std::vector<double>* surface : {&best, &worst}) {
        for (std::size_t i = 0; i < surface->size(); i += 2)
            corners.insert((*surface)[i]);
    }
    Layer band{.mark = Mark::area};
    for (const double x : corners) {
        const double low = lowest_up_to(best, x), high = lowest_up_to(worst, x);
        if (!std::isfinite(high)) continue;
        if (!band.x.empty()) {  // a step, not a slope
            band.x.push_back(x);
            band.y.push_back(band.y.back());
            band.y2.push_back(band.y2.back());
        }
        band.x.push_back(x);
        band.y.push_back(low);
        band.y2.push_back(high);
    }
    return band;
}

/// Which quartile of the runs, 1 to 3, attains a surface: the paper's levels, of at least one run.
std::size_t level_of(std::size_t runs, std::size_t quartile) {
    return std::max<std::size_t>(1, quartile * runs / 4);
}

Figure attainment_figure(const Study& study, std::size_t device) {
    const StudyDevice& entry = study.devices[device];
    const std::size_t ppl = quantity_of(entry.metrics[0]) == "perplexity" ? 0 : 1;
    const std::size_t other = 1 - ppl;
    const std::string quantity = quantity_of(entry.metrics[other]);
    const bool of_a_device = quantity == "latency" || quantity == "energy";
    const double factor = of_a_device ? plot_factor(study.space->name()) : 1;
    const std::size_t runs = study.seeds.size();
    Figure figure;
    figure.name = "attainment-" + slug(entry.name);
    figure.title = "Empirical attainment" + on_device(entry);
    figure.x = {.label = "perplexity"};
    figure.y = {.label =
                    metric_label(study.metrics[other]) + (factor == 1 ? "" : " x " + format_number(factor))};
    std::vector<Layer> lines;
    for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
        RunPoints points = run_fronts(study, device, optimizer);
        for (std::vector<double>& run : points) {
            for (std::size_t i = 0; i < run.size(); i += 2) {
                const double x = run[i + ppl], y = factor * run[i + other];
                run[i] = x;
                run[i + 1] = y;
            }
        }
        const std::vector<std::size_t> levels = {level_of(runs, 1), level_of(runs, 2), level_of(runs, 3)};
        const auto surfaces = attainment_surfaces(points, 2, levels);
        if (levels[0] < levels[2]) {
            Layer band = band_between(surfaces[0], surfaces[2]);
            band.name = study.optimizers[optimizer];
            band.style = optimizer;
            figure.layers.push_back(std::move(band));
        }
        Layer line{.mark = Mark::step, .name = study.optimizers[optimizer], .style = optimizer};
        std::set<std::pair<double, double>> corners;
        for (std::size_t i = 0; i < surfaces[1].size(); i += 2)
            corners.emplace(surfaces[1][i], surfaces[1][i + 1]);
        for (const auto& [x, y] : corners) {
            line.x.push_back(x);
            line.y.push_back(y);
        }
        lines.push_back(std::move(line));
    }
    figure.layers.insert(figure.layers.end(), lines.begin(), lines.end());
    figure.caption = "What " + std::to_string(level_of(runs, 2)) + " of " + seeds_text(study) +
                     " of each optimiser attain" + on_device(entry) +
                     (level_of(runs, 1) < level_of(runs, 3)
                          ? " (line), and the band from what " + std::to_string(level_of(runs, 1)) +
                                " to what " + std::to_string(level_of(runs, 3)) + " attain"
                          : "") +
                     ", the paper's quartiles.";
    if (factor != 1) {
        figure.caption += " As in its plots, " + quantity + " of " + study.space->name() +
                          " is shown times " + format_number(factor) + ".";
    } else if (quantity.ends_with("_memory")) {
        figure.caption +=
            " Its script multiplies memory, too, by the factor of latency; here it is as it is.";
    }
    return figure;
}

Table hypervolume_table(const Study& study, const Steps& steps) {
    Table table;
    table.name = "hypervolume";
    table.title = "Hypervolume of each optimiser";
    table.header = {"device"};
    table.header.insert(table.header.end(), study.optimizers.begin(), study.optimizers.end());
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        std::vector<MeanAndError> results;
        double best = 0;
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            results.push_back(hypervolume_mean(steps_of(study, steps, device, optimizer),
                                               std::numeric_limits<std::size_t>::max()));
            best = std::max(best, results.back().mean);
        }
        auto& row = table.rows.emplace_back();
        row.push_back({study.devices[device].name});
        for (const MeanAndError& result : results) {
            const std::string error = std::isnan(result.error) ? "" : " (" + readable(result.error, 2) + ")";
            row.push_back({readable(result.mean, 4) + error, result.mean == best});
        }
    }
    const double coordinate = study.devices[0].reference.point[0];
    table.caption = "Hypervolume of the whole runs, not scaled, to the reference point " +
                    format_number(coordinate) + " in each normalised cost: mean of " + seeds_text(study) +
                    (study.seeds.size() > 1 ? " and, in brackets, its standard error" : "") +
                    ". Bold: the largest mean of a device, whatever its lead. " + bounds_text;
    if (study.objectives() == 3) {
        table.caption +=
            " The paper's script takes perplexity back by mean and deviation before it normalises it a "
            "second "
            "time by the bounds, and reports one seed; here it is normalised once.";
    }
    return table;
}

Table published_bounds_table(const Study& study) {
    const std::size_t m = study.objectives();
    Table table;
    table.name = "published-bounds";
    table.title = "Published bounds";
    table.caption =
        "What the paper calls 0 and 1 in each objective, and between which normalised costs the evaluations "
        "of "
        "this study lie. Bounds of latency and energy are single draws of a noisy predictor, so networks may "
        "lie "
        "beyond them: they count with the cost they have, where the paper's script leaves out those whose "
        "cost is "
        "0 or less.";
    table.header = {"device", "objective", "source", "0", "1", "lowest", "highest"};
    table.text_columns = 3;
    for (std::size_t d = 0; d < study.devices.size(); ++d) {
        const StudyDevice& device = study.devices[d];
        std::vector<double> low(m, std::numeric_limits<double>::infinity()), high(m, -low[0]);
        for (const StudyCell& cell : study.cells) {
            if (cell.device != d) continue;
            const std::vector<double> costs = normalise(cell.costs.view().values(), device.reference);
            for (std::size_t i = 0; i < costs.size(); ++i) {
                if (!std::isfinite(costs[i])) continue;
                low[i % m] = std::min(low[i % m], costs[i]);
                high[i % m] = std::max(high[i % m], costs[i]);
            }
        }
        for (std::size_t j = 0; j < m; ++j) {
            const bool any = low[j] <= high[j];
            table.rows.push_back({{device.name},
                                  {metric_label(study.metrics[j])},
                                  {device.metrics[j].source},
                                  {readable(device.reference.ideal[j], 5)},
                                  {readable(device.reference.nadir[j], 5)},
                                  {any ? readable(low[j], 3) : "-"},
                                  {any ? readable(high[j], 3) : "-"}});
        }
    }
    return table;
}

/// Of the paper's metrics on the study's devices, by the study's own sources where it has them.
ReportSection correlation_section(const Study& study, MetricCatalogue& catalogue) {
    std::vector<std::string> devices;
    for (const StudyDevice& device : study.devices)
        devices.push_back(device.name);
    std::vector<std::shared_ptr<const MetricSource>> sources;
    ReportSection section;
    section.title = "Correlation of metrics";
    for (const std::string& id : basic_metrics(catalogue, devices)) {
        if (id.find('.') != std::string::npos) continue;  // another definition of one of them
        std::string source;
        for (const StudyDevice& device : study.devices) {
            for (const MetricInfo& info : device.metrics)
                source = info.id == id ? info.source : source;
        }
        try {
            auto opened = catalogue.open(id, source);
            if (!opened->info().partial) sources.push_back(std::move(opened));
        } catch (const UserError& error) {
            section.sentences.push_back("Without " + id + ": " + error.what() + ".");
        }
    }
    section.sentences.emplace_back(
        "The paper correlates the networks that were measured, and the reciprocal of perplexity: its signs "
        "there are "
        "the other way round. For those, run archfront correlate with --measured.");
    const CorrelationMatrix matrix = correlate(*catalogue.space(), sources, correlated_networks, 0);
    section.tables.push_back(correlation_table(matrix));
    section.figures.push_back(correlation_figure(matrix));
    return section;
}

std::vector<ReportSection> sections(const StoredStudy& stored, MetricCatalogue& catalogue) {
    const auto file = std::ranges::find(embedded_styles(), "styles/hw-gpt-bench.yaml", &EmbeddedFile::name);
    const Node constants = parse_yaml(file->bytes, std::string(file->name));
    const Study study = remeasured(stored.study, constants);
    const Steps steps = hypervolume_steps(study);
    std::vector<ReportSection> sections = {
        {.title = "HW-GPT-Bench",
         .sentences = {},
         .tables = {hypervolume_table(study, steps), published_bounds_table(study)},
         .figures = {}}};
    for (const std::string& note : stored.notes)
        sections[0].sentences.push_back("Note: " + note + ".");
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        ReportSection& section = sections.emplace_back();
        section.title = study.devices[device].name == "none" ? "Results" : study.devices[device].name;
        if (shortest_run(study, device) == 0) {
            section.sentences.emplace_back("A run evaluated nothing, so there is nothing to draw.");
            continue;
        }
        section.figures.push_back(hypervolume_figure(study, steps, device));
        if (study.objectives() == 2) section.figures.push_back(attainment_figure(study, device));
    }
    sections.push_back(correlation_section(study, catalogue));
    return sections;
}

const Registration<StylePlugin> registration{
    {{.name = "hw-gpt-bench",
      .summary =
          "hypervolume and attainment by HW-GPT-Bench's published bounds and reference points, and the rank "
          "correlations of all metrics",
      .citation = "Sukthanker et al. 2024, arXiv:2405.10299",
      .file = __FILE__},
     {"gpt-s", "gpt-m", "gpt-l"},
     sections}};

}  // namespace
}  // namespace archfront
