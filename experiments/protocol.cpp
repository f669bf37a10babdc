#include "experiments/protocol.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::int64_t most_rows = 10'000'000;
constexpr std::int64_t most_samples = 1000;
constexpr std::int64_t most_draws = 10'000;

constexpr std::array<std::pair<std::string_view, Sampling>, 6> samplings = {{
    {"random", Sampling::random},
    {"random-untrimmed", Sampling::random_untrimmed},
    {"k-means", Sampling::k_means},
    {"d-optimal", Sampling::d_optimal},
    {"sequential", Sampling::sequential},
    {"reference", Sampling::reference},
}};

Sampling parse_sampling(const Node& node) {
    const std::string& text = node.as_text("designs");
    std::vector<std::string> names;
    for (const auto& [name, sampling] : samplings) {
        if (name == text) return sampling;
        names.emplace_back(name);
    }
    throw UserError(node.where, unknown_name("design", text, names));
}

NameText parse_name(const Node& node, std::string_view what) {
    return {node.as_text(what), node.where};
}

/// None twice.
std::vector<NameText> parse_names(const Node& node, const std::string& what) {
    std::vector<NameText> names;
    std::set<std::string> seen;
    for (const Node& item : node.as_list()) {
        names.push_back(parse_name(item, what));
        if (!seen.insert(names.back().name).second)
            throw UserError(item.where,
                            "'" + names.back().name + "' stands twice in " + what + "; remove one");
    }
    return names;
}

std::size_t parse_size(const Node& node, std::string_view what, std::int64_t low, std::int64_t high) {
    return static_cast<std::size_t>(node.as_integer(what, low, high));
}

double parse_within(const Node& node, std::string_view what, double low, double high) {
    const double value = node.as_number(what);
    if (!(value >= low && value <= high)) {
        throw UserError(node.where, "'" + std::string(what) + "' is " + node.text + ", not from " +
                                        format_number(low) + " to " + format_number(high));
    }
    return value;
}

PublishedMethod parse_published(const Node& node, const std::vector<NameText>& devices) {
    Fields fields(node, "a row of 'published'");
    PublishedMethod row;
    row.method = fields.require("method").as_text("method");
    row.samples = parse_size(fields.require("samples"), "samples", 1, most_rows);
    Fields values(fields.require("spearman"), "spearman");
    for (const NameText& device : devices) {
        if (const Node* value = values.find(device.name))
            row.spearman[device.name] = parse_within(*value, device.name, -1, 1);
    }
    values.finish();
    fields.finish();
    return row;
}

ConstraintCase parse_case(const Node& node, const std::vector<NameText>& devices) {
    Fields fields(node, "a case of 'constraints'");
    ConstraintCase parsed;
    parsed.device = parse_name(fields.require("device"), "device");
    const bool known = std::ranges::any_of(
        devices, [&](const NameText& device) { return device.name == parsed.device.name; });
    if (!known)
        throw UserError(parsed.device.where,
                        "'" + parsed.device.name + "' is not among 'devices'; add it there");
    parsed.at_most = parse_within(fields.require("at_most"), "at_most", 1e-300, 1e300);
    const Node& published = fields.require("published");
    Fields found(published, "published");
    parsed.published_value = found.require("value").as_number("value");
    parsed.published_accuracy = found.require("accuracy").as_number("accuracy");
    if (const Node* architecture = found.find("architecture"))
        parsed.published_architecture = parse_name(*architecture, "architecture");
    found.finish();
    fields.finish();
    return parsed;
}

