#include "experiments/sweep.hpp"

#include <algorithm>
#include <array>

#include "engine/text.hpp"

namespace archfront {
namespace {

/// The first step of a dotted path through a mapping: the longest existing key, else up to the first dot.
std::string_view first_step(const Node& mapping, std::string_view path) {
    std::string_view step = path.substr(0, path.find('.'));
    for (const Field& field : mapping.fields) {
        const bool whole = path == field.key;
        const bool prefix =
            path.substr(0, field.key.size()) == field.key && path.substr(field.key.size(), 1) == ".";
        if ((whole || prefix) && field.key.size() > step.size()) step = path.substr(0, field.key.size());
    }
    return step;
}

Node& item_named(Node& sequence, std::string_view step, const FilePosition& where) {
    if (const auto index = parse_integer(step)) {
        if (*index < 0 || *index >= static_cast<long long>(sequence.items.size())) {
            throw UserError(where, "there is no item " + std::string(step) + "; the list has " +
                                       std::to_string(sequence.items.size()) + ", counted from 0");
        }
        return sequence.items[static_cast<std::size_t>(*index)];
    }
    std::vector<std::string> names;
    for (Node& item : sequence.items) {
        const bool named = item.is_mapping() && item.fields.size() == 1;
        if (!named && !item.is_scalar()) continue;
        names.push_back(named ? item.fields[0].key : item.text);
        if (names.back() != step) continue;
        if (!named) item = mapping_node({{item.text, item.where, Node{}}});
        return item.fields[0].value;
    }
    throw UserError(where, unknown_name("list item", step, names));
}

void set(Node& node, std::string_view path, Node value, const FilePosition& where) {
    if (path.empty()) {
        node = std::move(value);
        return;
    }
    const auto rest_after = [&](std::string_view step) {
        return step.size() == path.size() ? std::string_view() : path.substr(step.size() + 1);
    };
    if (node.is_sequence()) {
        const std::string_view step = path.substr(0, path.find('.'));
        set(item_named(node, step, where), rest_after(step), std::move(value), where);
        return;
    }
    if (node.is_scalar()) throw UserError(where, "'" + std::string(path) + "' lies below a single value");
    node.kind = Node::Kind::mapping;
    const std::string_view step = first_step(node, path);
    if (step.empty()) throw UserError(where, "an empty key");
    if (node.find(step) == nullptr) node.fields.push_back({std::string(step), where, Node{}});
    set(*node.find(step), rest_after(step), std::move(value), where);
}

constexpr std::array<std::string_view, 3> swept_keys = {"space", "budget", "equivalence"};
constexpr std::size_t most_points = 1000;

}  // namespace

void apply_override(Node& root, std::string_view assignment) {
    const FilePosition where{"--set " + excerpt(assignment)};
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos || equals == 0) throw UserError(where, "not of the form key=value");
    set(root, trim(assignment.substr(0, equals)), parse_yaml(assignment.substr(equals + 1), where.file),
        where);
}

std::vector<SweepPoint> expand_sweeps(const Node& root) {
    std::vector<SweepPoint> points = {{"", root}};
    for (const std::string_view key : swept_keys) {
        const Node* values = root.find(key);
        if (values == nullptr || !values->is_sequence()) continue;
        if (values->items.empty())
            throw UserError(values->where, "'" + std::string(key) + "' is an empty list");
        std::vector<SweepPoint> expanded;
        for (const SweepPoint& point : points) {
            for (const Node& value : values->items) {
                SweepPoint next = point;
                next.label += (next.label.empty() ? "" : ",") + std::string(key) + "=" + value.as_text(key);
                *next.root.find(key) = value;
                expanded.push_back(std::move(next));
                if (expanded.size() > most_points)
                    throw UserError(values->where, "a sweep over more than 1,000 points");
            }
        }
        points = std::move(expanded);
    }
    return points;
}

}  // namespace archfront
