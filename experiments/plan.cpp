#include "experiments/plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engine/file.hpp"
#include "engine/hash.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

const char* const no_device = "none";
constexpr std::size_t largest_data_file = std::size_t{4} << 30;

/// Looks metrics up for one experiment, and remembers which of its `sources` were of use.
class MetricFinder {
  public:
    MetricFinder(const Experiment& experiment, MetricCatalogue& catalogue)
        : experiment_(experiment), catalogue_(catalogue) {}

    /// True when the metric is offered on devices, and not for itself as well or the experiment names devices.
    /// Throws UserError when nobody offers it.
    bool depends_on_device(const NameText& metric) const {
        bool on_devices = false;
        bool for_itself = false;
        std::vector<std::string> names;
        for (const MetricOffer& offer : catalogue_.offers()) {
            names.push_back(offer.info.id.substr(0, offer.info.id.find('@')));
            for_itself = for_itself || offer.info.id == metric.name;
            on_devices = on_devices || (offer.info.id != metric.name && names.back() == metric.name);
        }
        if (on_devices && !for_itself) return true;
        if (for_itself) return on_devices && (experiment_.all_devices || !experiment_.devices.empty());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        throw UserError(metric.where, unknown_name("metric", metric.name, names) + " (for space '" +
                                          catalogue_.space()->name() + "')");
    }

    std::shared_ptr<const MetricSource> open(const NameText& metric, const NameText& device) {
        const bool on_device = depends_on_device(metric);
        if (on_device) {
            const std::vector<std::string> known = catalogue_.devices(metric.name);
            if (std::find(known.begin(), known.end(), device.name) == known.end()) {
                throw UserError(device.where, unknown_name("device", device.name, known) + " (for metric '" +
                                                  excerpt(metric.name) + "')");
            }
        }
        const std::string id = on_device ? metric_on_device(metric.name, device.name) : metric.name;
        for (const std::string& key : {id, metric.name}) {
            for (const SourceText& source : experiment_.sources) {
                if (source.metric != key) continue;
                used_sources_.insert(source.metric);
                return catalogue_.open(id, source.source, source.where);
            }
        }
        return catalogue_.open(id, {}, metric.where);
    }

    void refuse_unused_sources() const {
        for (const SourceText& source : experiment_.sources) {
            if (used_sources_.contains(source.metric)) continue;
            throw UserError(source.where, "'sources' names '" + excerpt(source.metric) +
                                              "', which is no objective or constraint here; remove it");
        }
    }

  private:
    const Experiment& experiment_;
    MetricCatalogue& catalogue_;
    std::set<std::string> used_sources_;
};

/// Upstream's names become ours.
Experiment resolve_aliases(Experiment experiment, const MetricCatalogue& catalogue) {
    for (NameText& objective : experiment.objectives)
        objective.name = catalogue.resolve(objective.name);
    for (ConstraintText& constraint : experiment.constraints)
        constraint.metric = catalogue.resolve(constraint.metric);
    for (std::string& metric : experiment.free_metrics)
        metric = catalogue.resolve(metric);
    for (SourceText& source : experiment.sources)
        source.metric = catalogue.resolve(source.metric);
    for (BoundsText& bounds : experiment.reference.bounds)
        bounds.metric = catalogue.resolve(bounds.metric);
    return experiment;
}

/// Objectives first, then the constraints' other metrics.
std::vector<NameText> metric_names(const Experiment& experiment) {
    std::vector<NameText> names = experiment.objectives;
    for (const ConstraintText& constraint : experiment.constraints) {
        const bool known = std::any_of(names.begin(), names.end(),
                                       [&](const NameText& name) { return name.name == constraint.metric; });
        if (!known) names.push_back({constraint.metric, constraint.where});
    }
    return names;
}

