#include "experiments/experiment.hpp"

#include <algorithm>
#include <set>

#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::int64_t largest_budget = 1'000'000'000;
constexpr std::int64_t most_seeds = 100'000;

std::vector<NameText> parse_names(const Node& node, const std::string& what) {
    std::vector<NameText> names;
    for (const Node& item : node.as_list()) {
        const std::string& name = item.as_text(what);
        const bool known =
            std::any_of(names.begin(), names.end(), [&](const NameText& n) { return n.name == name; });
        if (known)
            throw UserError(item.where, "'" + excerpt(name) + "' stands twice in " + what + "; remove one");
        names.push_back({name, item.where});
    }
    return names;
}

/// The text of an item, which is TEXT or {TEXT: {cost: free}}, and whether it says so.
std::pair<Node, bool> parse_cost(const Node& item, const std::string& what) {
    if (!item.is_mapping()) return {item, false};
    if (item.fields.size() != 1 || !item.fields[0].value.is_mapping())
        throw UserError(item.where, "an item of " + what + " is neither a text nor {TEXT: {cost: free}}");
    Fields fields(item.fields[0].value, item.fields[0].key);
    const Node& cost = fields.require("cost");
    const std::string& text = cost.as_text("cost");
    if (text != "free" && text != "evaluation")
        throw UserError(cost.where, unknown_name("cost", text, {"free", "evaluation"}));
    fields.finish();
    Node name = text_node(item.fields[0].key);
    name.where = item.fields[0].where;
    return {name, text == "free"};
}

/// The options of one optimiser, a list where one value is expected giving one variant each.
std::vector<OptimizerText> parse_variants(const std::string& name, const Node& options,
                                          const FilePosition& where) {
    std::vector<OptimizerText> variants = {{name, name, {}, where}};
    if (options.is_null()) return variants;
    if (!options.is_mapping()) {
        throw UserError(options.where, "options of optimizer '" + excerpt(name) +
                                           "' are not a mapping; write {" + excerpt(name) +
                                           ": {option: value}}");
    }
    std::vector<std::vector<std::string>> swept(1);  // "option=value" of each variant
    for (const Field& field : options.fields) {
        if (field.key == "label") continue;
        const std::vector<Node> values = field.value.as_list();
        if (values.empty())
            throw UserError(field.value.where, "option '" + excerpt(field.key) + "' has no value");
        std::vector<OptimizerText> expanded;
        std::vector<std::vector<std::string>> expanded_swept;
        for (std::size_t v = 0; v < variants.size(); ++v) {
            for (const Node& value : values) {
                expanded.push_back(variants[v]);
                expanded.back().options.push_back({field.key, value.as_text(field.key), value.where});
                expanded_swept.push_back(swept[v]);
                if (values.size() > 1) expanded_swept.back().push_back(field.key + "=" + value.text);
            }
        }
        variants = std::move(expanded);
        swept = std::move(expanded_swept);
        if (variants.size() > 1000) throw UserError(field.where, "more than 1,000 variants of one optimizer");
    }
    const Node* label = options.find("label");
    for (std::size_t v = 0; v < variants.size(); ++v) {
        if (label != nullptr) variants[v].label = label->as_text("label");
        if (!swept[v].empty()) variants[v].label += "(" + join(swept[v], ";") + ")";
    }
    return variants;
}

std::vector<OptimizerText> parse_optimizers(const Node& node) {
    std::vector<OptimizerText> optimizers;
    for (const Node& item : node.as_list()) {
        if (item.is_mapping() && item.fields.size() != 1) {
            throw UserError(item.where,
                            "an optimizer is NAME or {NAME: {option: value, ...}}, one in each list item");
        }
        const bool with_options = item.is_mapping();
        const std::string& name = with_options ? item.fields[0].key : item.as_text("optimizers");
        for (OptimizerText& variant :
             parse_variants(name, with_options ? item.fields[0].value : Node{}, item.where)) {
            optimizers.push_back(std::move(variant));
        }
    }
    std::set<std::string> labels;
    for (const OptimizerText& optimizer : optimizers) {
        if (labels.insert(optimizer.label).second) continue;
        throw UserError(optimizer.where,
                        "optimizer '" + excerpt(optimizer.label) +
                            "' stands twice; give one a name of its own with the option 'label'");
    }
    if (optimizers.empty()) throw UserError(node.where, "'optimizers' is empty; name at least one");
    return optimizers;
}

std::vector<std::uint64_t> parse_seeds(const Node& node) {
    std::vector<std::uint64_t> seeds;
    if (node.is_scalar()) {
        const std::int64_t count = node.as_integer("seeds", 1, most_seeds);
        for (std::int64_t seed = 0; seed < count; ++seed)
            seeds.push_back(static_cast<std::uint64_t>(seed));
        return seeds;
    }
    for (const Node& item : node.as_list()) {
        const auto seed = static_cast<std::uint64_t>(item.as_integer("seeds", 0, std::int64_t{1} << 53));
        if (std::find(seeds.begin(), seeds.end(), seed) != seeds.end()) {
            throw UserError(item.where, "seed " + item.text + " stands twice; remove one");
        }
        seeds.push_back(seed);
    }
    if (seeds.empty()) throw UserError(node.where, "'seeds' is empty; give a number of seeds or a list");
    return seeds;
}

