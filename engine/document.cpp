#include "engine/document.hpp"

#include <utility>

#include "engine/text.hpp"

namespace archfront {
namespace {

const char* describe(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::scalar:
            return "a single value";
        case Node::Kind::sequence:
            return "a list";
        case Node::Kind::mapping:
            return "a mapping of keys to values";
    }
    return "";
}

[[noreturn]] void expected(const Node& node, std::string_view what, const std::string& wanted) {
    const std::string found = node.is_scalar() ? "'" + excerpt(node.text) + "'" : describe(node.kind);
    throw UserError(node.where, "'" + std::string(what) + "' is " + found + ", expected " + wanted);
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (const Field& field : fields) {
        if (field.key == key) return &field.value;
    }
    return nullptr;
}

Node* Node::find(std::string_view key) {
    return const_cast<Node*>(std::as_const(*this).find(key));
}

const std::string& Node::as_text(std::string_view what) const {
    if (!is_scalar()) expected(*this, what, "a single value");
    return text;
}

double Node::as_number(std::string_view what) const {
    const auto value = is_scalar() ? parse_number(text) : std::nullopt;
    if (!value) expected(*this, what, "a number");
    return *value;
}

std::int64_t Node::as_integer(std::string_view what, std::int64_t low, std::int64_t high) const {
    const auto value = is_scalar() ? parse_integer(text) : std::nullopt;
    if (!value || *value < low || *value > high) {
        expected(*this, what, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return *value;
}

bool Node::as_flag(std::string_view what) const {
    if (!is_scalar() || (text != "true" && text != "false")) expected(*this, what, "true or false");
    return text == "true";
}

std::vector<Node> Node::as_list() const {
    if (is_sequence()) return items;
    if (is_null()) return {};
    return {*this};
}

Node text_node(std::string text) {
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = std::move(text);
    return node;
}

Node sequence_node(std::vector<Node> items) {
    Node node;
    node.kind = Node::Kind::sequence;
    node.items = std::move(items);
    return node;
}

Node mapping_node(std::vector<Field> fields) {
    Node node;
    node.kind = Node::Kind::mapping;
    node.fields = std::move(fields);
    return node;
}

Fields::Fields(const Node& mapping, std::string what) : mapping_(mapping), what_(std::move(what)) {
    if (!mapping.is_mapping()) expected(mapping, what_, "a mapping of keys to values");
}

const Node* Fields::find(std::string_view key) {
    asked_.emplace(key);
    return mapping_.find(key);
}

const Node& Fields::require(std::string_view key) {
    if (const Node* node = find(key)) return *node;
    throw UserError(mapping_.where, what_ + " has no '" + std::string(key) + "'; add it");
}

void Fields::finish() const {
    for (const Field& field : mapping_.fields) {
        if (asked_.contains(field.key)) continue;
        throw UserError(field.where, unknown_name("key", field.key, {asked_.begin(), asked_.end()}) +
                                         " (in " + what_ + ")");
    }
}

}  // namespace archfront