std::vector<NameText> find_devices(const Experiment& experiment, const std::vector<NameText>& metrics,
                                   const MetricFinder& finder, const MetricCatalogue& catalogue) {
    std::vector<NameText> dependent;
    for (const NameText& metric : metrics) {
        if (finder.depends_on_device(metric)) dependent.push_back(metric);
    }
    if (dependent.empty()) {
        if (!experiment.devices.empty()) {
            throw UserError(experiment.devices[0].where,
                            "no metric of this experiment depends on a device; remove 'devices'");
        }
        return {{no_device, {}}};
    }
    if (!experiment.all_devices) {
        if (experiment.devices.empty()) {
            throw UserError(dependent[0].where,
                            "'" + dependent[0].name +
                                "' is measured on devices; add 'devices: all' or a list of some of: " +
                                join(catalogue.devices(dependent[0].name), ", "));
        }
        return experiment.devices;
    }
    std::vector<NameText> common;
    for (const std::string& device : catalogue.devices(dependent[0].name)) {
        const bool everywhere = std::all_of(dependent.begin(), dependent.end(), [&](const NameText& metric) {
            const std::vector<std::string> known = catalogue.devices(metric.name);
            return std::find(known.begin(), known.end(), device) != known.end();
        });
        if (everywhere) common.push_back({device, dependent[0].where});
    }
    if (common.empty())
        throw UserError(dependent[0].where, "no device has all the metrics of this experiment");
    return common;
}

bool is_free(const Experiment& experiment, const std::string& metric) {
    const auto& known = experiment.free_metrics;
    return std::find(known.begin(), known.end(), metric) != known.end();
}

Constraint make_constraint(const ConstraintText& text, const std::shared_ptr<const MetricSource>& source) {
    const MetricInfo& info = source->info();
    if (!text.unit.empty() && text.unit != info.unit) {
        throw UserError(text.where, "the constraint is in '" + excerpt(text.unit) + "' but " + info.id +
                                        " is in '" + info.unit + "'; convert the bound");
    }
    return {.source = source, .relation = text.relation, .bound = text.bound};
}

/// Bounds name all objectives or none.
BoundsRequest make_bounds(const ReferenceText& reference, const std::string& device,
                          const std::vector<StudyMetric>& metrics, const std::vector<NameText>& objectives) {
    BoundsRequest request;
    request.device = device;
    std::vector<std::string> names;
    for (std::size_t j = 0; j < objectives.size(); ++j) {
        names.push_back(objectives[j].name);
        request.directions.push_back(metrics[j].direction);
    }
    request.point = reference.point;
    if (request.point.size() == 1) request.point.resize(names.size(), reference.point[0]);
    if (request.point.size() != names.size()) {
        throw UserError(reference.where, "'point' has " + std::to_string(reference.point.size()) +
                                             " numbers for " + std::to_string(names.size()) +
                                             " objectives; give one, or one each");
    }
    if (reference.bounds.empty()) return request;
    for (const BoundsText& bounds : reference.bounds) {
        if (std::find(names.begin(), names.end(), bounds.metric) == names.end()) {
            throw UserError(bounds.where, unknown_name("objective", bounds.metric, names));
        }
    }
    request.bounds.emplace();
    for (std::size_t j = 0; j < names.size(); ++j) {
        const auto found = std::find_if(reference.bounds.begin(), reference.bounds.end(),
                                        [&](const BoundsText& bounds) { return bounds.metric == names[j]; });
        if (found == reference.bounds.end()) {
            throw UserError(reference.where,
                            "'bounds' has none for objective '" + names[j] + "'; give all or none");
        }
        const bool maximised = metrics[j].direction == Direction::maximise;
        request.bounds->ideal.push_back(maximised ? found->high : found->low);
        request.bounds->nadir.push_back(maximised ? found->low : found->high);
    }
    return request;
}

PlannedOptimizer make_optimizer(const OptimizerText& text) {
    const OptimizerPlugin& plugin = Registry<OptimizerPlugin>::instance().at(text.name, text.where);
    plugin.options(text.options);  // refuses what it does not understand
    return {text.label, &plugin, text.options};
}

/// Options can be wrong in combination, or for this space: made once here, refused before anything runs.
void try_optimizer(const Plan& plan, std::size_t number, const FilePosition& where) {
    const OptimizerContext context{.space = plan.space,
                                   .objectives = plan.problems[0]->objectives().size(),
                                   .budget = plan.budget,
                                   .seed = 0,
                                   .equivalence = plan.problems[0]->equivalence(),
                                   .free_costs = plan.problems[0]->free_costs()};
    try {
        plan.optimizers[number].plugin->make(context, plan.optimizers[number].options);
    } catch (const UserError& error) {
        throw UserError(where, error.what());
    }
}