ReferenceText parse_reference(const Node& node) {
    ReferenceText reference;
    reference.where = node.where;
    Fields fields(node, "reference");
    if (const Node* bounds = fields.find("bounds");
        bounds != nullptr && !(bounds->is_scalar() && bounds->text == "auto")) {
        if (!bounds->is_mapping()) {
            throw UserError(bounds->where,
                            "'bounds' is neither auto nor a mapping {METRIC: [low, high], ...}");
        }
        for (const Field& field : bounds->fields) {
            if (!field.value.is_sequence() || field.value.items.size() != 2) {
                throw UserError(field.value.where,
                                "bounds of '" + excerpt(field.key) + "' are not [low, high]");
            }
            BoundsText text{field.key, field.value.items[0].as_number("low"),
                            field.value.items[1].as_number("high"), field.where};
            if (!(text.low < text.high))
                throw UserError(field.value.where, "the low bound is not below the high one");
            reference.bounds.push_back(text);
        }
    }
    if (const Node* point = fields.find("point")) {
        reference.point.clear();
        for (const Node& item : point->as_list())
            reference.point.push_back(item.as_number("point"));
        if (reference.point.empty())
            throw UserError(point->where, "'point' is empty; give one number or one per objective");
    }
    fields.finish();
    return reference;
}

/// Table descriptors: written in place, or the name of a file that holds one or a list of them. A data file
/// that stands beside its descriptor is made absolute, so that the resolved experiment finds it from any
/// folder.
std::vector<Node> parse_tables(const Node& node, const std::filesystem::path& folder) {
    std::vector<Node> tables;
    for (const Node& item : node.as_list()) {
        for (const Node& table :
             item.is_scalar() ? read_yaml(folder / item.text).as_list() : item.as_list()) {
            tables.push_back(table);
            Node* file = tables.back().find("table");
            if (file == nullptr || !file->is_scalar()) continue;
            const auto beside = std::filesystem::path(table.where.file).parent_path() / file->text;
            std::error_code ignored;
            if (std::filesystem::exists(beside, ignored))
                file->text = std::filesystem::absolute(beside).string();
        }
    }
    return tables;
}

}  // namespace

Experiment parse_experiment(const Node& root) {
    const std::filesystem::path file(root.where.file);
    const std::filesystem::path folder = file.parent_path();
    Experiment experiment;
    Fields fields(root, "the experiment");
    const Node* name = fields.find("name");
    experiment.name = name != nullptr ? name->as_text("name") : file.stem().string();
    const Node& space = fields.require("space");
    experiment.space = {space.as_text("space"), space.where};
    Node objectives = sequence_node({});
    for (const Node& item : fields.require("objectives").as_list()) {
        const auto [objective, is_free] = parse_cost(item, "objectives");
        objectives.items.push_back(objective);
        if (is_free) experiment.free_metrics.push_back(objective.text);
    }
    experiment.objectives = parse_names(objectives, "objectives");
    if (experiment.objectives.empty())
        throw UserError(root.where, "'objectives' is empty; name at least one metric");
    if (const Node* devices = fields.find("devices")) {
        experiment.all_devices = devices->is_scalar() && devices->text == "all";
        if (!experiment.all_devices) experiment.devices = parse_names(*devices, "devices");
    }
    if (const Node* constraints = fields.find("constraints")) {
        for (const Node& item : constraints->as_list()) {
            const auto [constraint, is_free] = parse_cost(item, "constraints");
            experiment.constraints.push_back(parse_constraint(constraint));
            if (is_free) experiment.free_metrics.push_back(experiment.constraints.back().metric);
        }
    }
    const Node* optimizers = fields.find("optimizers");
    Node standard = text_node("auto");
    standard.where = root.where;
    experiment.optimizers = parse_optimizers(optimizers != nullptr ? *optimizers : standard);
    experiment.budget =
        static_cast<std::size_t>(fields.require("budget").as_integer("budget", 1, largest_budget));
    experiment.seeds = parse_seeds(fields.require("seeds"));
    if (const Node* reference = fields.find("reference")) experiment.reference = parse_reference(*reference);
    if (const Node* sources = fields.find("sources")) {
        if (!sources->is_mapping())
            throw UserError(sources->where, "'sources' is not a mapping {METRIC: source, ...}");
        for (const Field& field : sources->fields) {
            experiment.sources.push_back({field.key, field.value.as_text(field.key), field.where});
        }
    }
    if (const Node* equivalence = fields.find("equivalence")) {
        const std::string& text = equivalence->as_text("equivalence");
        if (text != "spelling" && text != "isomorphism") {
            throw UserError(equivalence->where,
                            unknown_name("equivalence", text, {"spelling", "isomorphism"}));
        }
        experiment.equivalence = text == "spelling" ? Equivalence::spelling : Equivalence::isomorphism;
    }
    if (const Node* tables = fields.find("tables")) experiment.tables = parse_tables(*tables, folder);
    if (const Node* models = fields.find("models")) {
        for (const Node& item : models->as_list()) {
            experiment.models.push_back(std::filesystem::absolute(folder / item.as_text("models")));
        }
    }
    fields.finish();
    return experiment;
}

}  // namespace archfront
