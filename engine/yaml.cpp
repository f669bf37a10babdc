// The only file that knows yaml-cpp. The event interface is used rather than YAML::Node because it shows
// duplicate keys, and because aliases then cost what they expand to, which can be bounded.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "engine/document.hpp"
#include "engine/file.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_nodes = 100'000;
constexpr std::size_t deepest = 64;
constexpr std::size_t longest_key = 200;  // beyond about 1,000 characters YAML has another syntax for keys
constexpr std::size_t largest_file = 1 << 20;  // yaml-cpp may take 250 times as much memory

/// What a copy of the node costs, in values; long text counts as several.
std::size_t weight(const Node& node) {
    std::size_t sum = 1 + node.text.size() / 256;
    for (const Node& item : node.items)
        sum += weight(item);
    for (const Field& field : node.fields)
        sum += weight(field.value);
    return sum;
}

bool reads_as_null(std::string_view text) {
    return text.empty() || text == "~" || text == "null";
}

class TreeBuilder : public YAML::EventHandler {
  public:
    explicit TreeBuilder(std::string file) : file_(std::move(file)) {}

    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(leaf(mark), anchor); }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end())
            throw UserError(position(mark), "an alias refers to a value that contains it");
        charge(known->second);
        add(known->second, 0);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        // The escapes \N and \_ give single bytes in yaml-cpp 0.7.
        if (utf8_prefix(value) != value.size()) throw UserError(position(mark), "not UTF-8 text");
        Node node = leaf(mark);
        // Tag "?" marks a plain scalar, "!" a quoted one; only a plain ~ or null is nothing.
        if (tag != "?" || !reads_as_null(value)) {
            node.kind = Node::Kind::scalar;
            node.text = value;
        }
        add(std::move(node), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, Node::Kind::sequence, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, Node::Kind::mapping, anchor);
    }
    void OnMapEnd() override { close(); }

  private:
    struct Level {
        Node node;
        YAML::anchor_t anchor = 0;
        std::set<std::string> keys;
        bool key_waits = false;  // the last field of a mapping has a key but no value yet
    };

    FilePosition position(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

    Node leaf(const YAML::Mark& mark) const {
        Node node;
        node.where = position(mark);
        return node;
    }

    void open(const YAML::Mark& mark, Node::Kind kind, YAML::anchor_t anchor) {
        if (levels_.size() >= deepest) throw UserError(position(mark), "nested deeper than 64 levels");
        Level level;
        level.node = leaf(mark);
        level.node.kind = kind;
        level.anchor = anchor;
        levels_.push_back(std::move(level));
    }

    void close() {
        Level level = std::move(levels_.back());
        levels_.pop_back();
        add(std::move(level.node), level.anchor);
    }

    /// Counts a copy about to be made: anchors and aliases are how a small file becomes a large document.
    void charge(const Node& node) {
        nodes_ += weight(node);
        if (nodes_ > most_nodes) throw UserError(node.where, "more than 100,000 values in one file");
    }

    void add(Node node, YAML::anchor_t anchor) {
        if (++nodes_ > most_nodes) throw UserError(node.where, "more than 100,000 values in one file");
        if (anchor != 0) {
            charge(node);
            anchors_[anchor] = node;
        }
        if (levels_.empty()) {
            root_ = std::move(node);
            return;
        }
        Level& level = levels_.back();
        if (level.node.is_sequence()) {
            level.node.items.push_back(std::move(node));
        } else if (level.key_waits) {
            level.node.fields.back().value = std::move(node);
            level.key_waits = false;
        } else {
            if (!node.is_scalar()) throw UserError(node.where, "a key must be a single value");
            if (node.text.size() > longest_key) throw UserError(node.where, "a key of more than 200 bytes");
            if (!level.keys.insert(node.text).second) {
                throw UserError(node.where, "key '" + excerpt(node.text) + "' appears twice; remove one");
            }
            level.node.fields.push_back({node.text, node.where, Node{}});
            level.key_waits = true;
        }
    }

    std::string file_;
    std::vector<Level> levels_;
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t nodes_ = 0;
    Node root_;
};

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Throws at the first byte that is neither UTF-8 nor printable nor a blank: yaml-cpp takes 0x04 for the end
/// of the file and lets the rest of them through.
void require_text(std::string_view text, const std::string& name) {
    const auto is_text = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    };
    const std::size_t valid = utf8_prefix(text);
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(valid);
    const auto bad = std::find_if_not(text.begin(), end, is_text);
    if (bad == text.end()) return;
    const std::string_view before = text.substr(0, static_cast<std::size_t>(bad - text.begin()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
    throw UserError({name, static_cast<int>(line), static_cast<int>(column)},
                    bad == end ? "not UTF-8 text" : "a control character; remove it");
}

void emit_text(YAML::Emitter& out, const std::string& text) {
    if (reads_as_null(text) || has_control_character(text)) out << YAML::DoubleQuoted;
    out << text;
}

void emit(YAML::Emitter& out, const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            out << YAML::Null;
            break;
        case Node::Kind::scalar:
            emit_text(out, node.text);
            break;
        case Node::Kind::sequence:
            if (node.items.empty()) out << YAML::Flow;
            out << YAML::BeginSeq;
            for (const Node& item : node.items)
                emit(out, item);
            out << YAML::EndSeq;
            break;
        case Node::Kind::mapping:
            if (node.fields.empty()) out << YAML::Flow;
            out << YAML::BeginMap;
            for (const Field& field : node.fields) {
                out << YAML::Key;
                emit_text(out, field.key);
                out << YAML::Value;
                emit(out, field.value);
            }
            out << YAML::EndMap;
            break;
    }
}

}  // namespace

Node parse_yaml(std::string_view text, const std::string& name) {
    if (text.size() > largest_file) throw UserError({name}, "larger than 1 MiB");
    require_text(text, name);
    std::istringstream stream{std::string(text)};
    TreeBuilder builder(name);
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return builder.take();
        Node document = builder.take();
        TreeBuilder second(name);
        if (parser.HandleNextDocument(second))
            throw UserError({name}, "several documents in one file; keep one");
        return document;
    } catch (const YAML::Exception& error) {
        const bool located = !error.mark.is_null();
        throw UserError({name, located ? error.mark.line + 1 : 0, located ? error.mark.column + 1 : 0},
                        "not valid YAML: " + error.msg);
    }
}

Node read_yaml(const std::filesystem::path& file) {
    return parse_yaml(read_text_file(file, largest_file), file.string());
}

std::string to_yaml(const Node& node) {
    YAML::Emitter out;
    emit(out, node);
    return std::string(out.c_str()) + "\n";
}

}  // namespace archfront