void add(Node& mapping, std::string key, Node value) {
    Field& field = mapping.fields.emplace_back();
    field.key = std::move(key);
    field.value = std::move(value);
}

template <class Items, class ToText>
Node list_node(const Items& items, ToText to_text) {
    std::vector<Node> nodes;
    for (const auto& item : items)
        nodes.push_back(text_node(to_text(item)));
    return sequence_node(std::move(nodes));
}

Node resolve_optimizer(const PlannedOptimizer& optimizer) {
    Node options = mapping_node({});
    if (optimizer.label != optimizer.plugin->name) add(options, "label", text_node(optimizer.label));
    for (const OptionDescription& option : optimizer.plugin->options(optimizer.options)) {
        add(options, option.name, text_node(option.value));
    }
    if (options.fields.empty()) return text_node(optimizer.plugin->name);
    Node named = mapping_node({});
    add(named, optimizer.plugin->name, std::move(options));
    return named;
}

Node resolve_reference(const ReferenceText& reference) {
    Node bounds = text_node("auto");
    if (!reference.bounds.empty()) bounds = mapping_node({});
    for (const BoundsText& text : reference.bounds) {
        add(bounds, text.metric, list_node(std::array{text.low, text.high}, format_number));
    }
    Node node = mapping_node({});
    add(node, "bounds", std::move(bounds));
    add(node, "point", list_node(reference.point, format_number));
    return node;
}

/// TEXT, or {TEXT: {cost: free}}.
Node resolve_cost(const Experiment& experiment, const std::string& metric, const std::string& text) {
    if (!is_free(experiment, metric)) return text_node(text);
    Node options = mapping_node({});
    add(options, "cost", text_node("free"));
    Node named = mapping_node({});
    add(named, text, std::move(options));
    return named;
}

Node resolve_objectives(const Experiment& experiment) {
    Node objectives = sequence_node({});
    for (const NameText& objective : experiment.objectives)
        objectives.items.push_back(resolve_cost(experiment, objective.name, objective.name));
    return objectives;
}

Node resolve_constraints(const Experiment& experiment) {
    Node constraints = sequence_node({});
    for (const ConstraintText& text : experiment.constraints) {
        const char* relation = text.relation == Constraint::Relation::at_most ? " <= " : " >= ";
        const std::string unit = text.unit.empty() ? "" : " " + text.unit;
        constraints.items.push_back(
            resolve_cost(experiment, text.metric, text.metric + relation + format_number(text.bound) + unit));
    }
    return constraints;
}

Node resolve_sources(const Plan& plan) {
    Node sources = mapping_node({});
    for (const auto& problem : plan.problems) {
        for (const auto& metric : problem->metrics()) {
            if (sources.find(metric->info().id) != nullptr) continue;
            add(sources, metric->info().id, text_node(metric->info().source));
        }
    }
    return sources;
}

Node resolve(const Experiment& experiment, const Plan& plan) {
    Node node = mapping_node({});
    add(node, "name", text_node(experiment.name));
    add(node, "space", text_node(experiment.space.name));
    add(node, "objectives", resolve_objectives(experiment));
    if (plan.devices[0] != no_device) {
        add(node, "devices", list_node(plan.devices, [](const std::string& name) { return name; }));
    }
    if (!experiment.constraints.empty()) add(node, "constraints", resolve_constraints(experiment));
    std::vector<Node> optimizers;
    for (const PlannedOptimizer& optimizer : plan.optimizers)
        optimizers.push_back(resolve_optimizer(optimizer));
    add(node, "optimizers", sequence_node(std::move(optimizers)));
    add(node, "budget", text_node(std::to_string(plan.budget)));
    add(node, "seeds", list_node(plan.seeds, [](std::uint64_t seed) { return std::to_string(seed); }));
    add(node, "reference", resolve_reference(experiment.reference));
    add(node, "sources", resolve_sources(plan));
    const bool spelling = experiment.equivalence == Equivalence::spelling;
    add(node, "equivalence", text_node(spelling ? "spelling" : "isomorphism"));
    if (!experiment.tables.empty()) add(node, "tables", sequence_node(experiment.tables));
    if (!experiment.models.empty()) {
        add(node, "models", list_node(experiment.models, [](const auto& path) { return path.string(); }));
    }
    return node;
}