ConstrainedSearchText parse_constraints(const Node& node, const std::vector<NameText>& devices) {
    Fields fields(node, "constraints");
    ConstrainedSearchText search;
    search.accuracy = parse_name(fields.require("accuracy"), "accuracy");
    if (const Node* source = fields.find("source")) search.accuracy_source = source->as_text("source");
    if (const Node* candidates = fields.find("candidates"))
        search.candidates = parse_name(*candidates, "candidates");
    if (const Node* margin = fields.find("margin")) search.margin = parse_within(*margin, "margin", -10, 10);
    if (const Node* samples = fields.find("samples"))
        search.samples = parse_size(*samples, "samples", 3, most_samples);
    if (const Node* more = fields.find("more")) search.more = parse_size(*more, "more", 1, most_samples);
    for (const Node& item : fields.require("cases").as_list())
        search.cases.push_back(parse_case(item, devices));
    fields.finish();
    return search;
}

}  // namespace

std::span<const EmbeddedFile> embedded_protocols();  // generated

std::string to_string(Sampling sampling) {
    for (const auto& [name, known] : samplings) {
        if (known == sampling) return std::string(name);
    }
    ARCHFRONT_ASSERT(false, "a design without a name");
}

Protocol parse_protocol(const Node& root) {
    Fields fields(root, "protocol");
    Protocol protocol;
    protocol.name = fields.require("name").as_text("name");
    protocol.space = parse_name(fields.require("space"), "space");
    protocol.metric = parse_name(fields.require("metric"), "metric");
    if (const Node* source = fields.find("source")) protocol.source = source->as_text("source");
    if (const Node* formulas = fields.find("formulas"))
        protocol.formulas = parse_names(*formulas, "formulas");
    protocol.known = parse_names(fields.require("known"), "known");
    protocol.devices = parse_names(fields.require("devices"), "devices");
    if (protocol.known.empty() || protocol.devices.empty())
        throw UserError(root.where, "'known' or 'devices' is empty; name at least one device each");
    for (const NameText& device : protocol.devices) {
        for (const NameText& known : protocol.known) {
            if (known.name == device.name)
                throw UserError(device.where,
                                "'" + device.name + "' is among 'known' too; a device is either");
        }
    }
    protocol.pool = parse_size(fields.require("pool"), "pool", 30, most_rows);
    protocol.evaluation = parse_size(fields.require("evaluation"), "evaluation", 10, most_rows);
    if (const Node* trim = fields.find("trim")) protocol.trim = parse_within(*trim, "trim", 0, 0.4);
    if (const Node* alone = fields.find("alone")) {
        protocol.alone = parse_size(*alone, "alone", 20, static_cast<std::int64_t>(protocol.pool));
    } else {
        protocol.alone = std::min(protocol.alone, protocol.pool);
    }
    for (const Node& item : fields.require("samples").as_list())
        protocol.samples.push_back(parse_size(
            item, "samples", 4, std::min(most_samples, static_cast<std::int64_t>(protocol.pool) / 4)));
    for (const Node& item : fields.require("designs").as_list())
        protocol.designs.push_back(parse_sampling(item));
    if (const Node* reference = fields.find("reference")) {
        for (const Node& item : reference->as_list())
            protocol.reference.push_back(parse_size(item, "reference", 0, most_rows));
    } else if (std::ranges::count(protocol.designs, Sampling::reference) > 0) {
        throw UserError(fields.require("designs").where,
                        "design 'reference' needs the row numbers; add 'reference: [...]'");
    }
    if (const Node* draws = fields.find("draws")) protocol.draws = parse_size(*draws, "draws", 1, most_draws);
    if (const Node* seed = fields.find("seed"))
        protocol.seed = static_cast<std::uint64_t>(seed->as_integer("seed", 0, std::int64_t{1} << 53));
    if (const Node* published = fields.find("published")) {
        for (const Node& item : published->as_list())
            protocol.published.push_back(parse_published(item, protocol.devices));
    }
    if (const Node* constraints = fields.find("constraints");
        constraints != nullptr && !constraints->is_null())
        protocol.constraints = parse_constraints(*constraints, protocol.devices);
    fields.finish();
    return protocol;
}

std::vector<ReadyMadeExperiment> ready_made_protocols() {
    return ready_made(embedded_protocols());
}

}  // namespace archfront