std::uint64_t fingerprint(const Plan& plan) {
    std::uint64_t hash = hash_text(ARCHFRONT_VERSION + to_yaml(plan.resolved));
    // The order of paths depends on where they lie, that of hashes does not.
    std::set<std::uint64_t> hashes;
    for (const std::filesystem::path& file : plan.data_files)
        hashes.insert(hash_text(read_text_file(file, largest_data_file)));
    for (const std::uint64_t of_file : hashes)
        hash = mix64(hash ^ of_file);
    return hash;
}

}  // namespace

PlannedCell Plan::cell(std::size_t index) const {
    ARCHFRONT_ASSERT(index < cell_count(), "a cell beyond the plan");
    const std::size_t per_device = optimizers.size() * seeds.size();
    return {index / per_device, index % per_device / seeds.size(), index % seeds.size()};
}

std::uint64_t Plan::cell_seed(const PlannedCell& cell) const {
    std::string identity =
        space->name() + "\n" + devices[cell.device] + "\n" + optimizers[cell.optimizer].label + "\n";
    const Problem& problem = *problems[cell.device];
    for (const Objective& objective : problem.objectives())
        identity += objective.source->info().id + "\n";
    for (const Constraint& constraint : problem.constraints()) {
        identity += constraint.source->info().id + " " + format_number(constraint.bound) + "\n";
    }
    return hash_text(identity, seeds[cell.seed]);
}

Plan make_plan(const Experiment& written, const DataPath& data) {
    Plan plan;
    plan.space = make_space(written.space.name, written.space.where);
    MetricCatalogue catalogue({plan.space, data, written.tables, written.models});
    const Experiment experiment = resolve_aliases(written, catalogue);
    plan.name = experiment.name;
    plan.budget = experiment.budget;
    plan.seeds = experiment.seeds;
    for (const OptimizerText& text : experiment.optimizers)
        plan.optimizers.push_back(make_optimizer(text));

    MetricFinder finder(experiment, catalogue);
    const std::vector<NameText> metrics = metric_names(experiment);
    for (const NameText& device : find_devices(experiment, metrics, finder, catalogue)) {
        std::map<std::string, std::shared_ptr<const MetricSource>> sources;
        for (const NameText& metric : metrics)
            sources[metric.name] = finder.open(metric, device);
        for (std::size_t k = 0; k < metrics.size(); ++k) {
            const MetricInfo& info = sources[metrics[k].name]->info();
            if (plan.metrics.size() <= k) {
                plan.metrics.push_back(
                    {metrics[k].name, info.unit, info.direction, k < experiment.objectives.size()});
            }
            if (info.unit != plan.metrics[k].unit || info.direction != plan.metrics[k].direction) {
                throw UserError(metrics[k].where, "'" + metrics[k].name + "' is in '" + info.unit + "' on " +
                                                      device.name + " but in '" + plan.metrics[k].unit +
                                                      "' on " + plan.devices[0]);
            }
        }
        std::vector<Objective> objectives;
        for (const NameText& name : experiment.objectives)
            objectives.push_back({sources[name.name], is_free(experiment, name.name)});
        std::vector<Constraint> constraints;
        for (const ConstraintText& text : experiment.constraints) {
            constraints.push_back(make_constraint(text, sources[text.metric]));
            constraints.back().free = is_free(experiment, text.metric);
        }
        plan.devices.push_back(device.name);
        plan.problems.push_back(std::make_shared<const Problem>(
            plan.space, std::move(objectives), std::move(constraints), experiment.equivalence));
        plan.references.push_back(
            make_bounds(experiment.reference, device.name, plan.metrics, experiment.objectives));
    }
    finder.refuse_unused_sources();
    for (std::size_t o = 0; o < plan.optimizers.size(); ++o)
        try_optimizer(plan, o, experiment.optimizers[o].where);
    std::set<std::filesystem::path> files;
    for (const auto& problem : plan.problems) {
        for (const auto& metric : problem->metrics()) {
            for (const std::filesystem::path& file : metric->files())
                files.insert(file);
        }
    }
    plan.data_files.assign(files.begin(), files.end());
    plan.resolved = resolve(experiment, plan);
    plan.fingerprint = fingerprint(plan);
    return plan;
}

}  // namespace archfront
